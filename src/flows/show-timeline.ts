import { type CitedLine, summaryOf } from '../core/summary.ts';
import { piecesOf, span, type Text } from '../core/text.ts';
import { sentenceOf } from '../core/timeline-sentences.ts';
import { type Answer, answer, type Offer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { Case } from './read-case.ts';

/** Events on one page: with the summary above them the first page still fits on a screen. */
const perPage = 8;

/** A page of a timeline. The buttons under it are given by whoever shows it. */
export interface TimelineScreen {
  readonly page: number;
  readonly pages: number;
  answer(offers: readonly Offer[]): Answer;
}

/** What a manager reads: where it stands, key decisions, what is contained, open risks; then every event with its date. Pages count from 1. */
export function timelineScreen(bot: Bot, known: Case, wanted: number): TimelineScreen {
  const { incident, events } = known;
  const names = bot.files.team.nameOf;
  const pages = Math.max(1, Math.ceil(events.length / perPage));
  const page = Math.min(wanted, pages);
  // As it happened: an event that was heard of late stands where it belongs, and says how late it was.
  const ordered = events.toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt) || a.seq - b.seq);
  const shown = ordered.slice((page - 1) * perPage, page * perPage);
  const summary = summaryOf(known, names, bot.now());
  const lines = shown.map(
    (event): Text => [
      { strong: `#${event.seq} ` },
      { at: event.happenedAt },
      late(event.happenedAt, event.recordedAt) ? `, recorded ${span(event.happenedAt, event.recordedAt)} later: ` : ' ',
      ...piecesOf(sentenceOf(event, names)),
    ],
  );
  const parts: Part[] = [
    ...(page === 1
      ? [
          { list: [...summary.status, ...summary.milestones].map(cited) },
          ...section('Key decisions', summary.decisions),
          ...section('Contained now', summary.contained),
          ...section('Open risks', summary.risks),
        ]
      : []),
    { heading: `Events, page ${page} of ${pages}` },
    { list: lines },
  ];
  const hint: Part = {
    hint: [
      ...(page < pages ? ['The next page: ', { code: `${bot.commandPrefix}timeline ${incident.id} ${page + 1}` } as const, ' · '] : []),
      'The post-incident report: ',
      { link: bot.pageUrl(incident.id), label: incident.id },
    ],
  };
  return {
    page,
    pages,
    answer: (offers) =>
      answer([{ strong: `${incident.id} ` }, incident.title], [...parts, ...(offers.length > 0 ? [{ offers }] : []), hint], {
        incident,
        summary,
        events,
        page,
        pages,
      }),
  };
}

/** At most this many lines of one kind on the manager's screen; the newest are the ones that count. */
const mostLines = 6;

function section(heading: string, lines: readonly CitedLine[]): readonly Part[] {
  if (lines.length === 0) return [];
  return [{ heading }, { list: lines.slice(-mostLines).map(cited) }];
}

function cited({ text, cites }: CitedLine): Text {
  return [...piecesOf(text), ...(cites.length > 0 ? [` [${cites.map((seq) => `#${seq}`).join(', ')}]`] : [])];
}

/** Told more than a minute after it happened. */
function late(happenedAt: string, recordedAt: string): boolean {
  return Date.parse(recordedAt) - Date.parse(happenedAt) > 60_000;
}
