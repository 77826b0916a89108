import { firebreak } from '../core/actor.ts';
import { type Brake, holds } from '../core/brake.ts';
import { before } from '../core/caps.ts';
import { counted } from '../core/text.ts';
import type { Bot } from '../kit/bot.ts';
import { settle } from '../kit/settle.ts';
import { pulling } from './turn-brake.ts';

/**
 * Looks whether too much has gone wrong lately, and opens the breaker if so: nothing is then contained without a person's yes until a person closes it.
 * A job after everything that counts, so that a crash in between loses nothing.
 */
export async function watchBreaker(bot: Bot): Promise<void> {
  const opened = await settle(bot.store, async () => {
    const breaker = await bot.store.get('brake', 'breaker');
    const reason = holds(breaker) ? undefined : await whyToOpen(bot, breaker);
    if (reason === undefined) return { result: undefined };
    return { changes: await pulling(bot, breaker, { id: 'breaker', by: firebreak, reason, now: bot.now() }), result: reason };
  });
  if (opened !== undefined)
    bot.log.error({ reason: opened }, 'the breaker is open: nothing is contained without a person’s yes until a person closes it');
}

/** What goes wrong in a drill has gone wrong nowhere. */
async function ofRealOnes<Event extends { readonly incident: string }>({ store }: Bot, events: readonly Event[]): Promise<readonly Event[]> {
  const named = await Promise.all([...new Set(events.map(({ incident }) => incident))].map((id) => store.get('incident', id)));
  const drills = new Set(named.flatMap((incident) => (incident?.drill ? [incident.id] : [])));
  return events.filter(({ incident }) => !drills.has(incident));
}

/** What was counted before it was closed the last time was looked at by whoever closed it. */
async function whyToOpen(bot: Bot, breaker: Brake | undefined): Promise<string | undefined> {
  const { held, troubles, withinMinutes } = bot.files.policy.containment.breaker;
  const start = before(bot.now(), withinMinutes);
  const closed = breaker?.released?.at ?? '';
  const events = await ofRealOnes(
    bot,
    await bot.store.recorded(['containment.held', 'containment.failed', 'containment.unknown'], closed > start ? closed : start),
  );
  const atCaps = new Set(events.flatMap(({ type, payload }) => (type === 'containment.held' && payload.by === 'cap' ? [payload.proposal] : [])));
  if (atCaps.size >= held) return `${counted(atCaps.size, 'containment')} came to a cap of the policy within ${withinMinutes} minutes`;
  const wrong = new Set(events.flatMap(({ type, payload }) => (type === 'containment.held' ? [] : [payload.proposal])));
  if (wrong.size >= troubles) return `${counted(wrong.size, 'containment')} failed or ended in doubt within ${withinMinutes} minutes`;
  return undefined;
}
