import { z } from 'zod';
import type { Incident } from '../core/incident.ts';
import { type Ground, type WholeGround, wakes } from '../core/notice.ts';
import type { NewDelivery, NewJob } from '../core/store.ts';
import { wholeBot } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import { settle } from '../kit/settle.ts';

/** The outlet that pages; see send-page.ts. */
export const pager = 'notify';

/** How long a card may take to reach Slack before somebody is woken instead, in ms. */
const cardPatienceMs = 60_000;
/** How long the vendor may still be looked at, before a person has to (flows/observe-containment.ts looks again after half a minute). */
const unknownPatienceMs = 40_000;

/**
 * The wish that somebody be woken about an incident. Whoever has a reason adds it to the changes that give it; however often it is wished, they are woken
 * once, and told when it is over. Empty while policy names nobody who could be woken.
 */
export function pageAbout(bot: Bot, incident: string, ground: Ground): readonly NewDelivery[] {
  return page(bot, incident, ground);
}

/** The same for what is about the bot as a whole. */
export function pageAboutWhole(bot: Bot, ground: WholeGround): readonly NewDelivery[] {
  return page(bot, wholeBot, ground);
}

function page({ files }: Bot, about: string, ground: string): readonly NewDelivery[] {
  if (files.policy.notify === undefined) return [];
  const subject = `notify:${about}:${ground}`;
  return [{ outlet: pager, subject, incident: about, lane: subject, priority: 0 }];
}

/** The wish that whoever was woken about this incident learn where it stands now. */
export async function pagesOf(bot: Bot, incident: string): Promise<readonly NewDelivery[]> {
  if (bot.files.policy.notify === undefined) return [];
  const events = await bot.store.timeline(incident);
  const grounds = new Set(events.flatMap((event) => (event.type === 'somebody.paged' ? [event.payload.ground] : [])));
  return [...grounds].flatMap((ground) => page(bot, incident, ground));
}

/** A look, a minute later, whether Slack shows an incident that has just become urgent. */
export function cardWatch({ files, now }: Bot, before: Incident | null, next: Incident): readonly NewJob[] {
  const isUrgent = next.shown.channel && before?.shown.channel !== true;
  if (files.policy.notify === undefined || !isUrgent || next.drill) return [];
  return [{ flow: 'watch-card', args: { incident: next.id }, runAt: after(now(), cardPatienceMs), key: `watch-card:${next.id}` }];
}

/** Wakes somebody when nobody can see the incident in Slack, unless they are woken about it anyway. */
export function watchCard(bot: Bot, { incident: id }: { readonly incident: string }): Promise<void> {
  return settle(bot.store, async () => {
    const incident = await bot.store.get('incident', id);
    if (!incident || incident.phase === 'closed' || wakes(incident, bot.files.policy)) return { result: undefined };
    if ((await bot.store.mirror(`card:${id}`)) !== undefined) return { result: undefined };
    return { changes: { outbox: pageAbout(bot, id, 'unsent') }, result: undefined };
  });
}

/** A look whether a containment without an answer is still one: at once when nobody looks at the vendor again. */
export function unknownWatch({ files, now }: Bot, proposal: string, isLookedAtAgain: boolean): readonly NewJob[] {
  if (files.policy.notify === undefined) return [];
  const runAt = isLookedAtAgain ? after(now(), unknownPatienceMs) : now();
  return [{ flow: 'watch-unknown', args: { proposal }, runAt, key: `watch-unknown:${proposal}` }];
}

/** Wakes somebody when only a person can find out what became of a containment. */
export function watchUnknown(bot: Bot, { proposal: id }: { readonly proposal: string }): Promise<void> {
  return settle(bot.store, async () => {
    const proposal = await bot.store.get('proposal', id);
    const incident = proposal && (await bot.store.get('incident', proposal.incident));
    if (proposal?.state !== 'unknown' || !incident || incident.drill) return { result: undefined };
    return { changes: { outbox: pageAbout(bot, incident.id, `unknown:${id}`) }, result: undefined };
  });
}

/** What a ground is when it comes back from the store. */
export const groundOf = z.string().regex(/^(severity|unsent|unknown:P-\d+)$/) as unknown as z.ZodType<Ground>;
export const wholeGroundOf = z.string().regex(/^(timeline|breaker|record):\d+$/) as unknown as z.ZodType<WholeGround>;

function after(now: string, ms: number): string {
  return new Date(Date.parse(now) + ms).toISOString();
}
