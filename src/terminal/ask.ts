import { createInterface, type Interface } from 'node:readline/promises';
import { InputError } from '../core/errors.ts';
import { invoked } from './invoked.ts';

/** Asks questions in a terminal, one after the other. What is given as a flag or in the environment is not asked for. */
export interface Asker {
  /** An answer, or what stands in brackets when Enter is pressed. @throws InputError when nobody is there to answer and there is no default. */
  ask(question: string, options?: { readonly fallback?: string; readonly optional?: boolean }): Promise<string>;
  close(): void;
}

/** Asks on standard error, so that standard output stays clean, and reads standard input. */
export function terminalAsker(): Asker {
  let lines: Interface | undefined;
  let typed: AsyncIterator<string> | undefined;
  /** Standard input is left alone until there is something to ask. */
  const read = () => {
    lines ??= createInterface({ input: process.stdin, output: process.stderr, terminal: false });
    typed ??= lines[Symbol.asyncIterator]();
    return typed.next();
  };
  return {
    ask: async (question, { fallback, optional = false } = {}) => {
      process.stderr.write(`${question}${fallback === undefined ? '' : ` [${fallback}]`}: `);
      const { value, done } = await read();
      const answer = (done ? '' : String(value)).trim();
      if (answer !== '') return answer;
      if (fallback !== undefined) return fallback;
      if (optional) return '';
      throw new InputError(`“${question}” needs an answer.`, { next: `Run it in a terminal, or give the answer as a flag: ${invoked}init --help` });
    },
    close: () => lines?.close(),
  };
}
