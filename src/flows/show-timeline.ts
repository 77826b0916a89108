import { type CitedLine, summaryOf } from '../core/summary.ts';
import { counted, piecesOf, span, type Text } from '../core/text.ts';
import type { TimelineEvent } from '../core/timeline.ts';
import { passes, type TimelineFilter } from '../core/timeline-filter.ts';
import { type Names, sentenceOf } from '../core/timeline-sentences.ts';
import { type Answer, answer, type Offer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { Case } from './read-case.ts';

/** Events on one page: as many as fit on a screen. */
const perPage = 8;
/** Events in one list: Slack cuts a text of more than 3000 characters, and none may be missing. */
const perList = 2;
/** At most this many decisions on the manager's screen, the newest, and this many of what holds and what is open. */
const most = { decisions: 5, others: 8 } as const;

/** What somebody wants to see of a timeline. Page 0 is the summary; pages of events count from 1. */
export interface Leaf {
  readonly page: number;
  readonly filter: TimelineFilter;
}

/** A page of a timeline. The buttons under it are given by whoever shows it. */
export interface TimelineScreen extends Leaf {
  readonly pages: number;
  answer(rows: readonly (readonly Offer[])[]): Answer;
}

/**
 * What a manager reads, on one screen: where it stands, its milestones, key decisions, what is contained until when, open risks. Behind that page by page every event as it happened,
 * with its date.
 */
export function timelineScreen(bot: Bot, known: Case, wanted: Leaf): TimelineScreen {
  const { incident, events } = known;
  const { filter } = wanted;
  const names = bot.files.team.nameOf;
  const summary = summaryOf(known, names, bot.now());
  // As it happened: an event that was heard of late stands where it belongs, and says how late it was.
  const ordered = events.filter((event) => passes(event, filter)).toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt) || a.seq - b.seq);
  const pages = Math.max(1, Math.ceil(ordered.length / perPage));
  const page = Math.min(wanted.page, pages);
  const shown = ordered.slice((page - 1) * perPage, page * perPage);
  const lists = Array.from(
    { length: Math.ceil(shown.length / perList) },
    (_, index): Part => ({
      list: shown.slice(index * perList, (index + 1) * perList).map((event) => eventLine(event, names)),
    }),
  );
  const which =
    filter === 'all'
      ? 'Events'
      : { people: 'What people did', automation: 'What the bot did', containment: 'Containment', notes: 'Notes and messages' }[filter];
  const parts: readonly Part[] =
    page === 0
      ? [
          { list: [...summary.status, ...summary.milestones].map(cited) },
          ...section('Key decisions', summary.decisions.slice(-most.decisions)),
          ...section('Contained now', summary.contained),
          ...section('Open risks', summary.risks),
        ]
      : [{ heading: `${which}, page ${page} of ${pages}` }, ...(lists.length > 0 ? lists : [{ text: 'There are none.' }])];
  return {
    page,
    pages,
    filter,
    answer: (rows) =>
      answer(
        [{ strong: `${incident.id} ` }, incident.title],
        [
          ...parts,
          ...rows.filter((offers) => offers.length > 0).map((offers) => ({ offers })),
          hint(bot, incident.id, { page, filter, pages, events: events.length }),
        ],
        { incident, summary, events: page === 0 && filter === 'all' ? events : ordered, page, pages, filter },
      ),
  };
}

function hint(bot: Bot, id: string, { page, pages, filter, events }: Leaf & { readonly pages: number; readonly events: number }): Part {
  const typed = [`${bot.commandPrefix}timeline ${id}`, ...(filter === 'all' ? [] : [filter]), page + 1].join(' ');
  return {
    hint: [
      ...(page < pages ? [page === 0 ? `Its ${counted(events, 'event')}: ` : 'The next page: ', { code: typed } as const, ' · '] : []),
      'The post-incident report: ',
      { link: bot.pageUrl(id), label: id },
    ],
  };
}

/** One event with its number and its date, and how much later it was recorded. */
export function eventLine(event: TimelineEvent, names: Names): Text {
  const { seq, happenedAt, recordedAt } = event;
  return [
    { strong: `#${seq} ` },
    { at: happenedAt },
    isLate(happenedAt, recordedAt) ? `, recorded ${span(happenedAt, recordedAt)} later: ` : ' ',
    ...piecesOf(sentenceOf(event, names)),
  ];
}

function section(heading: string, lines: readonly CitedLine[]): readonly Part[] {
  if (lines.length === 0) return [];
  const rest = lines.length - most.others;
  return [{ heading }, { list: [...lines.slice(0, most.others).map(cited), ...(rest > 0 ? [`… and ${rest} more`] : [])] }];
}

/** A line with the numbers of the events that it rests on. */
export function cited({ text, cites }: CitedLine): Text {
  return [...piecesOf(text), ...(cites.length > 0 ? [` [${cites.map((seq) => `#${seq}`).join(', ')}]`] : [])];
}

/** Told more than a minute after it happened. */
function isLate(happenedAt: string, recordedAt: string): boolean {
  return Date.parse(recordedAt) - Date.parse(happenedAt) > 60_000;
}
