import type { Alert } from './alert.ts';
import type { Clue, Evidence, FactorEvidence } from './evidence.ts';
import { chainOf } from './tactics.ts';
import { counted } from './text.ts';

/** From this severity on a further detection counts as one. */
const leastFurther = 25;

/** Techniques that match known threats: what detections and rules of ours recognised, and how far along an attack they are together. */
export function technique({ alerts, rule, weights }: Evidence): FactorEvidence {
  const weight = weights.technique;
  const detections = alerts
    .filter(({ nature }) => nature === 'alert')
    .toSorted((a, b) => b.severity - a.severity || a.source.localeCompare(b.source));
  const worst = detections[0];
  const bySeverity = worst === undefined ? 0 : (weight.severity.find(({ from }) => worst.severity >= from)?.points ?? 0);
  const byRule = rule === undefined ? 0 : weight.rule;
  const clues: Clue[] = [];
  if (rule !== undefined && byRule >= bySeverity) clues.push({ tenths: byRule, says: `The rule ${rule.id} is complete.` });
  else if (worst !== undefined && bySeverity > 0) {
    clues.push({ tenths: bySeverity, says: `A detection of ${worst.source} rates it ${Math.round(worst.severity)} of 100.` });
  }
  const kinds = new Set(detections.filter(({ severity }) => severity >= leastFurther).map((one) => `${one.source}/${one.rule}`));
  const further = kinds.size - 1;
  if (further > 0) {
    const tenths = Math.min(weight.furtherMost, weight.further * further);
    clues.push({ tenths, says: `${counted(further, 'further detection')} by other rules.` });
  }
  const attacks = [...new Set([...alerts.flatMap((alert) => alert.attacks), ...(rule?.attacks ?? [])])].sort();
  if (attacks.length > 0) {
    const tenths = Math.min(weight.attacksMost, weight.attack * attacks.length);
    clues.push({ tenths, says: `ATT&CK ${counted(attacks.length, 'technique')}: ${attacks.join(', ')}.` });
  }
  return { clues: [...clues, ...chainClue(alerts, weight.chain)], least: 0, most: Number.POSITIVE_INFINITY };
}

function chainClue(alerts: readonly Alert[], steps: Evidence['weights']['technique']['chain']): readonly Clue[] {
  const moments = alerts.toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt) || a.id.localeCompare(b.id)).map(({ attacks }) => attacks);
  const chain = chainOf(moments);
  const tenths = steps.find(({ from }) => chain.length >= from)?.points ?? 0;
  return tenths === 0 ? [] : [{ tenths, says: `One after the other, as in an attack: ${chain.join(', then ')}.` }];
}
