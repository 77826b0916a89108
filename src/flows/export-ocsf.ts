import { NotFoundError } from '../core/errors.ts';
import { findingOf } from '../core/ocsf.ts';
import { counted } from '../core/text.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { onlyForReaders } from './only-for-readers.ts';
import { incidentFor } from './read-case.ts';

/**
 * One alert, or all alerts of an incident, as OCSF Detection Findings.
 * @throws NotFoundError for what is not there or may not be read by this person; RefusedError for whoever may read nothing.
 */
export async function exportOcsf(bot: Bot, id: string, by: By): Promise<Answer> {
  onlyForReaders('Exporting', bot, by);
  const alerts = await alertsNamed(bot, id, by);
  const findings = alerts.map(findingOf);
  return answer(`${counted(findings.length, 'OCSF Detection Finding')} of ${id}`, [{ text: JSON.stringify(findings, null, 2) }], findings);
}

async function alertsNamed(bot: Bot, id: string, by: By) {
  if (/^INC-\d+$/i.test(id)) return bot.store.alertsOf((await incidentFor(bot, id.toUpperCase(), by)).id);
  const alert = await bot.store.get('alert', id);
  if (alert === undefined) throw new NotFoundError(`There is no alert ${id}.`, { next: `Type ${bot.commandPrefix}metrics funnel --why to see ids.` });
  if (alert.incident !== null) await incidentFor(bot, alert.incident, by);
  return [alert];
}
