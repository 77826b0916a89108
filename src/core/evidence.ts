import type { Alert, Instant } from './alert.ts';
import type { Finding } from './finding.ts';
import type { CorrelationRule } from './sequence.ts';
import type { Team } from './team.ts';

/** Everything that an assessment rests on. Free text of alerts is not among it: nobody can write a score. */
export interface Evidence {
  readonly alerts: readonly Alert[];
  readonly findings: readonly Finding[];
  /** Alerts and events of the same people before these: what is usual for them. */
  readonly earlier: readonly Alert[];
  readonly team: Team;
  /** The rule that tied the alerts together, if one did. */
  readonly rule: CorrelationRule | undefined;
  readonly now: Instant;
}

/** One piece of evidence: how many tenths of a point it is worth, and the sentence that says so in our own words. */
export interface Clue {
  readonly tenths: number;
  readonly says: string;
}

/** What one factor has found, and between which bounds (tenths) its sum is kept. */
export interface FactorEvidence {
  readonly clues: readonly Clue[];
  readonly least: number;
  readonly most: number;
}
