import type { Instant } from './alert.ts';
import type { Verdict } from './incident.ts';
import type { Proposal } from './proposal.ts';
import { counted, percent } from './text.ts';

/** One proposal with what people decided about it and what its incident turned out to be: one entry of the record of its rule × action. */
export interface DecidedCase extends Pick<Proposal, 'action' | 'state' | 'judged' | 'confidence' | 'proposedAt'> {
  readonly proposal: string;
  readonly incident: string;
  /** The correlation rule of its incident; null where none tied the alerts together. */
  readonly rule: string | null;
  /** Null as long as the incident is open. */
  readonly verdict: Verdict | null;
}

/** What tells whether a proposal was right. */
export type JudgedCase = Pick<DecidedCase, 'state' | 'judged' | 'verdict' | 'confidence'>;

/** How often an action was right, of the cases that count. */
export interface TrackRecord {
  readonly right: number;
  readonly cases: number;
}

/** With fewer cases than this a share says nothing, and people are told so. */
export const fewCases = 10;

/** States of what has been carried out, whether or not it was taken back since. */
const carriedOut: readonly Proposal['state'][] = ['done', 'undoing', 'undone'];

/**
 * Whether proposing it was right: its incident was a true positive, and nobody who looked at it said no or took it back as wrong. Undefined when it does
 * not count: the incident has no verdict, nobody decided, it never ran, or it was taken back without a word on whether it had been wrong.
 */
export function wasRight({ state, judged, verdict }: JudgedCase): boolean | undefined {
  if (verdict === null || verdict === 'inconclusive') return undefined;
  const said = judged === 'denied' || judged === 'wrong' ? 'no' : 'yes';
  if (judged === 'unsaid' || (said === 'yes' && !carriedOut.includes(state))) return undefined;
  return verdict === 'true-positive' && said === 'yes';
}

/** Whether a person overrode the bot: said no to what it proposed, or took it back as wrong. Undefined when it was not decided. No verdict is needed. */
export function wasOverridden({ state, judged }: JudgedCase): boolean | undefined {
  if (judged === 'denied' || judged === 'wrong') return true;
  return carriedOut.includes(state) && judged !== 'unsaid' ? false : undefined;
}

/** The record of these cases. */
export function recordOf(cases: readonly DecidedCase[]): TrackRecord {
  const counting = cases.map(wasRight).filter((right) => right !== undefined);
  return { right: counting.filter(Boolean).length, cases: counting.length };
}

/** `right 44 of 48`, and in plain words when that is too few to mean anything. */
export function recordInWords({ right, cases }: TrackRecord): string {
  if (cases === 0) return 'no case so far';
  return cases < fewCases ? `only ${counted(cases, 'case')} so far` : `right ${right} of ${cases}`;
}

/** How sure we are, and how often that was right before: `92 % · right 44 of 48`. */
export function surenessOf({ confidence, record }: Pick<Proposal, 'confidence' | 'record'>): string {
  return record === null ? percent(confidence) : `${percent(confidence)} · ${recordInWords(record)}`;
}

/** The newest `most`, of cases in any order. */
export function newest<Case extends { readonly proposedAt: Instant }>(cases: readonly Case[], most: number): readonly Case[] {
  return cases.toSorted((a, b) => b.proposedAt.localeCompare(a.proposedAt)).slice(0, most);
}
