import { firebreak } from '../core/actor.ts';
import type { NewDelivery } from '../core/store.ts';
import type { NewEvent, PayloadOf, TimelineEvent } from '../core/timeline.ts';
import { Untrusted } from '../core/untrusted.ts';
import type { Bot } from '../kit/bot.ts';
import type { By, Quoted } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { changeIncident } from './change-incident.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { incidentFor } from './read-case.ts';

/** Where a message stands in Slack. */
type Place = Pick<Quoted, 'channel' | 'ts'>;

/** Longest text of a message that is kept, in characters; Slack takes 40,000. */
const mostText = 12_000;

/**
 * Puts a message from Slack into the timeline, at the time when it was written, with its author, its link and the hashes of its files. Adding it again adds nothing.
 * Returns whether it was added. @throws NotFoundError, RefusedError and InputError as every change of an incident.
 */
export async function addMessage(bot: Bot, id: string, message: Quoted, by: By): Promise<boolean> {
  const { channel, ts, author, channelName, text, exact, named, permalink, files } = message;
  if (await isAdded(bot, id, message)) {
    await incidentFor(bot, id, by);
    return false;
  }
  const payload: PayloadOf<'message.added'> = {
    channel,
    ts,
    channelName,
    author: { id: author.id, name: Untrusted.of(author.name) },
    text: kept(bot, text),
    exact,
    named: named.map(({ id: whom, name }) => ({ id: whom, name: Untrusted.of(name) })),
    permalink,
    files: files.map(({ name, ...file }) => ({ ...file, name: Untrusted.of(bot.redact(name)) })),
  };
  const subject = subjectOf(message);
  const ref = (await bot.store.mirror(subject))?.ref ?? {};
  await changeIncident(bot, id, by, () => ({
    fields: {},
    event: () => ({ incident: id, type: 'message.added', happenedAt: writtenAt(ts), by: by.actor, payload }),
    mirrors: [{ subject, ref: { ...ref, [id]: by.actor.id } }],
  }));
  return true;
}

/** What became in Slack of a message that may stand in a timeline. */
export type MessageChange = { readonly became: 'edited'; readonly text: string; readonly named: Quoted['named'] } | { readonly became: 'deleted' };

/** Records that a message that was added has been changed or deleted. What was added stays as it was. Of other messages nothing is kept. */
export function followMessage(bot: Bot, place: Place, change: MessageChange, by: By): Promise<void> {
  return inEachTimeline(bot, place, (added, now) => {
    const { channel, ts } = place;
    const about = { incident: added.incident, happenedAt: now };
    // Whose it was may have deleted it, or whoever administers the workspace: Slack does not say.
    if (change.became === 'deleted') return { ...about, by: firebreak, type: 'message.deleted', payload: { channel, ts, added: added.seq } };
    const named = change.named.map(({ id, name }) => ({ id, name: Untrusted.of(name) }));
    return { ...about, by: by.actor, type: 'message.edited', payload: { channel, ts, added: added.seq, text: kept(bot, change.text), named } };
  });
}

/** Records that somebody took their pin off a message that they had added. It stays in the timeline. */
export async function unpinMessage(bot: Bot, place: Place, by: By): Promise<void> {
  const { channel, ts } = place;
  const ref = (await bot.store.mirror(subjectOf(place)))?.ref ?? {};
  const own = new Set(Object.keys(ref).filter((id) => ref[id] === by.actor.id));
  if (own.size === 0) return;
  await inEachTimeline(bot, place, (added, now) =>
    own.has(added.incident)
      ? { incident: added.incident, happenedAt: now, by: by.actor, type: 'message.unpinned', payload: { channel, ts, added: added.seq } }
      : undefined,
  );
}

/** Whether it stands in this timeline already. */
async function isAdded({ store }: Bot, id: string, place: Place): Promise<boolean> {
  return (await store.mirror(subjectOf(place)))?.ref[id] !== undefined;
}

type Added = Extract<TimelineEvent, { type: 'message.added' }>;

/** Adds an event to each timeline that the message stands in, closed incidents included: what happens to evidence later is worth knowing too. */
async function inEachTimeline(bot: Bot, place: Place, event: (added: Added, now: string) => NewEvent | undefined): Promise<void> {
  const { ref } = (await bot.store.mirror(subjectOf(place))) ?? { ref: {} };
  for (const id of Object.keys(ref)) {
    await settle(bot.store, async () => {
      const incident = await bot.store.get('incident', id);
      const added = (await bot.store.timeline(id)).findLast((one): one is Added => one.type === 'message.added' && isAt(one.payload, place));
      const said = added && event(added, bot.now());
      if (incident === undefined || said === undefined) return { result: undefined };
      const outbox: readonly NewDelivery[] = mirrorsOfIncident(bot, incident);
      return { changes: { events: [said], outbox }, result: undefined };
    });
  }
}

function isAt(one: Place, other: Place): boolean {
  return one.channel === other.channel && one.ts === other.ts;
}

/** Under which the store keeps in which timelines a message stands, and who put it there: `{ "INC-1": "mira.okafor" }`. */
function subjectOf({ channel, ts }: Place): string {
  return `message:${channel}:${ts}`;
}

/** Slack's `ts` is the time of writing, in seconds. */
function writtenAt(ts: string): string {
  return new Date(Number(ts) * 1000).toISOString();
}

function kept(bot: Bot, text: string): Untrusted {
  return Untrusted.of(bot.redact(text).slice(0, mostText));
}
