import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** A named collection of records, kept in memory and written down at every change. What is put in must be plain JSON and is never changed in place. */
export interface Shelf<Value> {
  get(id: string): Value | undefined;
  put(id: string, value: Value): Value;
  remove(id: string): void;
  /** In the order in which they were first put. */
  values(): readonly Value[];
}

export interface Journal {
  shelf<Value>(name: string): Shelf<Value>;
  /** Forgets everything, also on disk. */
  clear(): void;
  close(): void;
}

/**
 * Keeps shelves in one file of JSON lines, one line per change: `["shelf","id",value]`, and without a value for a removal.
 * A line is handed to the operating system before the change is answered, so that a killed process loses nothing; a torn last line is passed over.
 * The file is rewritten without its history when it is opened. Without a file everything is in memory only.
 */
export function openJournal(file: string | undefined): Journal {
  const shelves = new Map<string, Map<string, unknown>>();
  const records = (name: string): Map<string, unknown> => {
    const known = shelves.get(name);
    if (known) return known;
    const fresh = new Map<string, unknown>();
    shelves.set(name, fresh);
    return fresh;
  };

  if (file && existsSync(file)) replay(readFileSync(file, 'utf8'), records);
  let descriptor = file ? rewrite(file, shelves) : undefined;
  const write = (...line: readonly unknown[]) => {
    if (descriptor !== undefined) writeSync(descriptor, `${JSON.stringify(line)}\n`);
  };

  return {
    shelf: <Value>(name: string): Shelf<Value> => ({
      get: (id) => records(name).get(id) as Value | undefined,
      put(id, value) {
        records(name).set(id, value);
        write(name, id, value);
        return value;
      },
      remove(id) {
        if (records(name).delete(id)) write(name, id);
      },
      values: () => [...records(name).values()] as Value[],
    }),
    clear() {
      shelves.clear();
      if (!file || descriptor === undefined) return;
      closeSync(descriptor);
      descriptor = rewrite(file, shelves);
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function replay(lines: string, records: (name: string) => Map<string, unknown>): void {
  for (const line of lines.split('\n')) {
    const change = parsed(line);
    if (!change) continue;
    const [name, id, value] = change;
    if (value === undefined) records(name).delete(id);
    else records(name).set(id, value);
  }
}

function parsed(line: string): [name: string, id: string, value?: unknown] | undefined {
  try {
    return line === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Writes what stands on the shelves beside the file, puts it in the file's place, and leaves it open for appending. */
function rewrite(file: string, shelves: ReadonlyMap<string, ReadonlyMap<string, unknown>>): number {
  mkdirSync(dirname(file), { recursive: true });
  const lines = [...shelves].flatMap(([name, records]) => [...records].map(([id, value]) => `${JSON.stringify([name, id, value])}\n`));
  writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return openSync(file, 'a');
}
