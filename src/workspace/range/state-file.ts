import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** How long changes are gathered before they are written down. */
const gatherMs = 50;

const saved = z.object({ version: z.literal(1), systems: z.record(z.string(), z.unknown()) });

/** What the range remembers across restarts: the state of each system. */
export interface StateFile {
  /** State of each system as it was left; empty when there is no file yet. @throws Error naming a file that cannot be read */
  read(): Readonly<Record<string, unknown>>;
  /** Writes soon; several calls become one write. */
  touch(): void;
  /** Writes now what has not been written. */
  flush(): void;
}

/** Keeps states in one JSON file that is always whole: it is written beside and renamed into place. Without a path nothing is kept. */
export function stateFile(path: string | undefined, states: () => Readonly<Record<string, unknown>>): StateFile {
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    if (path === undefined || timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, JSON.stringify({ version: 1, systems: states() }), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  return {
    read() {
      if (path === undefined || !existsSync(path)) return {};
      try {
        return saved.parse(JSON.parse(readFileSync(path, 'utf8'))).systems;
      } catch (cause) {
        throw new Error(`The state of the practice range in ${path} cannot be read. Delete the file to begin anew.`, { cause });
      }
    },
    touch() {
      if (path !== undefined) timer ??= setTimeout(flush, gatherMs).unref();
    },
    flush,
  };
}
