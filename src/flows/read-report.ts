import { type Report, reportOf } from '../core/report.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { type Case, readCase } from './read-case.ts';

/** The post-incident report, for somebody who may read the incident. @throws NotFoundError the same for unknown and forbidden. */
export async function readReport(bot: Bot, id: string, by: By): Promise<Report> {
  return reportOfCase(bot, await readCase(bot, id, by));
}

/** The report of a case that the caller has the right to read. */
export async function reportOfCase({ store, files, notary, now }: Bot, known: Case): Promise<Report> {
  const checkpoint = await store.newestCheckpoint();
  const signed = checkpoint === undefined ? null : { size: checkpoint.size, key: notary.verifierKey() };
  return reportOf({ ...known, signed }, files.team, files.policy, now());
}
