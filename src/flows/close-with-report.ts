import type { Incident, Verdict } from '../core/incident.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { addFollowUp } from './add-follow-up.ts';
import { closeIncident } from './close-incident.ts';
import { explainIncident } from './explain-incident.ts';
import { incidentFor } from './read-case.ts';

/** How an incident is closed, with what whoever closes it knows already for its report. */
export interface Closing {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly impact?: string | undefined;
  readonly cause?: string | undefined;
  readonly followUps: readonly string[];
}

/**
 * States what is known for the report, then closes the incident, so that the report which its closing sends out says it. Whoever has to send the form again
 * asks for nothing twice.
 * @throws as `closeIncident` does.
 */
export async function closeWithReport(bot: Bot, id: string, { verdict, reason, impact, cause, followUps }: Closing, by: By): Promise<Incident> {
  const { followUps: known } = await incidentFor(bot, id, by);
  if (impact) await explainIncident(bot, id, 'impact', impact, by);
  if (cause) await explainIncident(bot, id, 'cause', cause, by);
  for (const text of followUps) if (!known.some((one) => one.text === text)) await addFollowUp(bot, id, text, by);
  return closeIncident(bot, id, verdict, reason, by);
}
