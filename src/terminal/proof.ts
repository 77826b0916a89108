import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../compose.ts';
import { InputError } from '../core/errors.ts';
import { makeCheckpoint } from '../flows/make-checkpoint.ts';
import { provenIncident } from '../flows/prove-incident.ts';
import { readCase } from '../flows/read-case.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { invoked } from './invoked.ts';

export const proofUsage = 'verify --proof <incident> <folder>';

/**
 * Writes the events of one incident into a new folder, with the proof (RFC 6962) that each stands in what was signed, and the verifier that needs nothing of ours.
 * @throws NotFoundError for an incident that this person may not read; InputError when the folder is there already.
 */
export async function writeProof(bot: Bot, by: By, id: string | undefined, folder: string | undefined): Promise<Answer> {
  if (id === undefined || folder === undefined) throw new InputError('Something is missing.', { next: `Type ${invoked}${proofUsage}` });
  const { incident } = await readCase(bot, id.toUpperCase(), by);
  await makeCheckpoint(bot);
  const { events, proof, notes } = await provenIncident(bot, incident.id);
  const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const files = {
    'timeline.jsonl': lines(events),
    'checkpoints.jsonl': lines(notes.map((note) => ({ note }))),
    'proof.json': `${JSON.stringify(proof)}\n`,
    'key.txt': `${bot.notary.verifierKey()}\n`,
  };
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    throw new InputError(`${folder} cannot be made, or is there already.`, { next: 'Name another folder.', cause });
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text, { mode: 0o600 });
  copyFileSync(path.join(root, 'runtime', 'verify.mjs'), path.join(folder, 'verify.mjs'));
  return answer(
    `${folder} proves ${events.length} events of ${incident.id}`,
    [{ text: ['Whoever gets it checks it by itself: ', { code: `node ${path.join(folder, 'verify.mjs')}` }] }],
    { incident: incident.id, folder, events: events.length, signedFor: proof.size },
  );
}
