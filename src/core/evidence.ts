import type { Alert, Instant } from './alert.ts';
import type { Finding } from './finding.ts';
import type { Lesson } from './lesson.ts';
import type { CorrelationRule } from './sequence.ts';
import type { Team } from './team.ts';
import type { WeightsInForce } from './weights.ts';

/** Everything that an assessment rests on. Free text of alerts is not among it: nobody can write a score. */
export interface Evidence {
  readonly alerts: readonly Alert[];
  readonly findings: readonly Finding[];
  /** Alerts and events of the same people, machines and addresses before these, attacks left out: what is usual for them. */
  readonly earlier: readonly Alert[];
  /** What earlier incidents of the same rules turned out to be. */
  readonly lessons: readonly Lesson[];
  readonly weights: WeightsInForce;
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
