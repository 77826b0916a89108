import type { Bot } from '../kit/bot.ts';
import { followUpDeliveries } from './mirror-incident.ts';

/** Incidents that were opened longer ago are looked at no more: what is not done by then is a matter of the ticket system alone. */
const lookedAtMs = 90 * 86_400_000;
const mostIncidents = 500;

/** Has the ticket of each follow-up that is not done looked at, so that reports say where it stands. */
export async function lookAtFollowUps(bot: Bot): Promise<void> {
  const since = new Date(Date.parse(bot.now()) - lookedAtMs).toISOString();
  const incidents = await bot.store.incidents({ since, limit: mostIncidents });
  const outbox = incidents.flatMap((incident) => followUpDeliveries(bot, incident));
  if (outbox.length > 0) await bot.store.commit({ outbox });
}
