import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Instruction {
  readonly name: string;
  readonly words: string;
}

/** The stages of a Dockerfile, each with its instructions; lines that end in a backslash go on. */
function stagesOf(dockerfile: string): readonly (readonly Instruction[])[] {
  const lines = dockerfile
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim());
  const instructions = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', words = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
      return { name, words };
    });
  const stages: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

const stages = stagesOf(read('Dockerfile'));
const [build = [], final = []] = stages;
const of = (stage: readonly Instruction[], name: string) => stage.filter((one) => one.name === name).map(({ words }) => words);

/** Whether .dockerignore keeps a path out; the last line that fits decides. */
function isKeptOut(file: string): boolean {
  const rules = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const fits = (rule: string) =>
    rule === '*' || file === rule || file.startsWith(`${rule}/`) || (rule.startsWith('**/') && path.matchesGlob(file, rule));
  return rules.reduce((out, rule) => (fits(rule.replace('!', '')) ? !rule.startsWith('!') : out), false);
}

/** No Docker is needed to read these files; whether the image runs is for whoever has one. */
describe('the image', () => {
  it('is built in two stages on Node 24 with a libc that better-sqlite3 has a binary for', () => {
    expect(stages.map((stage) => of(stage, 'FROM')[0])).toEqual(['node:24-bookworm-slim AS build', 'node:24-bookworm-slim']);
  });

  it('installs from the lockfile and leaves the development packages behind', () => {
    expect(of(build, 'RUN').join('\n')).toMatch(/npm ci[\s\S]*npm prune --omit=dev/);
    expect(of(final, 'RUN').join('\n')).not.toContain('npm');
  });

  it('takes of ours only the build, the team’s files and the manifest', () => {
    const copied = of(final, 'COPY').join('\n');
    expect(copied).toContain('--from=build /app/dist');
    expect(copied).not.toMatch(/^(src|commands|handlers|test|scripts|\.)( |\/)/m);
  });

  it('runs as a user without rights, in production, and passes signals on', () => {
    expect(of(final, 'USER')).toEqual(['node']);
    expect(of(final, 'ENV').join(' ')).toContain('NODE_ENV=production');
    expect(of(final, 'CMD').map((words) => JSON.parse(words) as unknown)).toEqual([['node', 'dist/src/main.js']]);
    expect(of(final, 'STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(final.findIndex(({ name }) => name === 'USER')).toBeLessThan(final.findIndex(({ name }) => name === 'CMD'));
  });

  it('has one volume, and asks itself whether it is well without any other program', () => {
    expect(of(final, 'VOLUME').map((words) => JSON.parse(words) as unknown)).toEqual([['/app/data/var']]);
    const [check = ''] = of(final, 'HEALTHCHECK');
    expect(JSON.parse(check.slice(check.indexOf('CMD ') + 4))).toEqual(['node', '-e', expect.stringContaining('/healthz')]);
  });

  it('finds every file that it copies, in the folder and past .dockerignore', () => {
    const sources = stages
      .flatMap((stage) => of(stage, 'COPY'))
      .filter((words) => !words.startsWith('--from'))
      .flatMap((words) => words.split(/\s+/).slice(0, -1));
    expect(sources.length).toBeGreaterThan(8);
    for (const source of sources) expect([source, existsSync(path.join(root, source)), isKeptOut(source)]).toEqual([source, true, false]);
  });

  it('is never given secrets, state or tests', () => {
    for (const file of ['.env', 'src/.env', 'data/var/firebreak.db', 'test/depth.ts', 'node_modules/zod', '.git/config'])
      expect([file, isKeptOut(file)]).toEqual([file, true]);
  });
});

describe('compose.yaml', () => {
  interface Service {
    readonly env_file: string;
    readonly ports: readonly string[];
    readonly volumes: readonly string[];
    readonly read_only: boolean;
  }
  const { services, volumes } = parse(read('compose.yaml')) as { services: { firebreak: Service }; volumes: Record<string, unknown> };

  it('keeps the state in a volume and opens no port beyond this machine', () => {
    expect(services.firebreak.volumes).toEqual(['state:/app/data/var', './data:/team:ro']);
    expect(Object.keys(volumes)).toEqual(['state']);
    for (const port of services.firebreak.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(services.firebreak).toMatchObject({ env_file: '.env', read_only: true });
  });
});
