import path from 'node:path';

/** What stands before a command as it was typed here, so that a hint can be typed as it is: by npm, or by the file itself as in a container. */
export const invoked =
  process.env.npm_lifecycle_event === 'firebreak'
    ? 'npm run firebreak -- '
    : `node ${path.relative(process.cwd(), process.argv[1] ?? 'src/cli.ts')} `;
