import { z } from 'zod';
import { type Instant, instant } from '../core/alert.ts';
import { type AnchorMedium, noteIn } from '../core/anchor.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import { ConnectorError } from '../core/errors.ts';
import type { ClaimedDelivery, Mirror, NewDelivery } from '../core/store.ts';
import { wholeBot } from '../core/timeline.ts';
import type { Bot, Outlet } from '../kit/bot.ts';
import { mediaOf, ownMedia } from './anchor-media.ts';
import { heedAnchors } from './heed-anchors.ts';

/** The outlet that keeps checkpoints outside; see `anchorOutlet`. */
const outlet = 'anchors';

/** What the store knows of one medium, under `anchor:<medium>`. A ref holds only strings. */
const receipt = z.object({
  /** Over how many events the newest checkpoint is that stands there. */
  size: z.string().regex(/^\d+$/).transform(Number).default(0),
  keptAt: instant.nullish().transform((at) => at ?? null),
  /** Since when it has failed, and how. */
  failingSince: instant.nullish().transform((at) => at ?? null),
  why: z.string().default(''),
});
export interface AnchorState extends z.infer<typeof receipt> {
  readonly medium: string;
}

/** How it stands with every medium that is set up. */
export function anchorStates(bot: Bot): Promise<readonly AnchorState[]> {
  return Promise.all(mediaOf(bot).map((medium) => stateOf(bot, medium)));
}

async function stateOf({ store }: Bot, medium: string): Promise<AnchorState> {
  return { medium, ...receipt.parse((await store.mirror(subjectOf(medium)))?.ref ?? {}) };
}

/** In words, for /readyz: `ok`, or where checkpoints do not arrive and since when. */
export function saysOfAnchors(states: readonly AnchorState[]): string {
  const failing = states.flatMap(({ medium, failingSince }) => (failingSince === null ? [] : [`${medium} fails since ${failingSince}`]));
  return failing.length === 0 ? 'ok' : failing.join('; ');
}

/** The wish that the newest checkpoint stand in every medium that does not have it yet. */
export async function anchorNewest(bot: Bot): Promise<void> {
  const newest = await bot.store.newestCheckpoint();
  const behind = (await anchorStates(bot)).filter(({ size }) => size < (newest?.size ?? 0));
  if (behind.length > 0) await bot.store.commit({ outbox: behind.map(({ medium }) => wish(medium)) });
}

/** The wish that every medium be looked at, whether there is something new or not: at the start, somebody may have put back an older database. */
export async function lookAtAnchors(bot: Bot): Promise<void> {
  await bot.store.commit({ outbox: mediaOf(bot).map(wish) });
}

/** Whether one medium at least has confirmed a checkpoint over so many events. */
export async function isAnchored(bot: Bot, events: number): Promise<boolean> {
  return (await anchorStates(bot)).some(({ size }) => size >= events);
}

/** It holds up nothing else: each medium has a lane of its own, and a newer wish replaces one that waits. */
function wish(medium: string): NewDelivery {
  return { outlet, subject: subjectOf(medium), incident: wholeBot, lane: subjectOf(medium), priority: 1 };
}

function subjectOf(medium: string): string {
  return `anchor:${medium}`;
}

/**
 * Keeps the newest checkpoint in each medium, having looked first what stands there: a checkpoint that this store does not know is heeded before anything is
 * added. `slack` is handed in, because flows know no Slack.
 */
export function anchorOutlet(bot: Bot, slack: AnchorMedium): Outlet {
  const media = new Map([slack, ...ownMedia(bot)].map((medium) => [subjectOf(medium.id), medium]));
  return {
    id: outlet,
    deliver: async (delivery) => {
      const medium = media.get(delivery.subject);
      if (medium === undefined) return null;
      try {
        return await keepNewest(bot, medium, delivery);
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        await noteFailure(bot, delivery.subject, error);
        if (error.retryable || error.unknown) throw error;
        // Nobody mends this by trying again; with the next checkpoint it is tried anyway.
        bot.log.error({ error, medium: medium.id }, 'the checkpoint could not be kept outside');
        return null;
      }
    },
  };
}

async function keepNewest(bot: Bot, medium: AnchorMedium, delivery: ClaimedDelivery): Promise<Mirror | null> {
  const texts = (await medium.texts?.()) ?? [];
  await heedAnchors(bot, medium, texts);
  const newest = await bot.store.newestCheckpoint();
  const before = await stateOf(bot, medium.id);
  if (newest === undefined || newest.size <= before.size) return before.failingSince === null ? null : remembered(bot, medium.id, before.size);
  const stands = texts.some((text) => noteIn(text) === newest.note);
  const ref = stands ? { found: 'yes' } : await medium.keep(newest, delivery);
  if (ref === null) return null;
  await bot.store.commit({ mirrors: [{ subject: `${delivery.subject}:${newest.size}`, ref }] });
  return remembered(bot, medium.id, newest.size);
}

function remembered({ now }: Bot, medium: string, size: Checkpoint['size'], at: Instant = now()): Mirror {
  return { subject: subjectOf(medium), ref: { size: String(size), keptAt: at } };
}

/** Written down once for as long as it lasts; the log has every attempt. */
async function noteFailure({ store, redact, now }: Bot, subject: string, error: ConnectorError): Promise<void> {
  const ref = (await store.mirror(subject))?.ref ?? {};
  const failing = { ...ref, failingSince: ref.failingSince ?? now(), why: redact(error.message) };
  if (ref.why !== failing.why || ref.failingSince === undefined) await store.commit({ mirrors: [{ subject, ref: failing }] });
}
