import path from 'node:path';
import { expect, it } from 'vitest';
import { onlyForAnalysts } from '../../src/flows/only-for-analysts.ts';
import { terminalUser } from '../../src/terminal/who.ts';
import { temporaryFolder } from '../storage/folder.ts';
import { firebreak } from '../stories/terminal.ts';
import { botWith } from '../web/bot.ts';

const environment = () => ({ DATABASE_URL: `sqlite:${path.join(temporaryFolder(), 'test.db')}` });

it.each([
  ['node src/cli.ts quarantine', {}],
  ['npm run firebreak -- quarantine', { npm_lifecycle_event: 'firebreak' }],
])('a hint is typed as the terminal was: %s', async (typed, as) => {
  const { code, error } = await firebreak({ ...environment(), ...as }, 'replay', 'Q-404');
  expect(code).toBe(2);
  expect(error).toContain(`Type ${typed} `);
});

it.each([
  ['init', 'init [--http'],
  ['doctor', 'doctor  —'],
  ['replay', 'replay <quarantined>'],
  ['source try', 'source example <source>'],
  ['contain approve P-1', 'contain approve <proposal> <reason…>'],
  ['contain propose', 'contain propose <action> <target>'],
])('%s --help says how it is typed, and does nothing', async (words, usage) => {
  const { code, out } = await firebreak(environment(), ...words.split(' '), '--help');
  expect(out).toContain(`node src/cli.ts ${usage}`);
  expect(code).toBe(0);
});

it('whoever is not in people.yml is told so, and how to get in', async () => {
  const stranger = await terminalUser(await botWith([], () => new Date().toISOString()), path.resolve('data/people.yml'));
  const uid = process.getuid?.();
  const tried = () => onlyForAnalysts('Closing incidents', stranger);
  expect(tried).toThrow(`uid ${uid}) is not in data/people.yml`);
  expect(tried).toThrow(expect.objectContaining({ next: expect.stringContaining(`“uid: ${uid}”`) }));
});
