import type { Incident } from '../core/incident.ts';
import type { Bot } from '../kit/bot.ts';

/**
 * Whether an incident is a drill among real systems: then no vendor is asked anything about it, and nothing is changed. In the practice workspace a drill
 * goes all the way, because nothing there is real.
 */
export async function keepsFromVendors({ store }: Pick<Bot, 'store'>, { drill }: Pick<Incident, 'drill'>): Promise<boolean> {
  return drill && (await store.fact('workspace')) !== 'practice';
}
