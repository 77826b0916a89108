import { factorEvidence } from './assess-factors.ts';
import { type Assessment, factorNames } from './assessment.ts';
import type { Clue, Evidence } from './evidence.ts';
import { lessonIds, priorMoved } from './lesson.ts';

/**
 * How bad, and how sure. Each factor looks at its own inputs only, so a changed input changes its own line. Sums are made in whole tenths, so the
 * total is exactly the prior and the lines (S1:109-117).
 */
export function assess(evidence: Evidence): Assessment {
  const factors = factorNames.map((name) => {
    const { clues, least, most } = factorEvidence[name](evidence);
    const sum = clues.reduce((points, clue) => points + clue.tenths, 0);
    const tenths = Math.min(most, Math.max(least, sum));
    const because = [...clues.map(sentenceOf), ...(tenths === sum ? [] : [`This factor counts for ${points(tenths)} at most.`])];
    return { name, tenths, because };
  });
  const { alerts, rule, lessons, weights } = evidence;
  const moved = priorMoved(lessonIds(alerts, rule), lessons, weights.feedback);
  const prior = weights.prior + moved.tenths;
  const total = factors.reduce<number>((sum, { tenths }) => sum + tenths, prior);
  const { hundredths, because } = confidenceIn(evidence);
  return {
    prior: prior / 10,
    ...(moved.because !== undefined && { priorBecause: `${moved.because} (${points(moved.tenths)})` }),
    factors: factors.map(({ name, tenths, because }) => ({ name, points: tenths / 10, because })),
    total: total / 10,
    score: scoreOf(total / 10),
    confidence: hundredths / 100,
    confidenceBecause: because,
    weights: weights.digest,
  };
}

/** The probability that goes with a total of points, in whole per cent. */
export function scoreOf(total: number): number {
  return Math.round(100 / (1 + 10 ** (-total / 10)));
}

function sentenceOf({ tenths, says }: Clue): string {
  return `${says} (${points(tenths)})`;
}

function points(tenths: number): string {
  return `${tenths > 0 ? '+' : ''}${(tenths / 10).toFixed(1).replace('-', '−')}`;
}

/** How much independent evidence there is. Whole hundredths; between 5 and 95, because neither nothing nor everything is ever known. */
function confidenceIn({ alerts, findings, rule }: Evidence): { readonly hundredths: number; readonly because: string[] } {
  const sources = new Set(alerts.map(({ source }) => source));
  const agreeing = new Set(findings.filter(({ hostile }) => hostile === true).map(({ enricher }) => enricher));
  const disagreeing = new Set(findings.filter(({ hostile }) => hostile === false).map(({ enricher }) => enricher));
  const missing = new Set(findings.filter(({ status }) => status === 'failed' || status === 'absent').map(({ enricher }) => enricher));
  const finished = alerts.some(({ nature }) => nature === 'alert');

  const reasons: readonly (readonly [hundredths: number, says: string])[] = [
    [30, 'To begin with, somebody reported something.'],
    [finished ? 10 : 0, 'A detection stands behind it, not only bare events.'],
    [Math.min(30, 15 * (sources.size - 1)), `${sources.size} independent sources say so: ${[...sources].sort().join(', ')}.`],
    [rule === undefined ? 0 : 20, `The events fit the rule ${rule?.id} in order.`],
    [Math.min(20, 10 * agreeing.size), `Enrichment agrees: ${[...agreeing].sort().join(', ')}.`],
    [
      agreeing.size > 0 && disagreeing.size > 0 ? -10 : 0,
      `Enrichment does not agree with itself: ${[...disagreeing].sort().join(', ')} sees no harm.`,
    ],
    [findings.length === 0 ? -5 : 0, 'Nothing has been enriched yet.'],
    [-Math.min(15, 5 * missing.size), `Not asked or without an answer: ${[...missing].sort().join(', ')}.`],
  ];
  const counted = reasons.filter(([hundredths]) => hundredths !== 0);
  const sum = counted.reduce((total, [hundredths]) => total + hundredths, 0);
  return {
    hundredths: Math.min(95, Math.max(5, sum)),
    because: counted.map(([hundredths, says]) => `${says} (${hundredths > 0 ? '+' : '−'}${Math.abs(hundredths)} %)`),
  };
}
