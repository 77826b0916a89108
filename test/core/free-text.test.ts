import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import { assess } from '../../src/core/assess.ts';
import { confidenceOf } from '../../src/core/confidence.ts';
import { correlate } from '../../src/core/correlate.ts';
import { namedBy } from '../../src/core/entities.ts';
import type { Finding } from '../../src/core/finding.ts';
import { gate } from '../../src/core/gate.ts';
import { recordOf } from '../../src/core/track-record.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { usualWeights } from '../../src/core/weights.ts';
import { times } from '../depth.ts';
import { acme, aFinding, aPolicy, at, shippedRule, takeover } from './builders.ts';
import { payloads } from './payloads.ts';

const rule = shippedRule('account-takeover');
const story = takeover();
const found = [aFinding('abuseipdb', { hostile: true }), aFinding('okta-user', { kind: 'user', value: 'alex@acme.example' })];
const policy = aPolicy();

/** What is done about it all: which rule ties what together, how bad and how sure it is, on whom and what an action could act, and what the gate answers. */
function decided(alerts: readonly Alert[], findings: readonly Finding[]) {
  const last = alerts.at(-1) as Alert;
  const { verdict } = correlate(last, { nearby: alerts, open: [], rules: [rule], team: acme, windowMinutes: 60 });
  const { score, confidence: sure } = assess({ alerts, findings, earlier: [], lessons: [], weights: usualWeights, team: acme, rule, now: at(20) });
  const { confidence } = confidenceOf({ assessed: sure, alerts: alerts.length }, recordOf([]));
  const named = alerts.flatMap(namedBy).map(({ kind, value, role }) => ({ kind, value, role }));
  const targets = [...new Map(named.map((one) => [`${one.kind}:${one.value}:${one.role}`, one])).values()];
  const verdicts = targets.flatMap((target) =>
    ([1, 2] as const).map((tier) => {
      const gated = {
        action: 'block-ip',
        target,
        resolved: { id: target.value, label: target.value },
        risk: { tier, reversible: true, blastRadius: '' },
      };
      const { verdict, line } = gate({ score, confidence }, gated, { policy, team: acme, own: [] });
      return [verdict, line];
    }),
  );
  return { to: verdict.to, rule: 'rule' in verdict ? verdict.rule?.id : null, alerts: verdict.alerts, score, confidence, targets, verdicts };
}

/** Whatever somebody can write, or have written, in an alert and in what vendors answer about it. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...payloads) },
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.tuple(fc.constantFrom(...payloads), fc.constantFrom(...payloads)).map((two) => two.join('\n')),
);
const words = fc.array(text, { minLength: 11, maxLength: 11 });

test('there are sixty payloads, each of its own', () => {
  expect(new Set(payloads).size).toBe(60);
});

test('whatever stands in free text, the same is done to the same targets, and the gate answers the same', { timeout: 1_800_000 }, () => {
  const expected = decided(story, found);
  const same = JSON.stringify(expected);
  expect(expected).toMatchObject({ to: 'open', rule: 'account-takeover' });
  fc.assert(
    fc.property(words, (written) => {
      const at = (index: number) => written[index % written.length] ?? '';
      const word = (index: number) => Untrusted.of(at(index));
      const alerts = story.map((alert, index): Alert => {
        const first = index * 5;
        return {
          ...alert,
          title: word(first),
          description: word(first + 1),
          userAgent: word(first + 2),
          ...(alert.place !== undefined && { place: { ...alert.place, city: word(first + 3) } }),
          link: `https://vendor.example/${encodeURIComponent(at(first + 4).toWellFormed())}`,
        };
      });
      const findings = found.map((finding, index) => ({ ...finding, says: [word(index), word(index + 1)] }));
      const now = decided(alerts, findings);
      if (JSON.stringify(now) !== same) expect(now).toEqual(expected);
    }),
    { numRuns: times({ quick: 100, ci: 2_000, deep: 100_000 }) },
  );
});
