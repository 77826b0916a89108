import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { root } from '../compose.ts';
import { digestOf } from '../core/digest.ts';
import { InputError } from '../core/errors.ts';
import { treeOver } from '../core/merkle.ts';
import type { RecordedEvent } from '../core/timeline.ts';
import { makeCheckpoint } from '../flows/make-checkpoint.ts';
import { readCase } from '../flows/read-case.ts';
import { reportOfCase } from '../flows/read-report.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';

export const bundleUsage = 'bundle <incident> <file.zip>';

/** Events that are read at once. */
const atOnce = 1000;

/**
 * Writes everything about one incident that a stranger needs to check it: its report and its timeline, the checkpoints that were signed for it, the proof that each event
 * stands in what was signed, the verifier, and the SHA-256 of each file.
 * @throws NotFoundError for an incident that this person may not read; InputError when the file cannot be written or is there already.
 */
export async function bundle(bot: Bot, by: By, id: string, file: string): Promise<Answer> {
  const known = await readCase(bot, id.toUpperCase(), by);
  const { incident } = known;
  await makeCheckpoint(bot);
  const { events, proof, notes } = await proven(bot, incident.id);
  const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const files: Readonly<Record<string, string>> = {
    'report.md': Buffer.from((await bot.printer.print(await reportOfCase(bot, known), 'md')).bytes).toString('utf8'),
    'timeline.jsonl': lines(events),
    'checkpoints.jsonl': lines(notes.map((note) => ({ note }))),
    'proof.json': `${JSON.stringify(proof)}\n`,
    'key.txt': `${bot.notary.verifierKey()}\n`,
    'verify.mjs': readFileSync(path.join(root, 'runtime', 'verify.mjs'), 'utf8'),
  };
  // The form that `sha256sum --check` reads.
  const manifest = Object.entries(files)
    .map(([name, text]) => `${digestOf(text)}  ${name}\n`)
    .join('');
  const bytes = zipSync(Object.fromEntries(Object.entries({ ...files, SHA256SUMS: manifest }).map(([name, text]) => [name, strToU8(text)])));
  try {
    writeFileSync(file, bytes, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new InputError(`${file} cannot be written, or is there already.`, { next: 'Name another file.', cause });
  }
  return answer(
    `${incident.id} is in ${file}`,
    [
      {
        text: `${events.length} events, signed for with ${proof.size} events in all. Whoever gets it checks it by itself: unzip it, then node verify.mjs`,
      },
      { hint: ['The key to give them by another way: ', { code: bot.notary.verifierKey() }] },
    ],
    { incident: incident.id, file, events: events.length, signedFor: proof.size, key: bot.notary.verifierKey() },
  );
}

/** The events of an incident with their place in the tree of the newest checkpoint, and the checkpoints that were signed since the first of them. */
async function proven({ store }: Bot, incident: string) {
  const size = (await store.newestCheckpoint())?.size ?? 0;
  const hashes: string[] = [];
  const events: RecordedEvent[] = [];
  while (hashes.length < size) {
    const read = await store.record(hashes.length, Math.min(atOnce, size - hashes.length));
    if (read.length === 0) break;
    hashes.push(...read.map(({ hash }) => hash));
    events.push(...read.filter((event) => event.incident === incident));
  }
  const tree = treeOver(hashes);
  const checkpoints = await store.checkpoints(events[0]?.seq ?? size);
  return {
    events,
    notes: checkpoints.map(({ note }) => note),
    proof: {
      incident,
      size,
      events: events.map(({ seq }) => ({ seq, path: tree.inclusion(seq - 1) })),
      checkpoints: checkpoints
        .filter((checkpoint) => checkpoint.size < size)
        .map((checkpoint) => ({ size: checkpoint.size, path: tree.consistency(checkpoint.size) })),
    },
  };
}
