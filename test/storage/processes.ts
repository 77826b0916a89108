import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/** A writer in a process of its own, and the ids that it has said are committed. */
export interface Writer {
  readonly process: ChildProcess;
  readonly acknowledged: string[];
  /** Resolves when it has ended, with its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
  /** Resolves when it has said its first id. */
  readonly began: Promise<void>;
}

/** Starts `writer.ts`; `under` is a command line that runs it, such as strace with its options. */
export function startWriter(file: string, name: string, commits: number, atOnce: number, under: readonly string[] = []): Writer {
  const [command, ...args] = [...under, process.execPath, path.join(import.meta.dirname, 'writer.ts'), file, name, String(commits), String(atOnce)];
  const child = spawn(command as string, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: string[] = [];
  const began = Promise.withResolvers<void>();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    acknowledged.push(...lines);
    if (acknowledged.length > 0) began.resolve();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code));
  });
  return { process: child, acknowledged, ended, began: began.promise };
}
