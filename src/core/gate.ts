import { type Decision, decide } from './decision.ts';
import type { Observable } from './observable.ts';
import type { GateLine, Policy } from './policy.ts';
import type { GateVerdict, Risk } from './proposal.ts';
import { percent } from './text.ts';

/** What is to be done, as far as the gate looks at it. */
export interface GatedAction {
  readonly action: string;
  readonly risk: Risk;
  readonly target: Pick<Observable, 'value'>;
  readonly resolved: { readonly id: string; readonly label: string };
}

/**
 * Answers whether an action may happen, and how many people have to say yes: score × confidence × risk, in the team's own table. The never-contain list
 * comes first; then the first line that fits decides; what no line answers is forbidden.
 */
export function gate(
  { score, confidence }: { readonly score: number; readonly confidence: number },
  { action, risk, target, resolved }: GatedAction,
  { containment }: Pick<Policy, 'containment'>,
): Decision<GateVerdict> {
  const spellings = [target.value, resolved.id, resolved.label].map((spelling) => spelling.toLowerCase());
  const listed = containment.never.find((spelling) => spellings.includes(spelling.toLowerCase()));
  if (listed !== undefined) return decide('forbidden', `${listed} is on the never-contain list of the policy.`);

  const fits = ({ actions, tiers, scoreAtLeast, confidenceAtLeast }: GateLine) =>
    (actions === undefined || actions.includes(action)) && tiers.includes(risk.tier) && score >= scoreAtLeast && confidence >= confidenceAtLeast;
  const number = containment.gate.findIndex(fits);
  const line = containment.gate[number];
  const numbers = `score ${score}, confidence ${percent(confidence)}, risk tier ${risk.tier}`;
  if (line === undefined)
    return decide('forbidden', `No line of the policy’s gate is for ${action} with ${numbers}; what is not allowed is forbidden.`);
  return decide(line.verdict, line.why, `Line ${number + 1} of the policy’s gate decides (${numbers}).`);
}
