import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../src/compose.ts';

/** What a terminal command printed, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** The same, typing what it asks for as a person would: each question is answered by what stands on the screen. */
export async function firebreakTyping(
  environment: Readonly<Record<string, string | undefined>>,
  answers: (screen: string) => string,
  ...words: readonly string[]
): Promise<Printed> {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [join(root, 'src/cli.ts'), ...words], { cwd: root, env: { PATH, HOME, NODE_COMPILE_CACHE, ...environment } });
  let [out, error, read] = ['', '', 0];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk.toString();
    if (!error.endsWith(': ')) return;
    child.stdin.write(`${answers(error.slice(read))}\n`);
    read = error.length;
  });
  const [code] = await once(child, 'close');
  return { code, out, error };
}

/** Runs `firebreak <words>` as a process of its own, with nothing but these settings in its environment. */
export async function firebreak(environment: Readonly<Record<string, string | undefined>>, ...words: readonly string[]): Promise<Printed> {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [join(root, 'src/cli.ts'), ...words], {
    cwd: root,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let error = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { code, out, error };
}
