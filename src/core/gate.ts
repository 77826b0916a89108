import { type Decision, decide } from './decision.ts';
import { neverContain } from './never-contain.ts';
import type { Observable } from './observable.ts';
import type { GateLine, Policy } from './policy.ts';
import type { GateVerdict, Risk } from './proposal.ts';
import type { Team } from './team.ts';
import { percent } from './text.ts';

/** What is to be done, as far as the gate looks at it. */
export interface GatedAction {
  readonly action: string;
  readonly risk: Risk;
  readonly target: Pick<Observable, 'kind' | 'value'>;
  readonly resolved: { readonly id: string; readonly label: string };
}

/** How bad it is, 0–100, and how sure we are, 0–1. */
export interface Numbers {
  readonly score: number;
  readonly confidence: number;
}

/** What the gate judges by besides the numbers. `own`: who the bot itself is at the vendors. */
export interface GateContext {
  readonly policy: Pick<Policy, 'containment'>;
  readonly team: Team;
  readonly own: readonly string[];
}

/** The gate's answer with the number of the line that decided, from 1; null when none did. */
export interface GateAnswer extends Decision<GateVerdict> {
  readonly line: number | null;
}

/**
 * Answers whether an action may happen, and how many people have to say yes: score × confidence × risk, in the team's own table. The never-contain list
 * comes first; then the first line that fits decides; what no line answers is forbidden.
 */
export function gate(numbers: Numbers, gated: GatedAction, { policy: { containment }, team, own }: GateContext): GateAnswer {
  const untouchable = neverContain(gated, { listed: containment.never, own }, team);
  if (untouchable !== undefined) return { ...decide('forbidden', untouchable), line: null };

  const index = containment.gate.findIndex((line) => unfit(line, numbers, gated) === undefined);
  const decides = containment.gate[index];
  const shown = `score ${numbers.score}, confidence ${percent(numbers.confidence)}, risk tier ${gated.risk.tier}`;
  if (decides === undefined) {
    const why = `No line of the policy’s gate is for ${gated.action} with ${shown}; what is not allowed is forbidden.`;
    return { ...decide('forbidden', why), line: null };
  }
  return { ...decide(decides.verdict, decides.why, `Line ${index + 1} of the policy’s gate decides (${shown}).`), line: index + 1 };
}

/** What the gate would answer to an action of this risk at best: at a score of 100 and full confidence. Undefined: no line is for it, so it is forbidden. */
export function atBest(
  gated: Pick<GatedAction, 'action' | 'risk'>,
  { containment }: Pick<Policy, 'containment'>,
): { readonly verdict: GateVerdict; readonly line: number } | undefined {
  const index = containment.gate.findIndex((line) => unfit(line, { score: 100, confidence: 1 }, gated) === undefined);
  const decides = containment.gate[index];
  return decides && { verdict: decides.verdict, line: index + 1 };
}

/** The first condition of a line that does not hold, in words; undefined when the line fits. */
export function unfit(line: GateLine, { score, confidence }: Numbers, { action, risk }: Pick<GatedAction, 'action' | 'risk'>): string | undefined {
  const { actions, tiers, scoreAtLeast, confidenceAtLeast } = line;
  if (actions !== undefined && !actions.includes(action)) return `it is for ${actions.join(', ')}`;
  if (!tiers.includes(risk.tier)) return `it is for risk tier ${tiers.join(' and ')}, this is tier ${risk.tier}`;
  if (score < scoreAtLeast) return `it takes a score of ${scoreAtLeast}, this has ${score}`;
  if (confidence < confidenceAtLeast) return `it takes a confidence of ${percent(confidenceAtLeast)}, this has ${percent(confidence)}`;
  return undefined;
}
