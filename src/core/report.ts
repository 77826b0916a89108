import type { Instant } from './alert.ts';
import type { Incident } from './incident.ts';
import { type Picture, pictureOf, pictureWidths } from './picture.ts';
import { type Policy, tlpOf } from './policy.ts';
import {
  containmentTable,
  controlTable,
  evidenceTable,
  followUpTable,
  happenedLines,
  impactLines,
  milestoneTable,
  statedLines,
  toDoLines,
} from './report-sections.ts';
import { type CitedLine, summaryOf } from './summary.ts';
import type { Team } from './team.ts';
import { counted, type Text } from './text.ts';
import type { TimelineEvent } from './timeline.ts';
import { sentenceOf } from './timeline-sentences.ts';
import type { Tlp } from './tlp.ts';
import { type KnownSoFar, unknownsOf } from './unknowns.ts';
import type { Untrusted } from './untrusted.ts';
import { whatDidNot, whatWorked } from './worked.ts';

/** What a report is made from. */
export interface ReportInput extends KnownSoFar {
  readonly events: readonly TimelineEvent[];
  /** The newest checkpoint of the timeline, and by which key it was signed; null while nothing is signed. */
  readonly signed?: { readonly size: number; readonly key: string } | null;
}

/** Rows of the same kind, with the events that each rests on. */
export interface ReportTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly cells: readonly Text[]; readonly cites: readonly number[] }[];
}

/** One section: a word before it, lines, a table; each where there is any. */
export interface ReportSection {
  readonly heading: string;
  /** How what follows is to be read. */
  readonly lead?: string;
  readonly lines: readonly CitedLine[];
  readonly table?: ReportTable;
}

/** One event of the timeline as a report tells it. */
export interface ReportedEvent {
  readonly seq: number;
  readonly type: TimelineEvent['type'];
  readonly happenedAt: Instant;
  readonly recordedAt: Instant;
  readonly by: string;
  readonly says: Text;
  readonly hash: string;
}

/**
 * A post-incident report, as every form of it is written from. Each line cites the events that it rests on; a line about what is missing cites the last
 * event that was looked at.
 */
export interface Report {
  readonly incident: string;
  readonly title: Untrusted;
  /** Who may read it, by the Traffic Light Protocol. */
  readonly tlp: Tlp;
  /** How it stands, in a few words: `critical, closed as true positive`. */
  readonly state: string;
  readonly drill: boolean;
  readonly madeAt: Instant;
  /** Number and hash of the last event that it is made from: with these anybody can check it against the timeline. */
  readonly upTo: { readonly seq: number; readonly hash: string };
  readonly sections: readonly ReportSection[];
  /** Every event, in the order of the record. */
  readonly events: readonly ReportedEvent[];
  /** What was kept before something destroyed it. */
  readonly exhibits: readonly { readonly name: string; readonly sha256: string; readonly size: number }[];
  /** The incident as a picture: for paper, and for a phone. */
  readonly pictures: Readonly<Record<keyof typeof pictureWidths, Picture>>;
}

/** The report of an incident, from its rows alone. The same rows make the same report. */
export function reportOf(input: ReportInput, team: Team, policy: Pick<Policy, 'tlp'>, now: Instant): Report {
  const { incident, events, proposals, signed = null } = input;
  const names = team.nameOf;
  const summary = summaryOf(input, names, now);
  const end = events.at(-1);
  const upTo = { seq: end?.seq ?? 0, hash: end?.hash ?? '' };
  const looked = upTo.seq === 0 ? [] : [upTo.seq];
  const sections: readonly ReportSection[] = [
    { heading: 'Summary', lines: summary.status, table: milestoneTable(events) },
    { heading: 'Impact', lines: [...statedLines(events, 'impact', looked), ...impactLines(input, team)] },
    { heading: 'Root cause', lines: statedLines(events, 'cause', looked) },
    { heading: 'What happened', lines: happenedLines(events, names) },
    { heading: 'Decisions', lines: summary.decisions },
    { heading: 'Containment', lines: summary.contained, table: containmentTable(proposals, events) },
    { heading: 'What worked', lines: whatWorked(events, names) },
    { heading: 'What did not', lines: whatDidNot(events, names) },
    { heading: 'Open risks', lines: summary.risks },
    { heading: 'Not known', lines: unknownsOf(input).map((text) => ({ text, cites: looked })) },
    { heading: 'Follow-ups', lines: toDoLines(incident, proposals, events), table: followUpTable(incident, events) },
    {
      heading: 'Controls touched',
      lead: 'Controls that were exercised, with events that show it. Whether a control suffices is for an auditor to say.',
      lines: [],
      table: controlTable(events),
    },
    { heading: 'Evidence', lines: [], table: evidenceTable(events) },
    { heading: 'How to check this report', lines: checkable(events, upTo, signed).map((text) => ({ text, cites: looked })) },
  ];
  const head = { incident: incident.id, title: incident.title, tlp: tlpOf(incident, policy), state: stateOf(incident), drill: incident.drill };
  const draw = (width: number) => pictureOf({ ...head, events }, width);
  return {
    ...head,
    madeAt: now,
    upTo,
    sections: sections.filter(({ lines, table }) => lines.length > 0 || (table !== undefined && table.rows.length > 0)),
    events: events.map((event) => ({
      seq: event.seq,
      type: event.type,
      happenedAt: event.happenedAt,
      recordedAt: event.recordedAt,
      by: event.by.name,
      says: sentenceOf(event, names),
      hash: event.hash,
    })),
    exhibits: events.flatMap((event) => (event.type === 'containment.evidence-kept' ? event.payload.exhibits : [])),
    pictures: { wide: draw(pictureWidths.wide), narrow: draw(pictureWidths.narrow) },
  };
}

function stateOf({ severity, phase, verdict }: Incident): string {
  if (phase === 'closed') return `${severity} severity, closed as ${verdict?.replace('-', ' ') ?? 'nothing in particular'}`;
  return `${severity} severity, ${phase}: what follows is what is known now`;
}

/** What the report rests on, how that is checked, and what nobody can tell from it. */
function checkable(events: readonly TimelineEvent[], { seq, hash }: Report['upTo'], signed: ReportInput['signed']): readonly Text[] {
  if (seq === 0) return [];
  return [
    [
      `It was made from ${counted(events.length, 'event')} of the timeline, up to event #${seq}, whose hash is `,
      { code: hash },
      '. Numbers in brackets are events.',
    ],
    ...(signed
      ? [
          [
            `The first ${counted(signed.size, 'event')} of the record are signed for. The key is `,
            { code: signed.key },
            '; get it by another way too.',
          ] as const,
        ]
      : []),
    [
      'The evidence bundle of this incident holds every event with the proof that it stands in what was signed, and ',
      { code: 'verify.mjs' },
      ', which checks both without anything of ours.',
    ],
    'That a record is whole does not make what it says true: it shows that nothing was changed, left out or put in since it was signed, not that whoever wrote it was right.',
  ];
}
