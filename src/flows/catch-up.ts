import { mayRead } from '../core/access.ts';
import type { Incident } from '../core/incident.ts';
import { isDecisive } from '../core/summary.ts';
import { counted, type Text } from '../core/text.ts';
import type { TimelineEvent } from '../core/timeline.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { onlyForReaders } from './only-for-readers.ts';
import { before, incidentsSince, worstFirst } from './read-span.ts';
import { eventLine } from './show-timeline.ts';

/** What somebody sees who looks for the first time, in ms. */
const firstLookMs = 86_400_000;
/** Events that are read at once, and at most, to learn which incidents have something new. */
const atOnce = 1000;
const mostRead = 50_000;
/** Lines for each incident; the rest is counted. */
const mostLines = 5;

/**
 * What has happened since this person last asked, by incident, the worst first: decisions before everything else, each with the number of its event. Where they have got to is kept,
 * so that the next time begins there.
 * @throws RefusedError for whoever may not read.
 */
export async function catchUp(bot: Bot, by: By): Promise<Answer> {
  onlyForReaders('The timeline', bot, by);
  const mark = `caught-up:${by.actor.id}`;
  const { seq: head } = await bot.store.head();
  const last = await bot.store.fact(mark);
  const fresh = last === undefined ? await ofLastDay(bot, by) : await after(bot, Number(last), by);
  await bot.store.setFact(mark, String(head));
  const parts = fresh.toSorted((a, b) => worstFirst(a.incident, b.incident)).flatMap((one) => told(bot, one));
  const since = last === undefined ? 'in the last 24 hours; you look for the first time' : `since event #${last}, where you were`;
  const title = fresh.length === 0 ? 'Nothing new' : `New in ${counted(fresh.length, 'incident')}`;
  return answer(
    title,
    [{ text: fresh.length === 0 ? `Nothing that you can read has happened ${since}.` : `What has happened ${since}.` }, ...parts],
    {
      since: last === undefined ? null : Number(last),
      upTo: head,
      incidents: fresh.map(({ incident, events }) => ({ incident: incident.id, events: events.map(({ seq }) => seq) })),
    },
  );
}

interface Fresh {
  readonly incident: Incident;
  readonly events: readonly TimelineEvent[];
}

async function ofLastDay(bot: Bot, by: By): Promise<readonly Fresh[]> {
  const since = before(bot.now(), firstLookMs);
  const incidents = await incidentsSince(bot, since, by);
  const all = await Promise.all(
    incidents.map(async (incident) => ({
      incident,
      events: (await bot.store.timeline(incident.id)).filter(({ recordedAt }) => recordedAt >= since),
    })),
  );
  return all.filter(({ events }) => events.length > 0);
}

async function after({ store, files }: Bot, seq: number, by: By): Promise<readonly Fresh[]> {
  const named = new Set<string>();
  for (let from = seq; from < seq + mostRead; from += atOnce) {
    const read = await store.record(from, atOnce);
    for (const { incident } of read) named.add(incident);
    if (read.length < atOnce) break;
  }
  const fresh = await Promise.all(
    [...named].map(async (id): Promise<readonly Fresh[]> => {
      const incident = await store.get('incident', id);
      if (incident === undefined || !mayRead(by.person, incident, files.policy)) return [];
      return [{ incident, events: await store.timeline(id, seq) }];
    }),
  );
  return fresh.flat();
}

/** Decisions first; without any, the newest events. */
function told({ files, commandPrefix }: Bot, { incident, events }: Fresh): readonly Part[] {
  const decisions = events.filter(isDecisive);
  const shown = (decisions.length > 0 ? decisions : events).slice(-mostLines);
  const rest = events.length - shown.length;
  const list: readonly Text[] = shown.map((event) => eventLine(event, files.team.nameOf));
  return [
    { text: [{ strong: `${incident.id} ` }, incident.title, ` (${incident.severity}, ${incident.phase})`] },
    { list },
    ...(rest > 0 ? [{ hint: [`And ${counted(rest, 'more event')}: `, { code: `${commandPrefix}timeline ${incident.id} 1` } as const] }] : []),
  ];
}
