import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../compose.ts';
import { InputError } from '../core/errors.ts';
import { exhibitId } from '../core/exhibit.ts';
import { reportForms } from '../core/printer.ts';
import type { Report } from '../core/report.ts';
import { tlpLabel, tlpMeanings } from '../core/tlp.ts';
import { makeCheckpoint } from '../flows/make-checkpoint.ts';
import { provenIncident } from '../flows/prove-incident.ts';
import { readCase } from '../flows/read-case.ts';
import { readReport } from '../flows/read-report.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { type Archive, archive } from './archive.ts';

export const bundleUsage = 'bundle <incident> <file.zip>';

/**
 * Writes everything about one incident that a stranger needs to check it: its report in every form, its picture, its timeline, what was kept as evidence, the
 * checkpoints that were signed for it, the proof that each event stands in what was signed, the verifier, and the SHA-256 of each file.
 * @throws NotFoundError for an incident that this person may not read; InputError when the file cannot be written or is there already.
 */
export async function bundle(bot: Bot, by: By, id: string, file: string): Promise<Answer> {
  const { incident } = await readCase(bot, id.toUpperCase(), by);
  await makeCheckpoint(bot);
  const { events, proof, notes } = await provenIncident(bot, incident.id);
  const report = await readReport(bot, incident.id, by);
  const zip = begun(file);
  const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  zip.add('README.txt', readme(report));
  for (const form of reportForms) {
    const { fileName, bytes } = await bot.printer.print(report, form);
    zip.add(fileName.slice(incident.id.length + 1), bytes);
  }
  for (const sha256 of evidenceIn(report)) {
    const exhibit = await bot.store.get('exhibit', exhibitId(incident.id, sha256));
    if (exhibit) zip.add(`evidence/${sha256}.json`, exhibit.content);
  }
  zip.add('timeline.jsonl', lines(events));
  zip.add('checkpoints.jsonl', lines(notes.map((note) => ({ note }))));
  zip.add('proof.json', `${JSON.stringify(proof)}\n`);
  zip.add('key.txt', `${bot.notary.verifierKey()}\n`);
  zip.add('verify.mjs', readFileSync(path.join(root, 'runtime', 'verify.mjs')));
  zip.finish();
  return answer(
    `${incident.id} is in ${file}`,
    [
      {
        text: `${events.length} events, signed for with ${proof.size} events in all. Whoever gets it checks it by itself: unzip it, read README.txt, then node verify.mjs`,
      },
      { hint: ['The key to give them by another way: ', { code: bot.notary.verifierKey() }] },
    ],
    { incident: incident.id, file, events: events.length, signedFor: proof.size, key: bot.notary.verifierKey() },
  );
}

function begun(file: string): Archive {
  try {
    return archive(file);
  } catch (cause) {
    throw new InputError(`${file} cannot be written, or is there already.`, { next: 'Name another file.', cause });
  }
}

/** The hashes of what was kept as evidence, once each: what is kept stands under its own hash. */
function evidenceIn({ exhibits }: Report): readonly string[] {
  return [...new Set(exhibits.map(({ sha256 }) => sha256))];
}

function readme({ incident, tlp, madeAt, upTo }: Report): string {
  return `${tlpLabel(tlp)}: ${tlpMeanings[tlp]}

This is the record of the security incident ${incident}, as it stood at ${madeAt}, up to event #${upTo.seq}.

  report.pdf, .html, .md   what happened, for people; numbers in brackets are events
  report.json, events.csv  the same for programs, and the events as a table
  picture.svg, .png        the incident as a picture
  evidence/                what was kept before something destroyed it, each file named by its SHA-256
  timeline.jsonl           every event exactly as it was recorded
  checkpoints.jsonl        what was signed about the record, and when
  proof.json               where each event stands in what was signed
  key.txt                  by which key; compare it with the one that you were given by another way
  SHA256SUMS               the SHA-256 of each of these files

To check that nothing is missing or changed, with nothing of ours but one file that you can read:

  sha256sum --check SHA256SUMS
  node verify.mjs --key "the key that you were given"

verify.mjs needs Node.js 20 or later, and nothing else. That the record is whole does not make what it says true: it shows that nothing was
changed, left out or put in since it was signed, not that whoever wrote it was right.
`;
}
