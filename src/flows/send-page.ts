import { firebreak } from '../core/actor.ts';
import { holds } from '../core/brake.ts';
import { ConnectorError } from '../core/errors.ts';
import { type Notice, noticeAbout, noticeAboutWhole, stageOf, type WholeGround } from '../core/notice.ts';
import type { Mirror } from '../core/store.ts';
import { type NewEvent, wholeBot } from '../core/timeline.ts';
import type { Bot, Outlet } from '../kit/bot.ts';
import { notSetUp } from '../kit/connect.ts';
import type { ClientId, Clients } from '../kit/define.ts';
import { ownInstance } from './own-instance.ts';
import { groundOf, pager, wholeGroundOf } from './page-somebody.ts';

/** How long the first notifier alone is tried, in ms. The fallback then has the other half of the minute within which somebody has to know. */
const firstAloneMs = 30_000;

/** The outlet that wakes people: through the notifier that policy names first, and through its fallback when that one does not take the page. */
export function pagerOutlet(bot: Bot): Outlet {
  return {
    id: pager,
    deliver: async ({ subject, incident: about }) => {
      const ground = subject.slice(`notify:${about}:`.length);
      const standing = (await bot.store.mirror(subject)) ?? { subject, ref: {} };
      const notice = await drawn(bot, about, ground, standing);
      if (notice === undefined) return null;
      if (standing.ref.notifier !== undefined) return followUp(bot, standing, notice);
      // What has ended by itself wakes nobody any more.
      return notice.stage === 'over' ? null : wake(bot, { about, ground, standing, notice: { ...notice, stage: 'open' } });
    },
  };
}

/** What there is to say now. Undefined: what it was about is not there. */
async function drawn(bot: Bot, about: string, ground: string, { ref }: Mirror): Promise<Notice | undefined> {
  const key = `${await ownInstance(bot)}-${about}-${ground}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 200);
  const now = bot.now();
  if (about === wholeBot) {
    const known = wholeGroundOf.parse(ground);
    const link = bot.pageUrl('').replace(/\/$/, '');
    return { key, stage: await stageOfWhole(bot, known), ...noticeAboutWhole(known, now), link };
  }
  const incident = await bot.store.get('incident', about);
  if (!incident) return undefined;
  const known = groundOf.parse(ground);
  const [, of] = known.split(':');
  const proposal = of === undefined ? undefined : await bot.store.get('proposal', of);
  const woken = { incident, proposal, now, prefix: bot.commandPrefix };
  const words = noticeAbout(known, woken);
  return words && { key, stage: stageOf(known, woken, ref.leader ?? null), ...words, link: bot.pageUrl(about) };
}

/** Only a person closes the breaker; a timeline that does not hold, or is not the one that was signed for, never is again. */
async function stageOfWhole(bot: Bot, ground: WholeGround): Promise<Notice['stage']> {
  if (!ground.startsWith('breaker:')) return 'open';
  const breaker = await bot.store.get('brake', 'breaker');
  return holds(breaker) && ground === `breaker:${Date.parse(breaker.pulled.at)}` ? 'open' : 'over';
}

/** Somebody was woken: whoever took the page is told what has become of it. */
async function followUp(bot: Bot, standing: Mirror, notice: Notice): Promise<Mirror> {
  const { notifier: id = '', stage } = standing.ref;
  if (stage === notice.stage || stage === 'over' || notice.stage === 'open') return standing;
  await notify(bot, id, notice);
  return { ...standing, ref: { ...standing.ref, stage: notice.stage } };
}

interface Waking {
  readonly about: string;
  readonly ground: string;
  readonly standing: Mirror;
  readonly notice: Notice;
}

/**
 * Wakes somebody. The first notifier is tried alone for half a minute, unless it refuses for good; then both in turn, for as long as it takes.
 * @throws ConnectorError when neither took the page; the worker comes back.
 */
async function wake(bot: Bot, waking: Waking): Promise<Mirror> {
  const { notice, standing } = waking;
  const { notify: policy } = bot.files.policy;
  if (policy === undefined) throw new ConnectorError(pager, 'Policy names nobody who could be woken any more.', { retryable: false });
  const since = standing.ref.since ?? bot.now();
  if (standing.ref.since === undefined) await bot.store.commit({ mirrors: [{ ...standing, ref: { since } }] });

  const failed: { readonly notifier: string; readonly error: ConnectorError }[] = [];
  for (const id of [policy.first, ...(policy.fallback === undefined ? [] : [policy.fallback])]) {
    const mayBeUnknown = failed[0]?.error;
    if (mayBeUnknown && (mayBeUnknown.retryable || mayBeUnknown.unknown) && Date.parse(bot.now()) - Date.parse(since) < firstAloneMs)
      throw mayBeUnknown;
    try {
      await notify(bot, id, notice);
      return await woken(bot, waking, id, failed);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      failed.push({ notifier: titleOf(bot, id), error });
    }
  }
  if (standing.ref.failed === undefined) await nobodyWoken(bot, waking, since, failed);
  // However it was refused: as long as nobody is awake, it is tried again, because somebody may mend it.
  throw new ConnectorError(pager, failed.map(({ error }) => error.message).join(' '), { retryable: true });
}

/** Written down where the incident is told, together with whom to tell what becomes of it. */
async function woken(bot: Bot, { about, ground, standing, notice }: Waking, id: string, failed: readonly Failed[]): Promise<Mirror> {
  const incident = await bot.store.get('incident', about);
  const mirror: Mirror = {
    subject: standing.subject,
    ref: { notifier: id, key: notice.key, stage: 'open', ...(incident?.commander ? { leader: incident.commander } : {}) },
  };
  const event = {
    type: 'somebody.paged',
    payload: { ground, notifier: titleOf(bot, id), summary: notice.summary, insteadOf: failed.map(saying) },
  } as const;
  await record(bot, about, mirror, event);
  return mirror;
}

async function nobodyWoken(bot: Bot, { about, ground, standing, notice }: Waking, since: string, failed: readonly Failed[]): Promise<void> {
  const mirror: Mirror = { subject: standing.subject, ref: { since, failed: 'yes' } };
  await record(bot, about, mirror, { type: 'somebody.not-paged', payload: { ground, summary: notice.summary, tried: failed.map(saying) } });
}

type Failed = { readonly notifier: string; readonly error: ConnectorError };

function saying({ notifier, error }: Failed): { notifier: string; why: string } {
  return { notifier, why: [error.message, error.next ?? ''].join(' ').trim() };
}

type Happening = { [Type in NewEvent['type']]: Pick<Extract<NewEvent, { type: Type }>, 'type' | 'payload'> }['somebody.paged' | 'somebody.not-paged'];

async function record(bot: Bot, about: string, mirror: Mirror, happening: Happening): Promise<void> {
  await bot.store.commit({ mirrors: [mirror], events: [{ incident: about, happenedAt: bot.now(), by: firebreak, ...happening }] });
}

async function notify(bot: Bot, id: string, notice: Notice): Promise<void> {
  const notifier = bot.catalogue.notifiers.get(id);
  if (notifier === undefined) throw new ConnectorError(id, `There is no notifier ${id}.`, { retryable: false });
  const connection = bot.connection(notifier.uses);
  if ('absent' in connection) throw new ConnectorError(id, notSetUp(notifier.title, connection.absent), { retryable: false });
  await notifier.notify(notice, connection.client as Clients[ClientId]);
}

function titleOf(bot: Bot, id: string): string {
  return bot.catalogue.notifiers.get(id)?.title ?? id;
}
