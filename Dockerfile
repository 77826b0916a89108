# Firebreak in production: one process, one volume. Build: docker build -t firebreak .   Run: see compose.yaml.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.ts scripts/
COPY src src/
COPY commands commands/
COPY handlers handlers/
RUN node scripts/build.ts && npm prune --omit=dev

FROM node:24-bookworm-slim
# The practice workspace is not part of the image, and production forbids it as well.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY package.json manifest.yml LICENSE ./
COPY data data/
COPY runtime/verify.mjs runtime/
COPY runtime/fonts runtime/fonts/
COPY --from=build /app/node_modules node_modules/
COPY --from=build /app/dist dist/
# The only thing that the process writes, and the only thing to back up.
RUN mkdir -p data/var && chown node:node data/var
VOLUME ["/app/data/var"]
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
