import type { Incident } from '../core/incident.ts';
import { milestonesOf } from '../core/milestones.ts';
import type { Told } from '../core/plain-words.ts';
import { openDecisions, threeSentences, touchedBy } from '../core/plain-words.ts';
import { spanOf } from '../core/span.ts';
import { holdsNow } from '../core/stands-open.ts';
import { counted, span, type Text } from '../core/text.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { onlyForReaders } from './only-for-readers.ts';
import { readCase } from './read-case.ts';
import { before, incidentsSince } from './read-span.ts';

/** How many incidents are told of; the rest is counted. */
const mostIncidents = 8;
/** How many lines of impact and of decisions. */
const mostLines = 6;

/** What happened over the last `spanMs`: counts, and the incidents that matter. Only what this person may read is in it. @throws RefusedError for strangers. */
export async function showSpan(bot: Bot, spanMs: number, by: By): Promise<Answer> {
  onlyForReaders('The timeline', bot, by);
  const now = bot.now();
  const since = before(now, spanMs);
  const incidents = await incidentsSince(bot, since, by);
  const opened = incidents.filter(({ openedAt }) => openedAt >= since).length;
  const closed = incidents.filter(({ phase }) => phase === 'closed');
  const told = await Promise.all(incidents.slice(0, mostIncidents).map((incident) => toldOf(bot, incident)));
  const counts: readonly (readonly [string, Text])[] = [
    ['Opened', String(opened)],
    ['Closed', closed.length === 0 ? '0' : `${closed.length}: ${byVerdict(closed)}`],
    ['Open now', String(incidents.length - closed.length)],
    ['Nobody leads', String(incidents.filter(({ phase, commander }) => phase !== 'closed' && commander === null).length)],
  ];
  const rest = incidents.length - told.length;
  return answer(
    `The last ${spanOf(spanMs)}: ${counted(incidents.length, 'incident')}`,
    [
      { facts: [['From', { at: since }], ['To', { at: now }], ...counts] },
      ...(told.length === 0 ? [{ text: 'Nothing that you can read was open in this time.' }] : [{ list: told.map((one) => lineOf(one, now)) }]),
      ...(rest > 0 ? [{ hint: [`… and ${rest} more: `, { code: `${bot.commandPrefix}incident list` } as const] }] : []),
      {
        hint: [
          'One of them: ',
          { code: `${bot.commandPrefix}timeline ${incidents[0]?.id ?? 'INC-1'}` },
          ' · without jargon: ',
          { code: `${bot.commandPrefix}timeline exec` },
        ],
      },
    ],
    {
      since,
      until: now,
      opened,
      closed: closed.length,
      open: incidents.length - closed.length,
      incidents: told.map(({ incident, milestones }) => ({ incident, milestones })),
    },
  );
}

/** One incident, or the last week, for whoever runs the company: three sentences, whom and what it touched, and what waits for a decision. */
export async function showPlainly(bot: Bot, incident: string | undefined, by: By): Promise<Answer> {
  onlyForReaders('The timeline', bot, by);
  const now = bot.now();
  if (incident !== undefined) {
    const known = await readCase(bot, incident, by);
    const told: Told = { incident: known.incident, milestones: milestonesOf(known.events), proposals: known.proposals };
    const sentences = threeSentences(told, bot.files.team.nameOf, now);
    return answer(`${known.incident.id} in three sentences`, plainly(bot, [told], sentences), {
      incident: known.incident,
      milestones: told.milestones,
    });
  }
  const incidents = await incidentsSince(bot, before(now, weekMs), by);
  const told = await Promise.all(incidents.map((one) => toldOf(bot, one)));
  return answer('The last 7 days in three sentences', plainly(bot, told, weekInSentences(told, now)), { incidents: incidents.map(({ id }) => id) });
}

const weekMs = 7 * 86_400_000;

function weekInSentences(told: readonly Told[], now: string): readonly Text[] {
  const open = told.filter(({ incident }) => incident.phase !== 'closed');
  const serious = told.filter(({ incident }) => incident.severity === 'high' || incident.severity === 'critical').length;
  const attacks = told.filter(({ incident }) => incident.verdict === 'true-positive').length;
  const unstopped = open.filter(({ milestones }) => milestones.contained === undefined);
  const oldest = unstopped.flatMap(({ milestones }) => milestones.detected?.at ?? []).toSorted()[0];
  const over = told.length - open.length;
  const are = (count: number) => (count === 1 ? 'is' : 'are');
  return [
    told.length === 0
      ? 'There was no security incident in the last 7 days.'
      : `There ${told.length === 1 ? 'was' : 'were'} ${counted(told.length, 'security incident')} in the last 7 days, ${serious === 0 ? 'none' : serious} of them serious.`,
    `${over === 0 ? 'None is over' : `${over} ${are(over)} over, and ${attacks === 0 ? 'none' : attacks} of these ${attacks > 1 ? 'were' : 'was'} a real attack`}; ${
      open.length === 0 ? 'none is' : `${open.length} ${are(open.length)}`
    } still open.`,
    oldest === undefined
      ? 'Nothing that is open goes on without a measure against it.'
      : `Nothing has been done yet to stop ${unstopped.length} of these; the oldest was noticed ${span(oldest, now)} ago.`,
  ];
}

function plainly(bot: Bot, told: readonly Told[], sentences: readonly Text[]): readonly Part[] {
  const touching = told.filter(({ incident }) => incident.verdict === null || incident.verdict === 'true-positive');
  const observables = touching.flatMap(({ incident }) => incident.observables).filter(({ role }) => role !== 'related' && role !== 'source');
  const impact = touchedBy(observables, bot.files.team);
  const decisions = told.flatMap(openDecisions);
  const lines = (list: readonly Text[]): readonly Text[] =>
    list.length > mostLines ? [...list.slice(0, mostLines), `… and ${list.length - mostLines} more`] : list;
  return [
    ...sentences.map((text) => ({ text })),
    { heading: 'Whom and what it touched' },
    { list: impact.length === 0 ? ['Nobody and nothing that we know of.'] : lines(impact) },
    { heading: 'Decisions that wait' },
    { list: decisions.length === 0 ? ['None.'] : lines(decisions) },
  ];
}

async function toldOf({ store }: Bot, incident: Incident): Promise<Told> {
  const [events, proposals] = await Promise.all([store.timeline(incident.id), store.proposals({ incident: incident.id })]);
  return { incident, milestones: milestonesOf(events), proposals };
}

function lineOf({ incident, milestones, proposals }: Told, now: string): Text {
  const { id, title, severity, phase, verdict } = incident;
  const { detected, contained, resolved } = milestones;
  const took = (name: string, at: string | undefined) =>
    detected === undefined || at === undefined ? '' : `, ${name} after ${span(detected.at, at)}`;
  const holding = proposals.filter(holdsNow).length;
  return [
    { strong: `${id} ` },
    title,
    ` (${severity}, ${verdict?.replace('-', ' ') ?? phase})`,
    ...(detected === undefined ? [] : [' detected ', { at: detected.at }]),
    took('first contained', contained?.at),
    took('closed', resolved?.at),
    contained === undefined && phase !== 'closed' && detected !== undefined ? `, not contained for ${span(detected.at, now)}` : '',
    holding > 0 ? `; ${counted(holding, 'containment holds', 'containments hold')}` : '',
    '.',
  ];
}

function byVerdict(closed: readonly Incident[]): string {
  const verdicts = Map.groupBy(closed, ({ verdict }) => verdict ?? 'without a verdict');
  return [...verdicts].map(([verdict, of]) => `${of.length} ${verdict.replace('-', ' ')}`).join(', ');
}
