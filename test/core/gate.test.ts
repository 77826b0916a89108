import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GatedAction, gate, type Numbers, unfit } from '../../src/core/gate.ts';
import { type GateLine, gateLine } from '../../src/core/policy.ts';
import type { RiskTier } from '../../src/core/proposal.ts';
import { asset, team } from '../../src/core/team.ts';
import { times } from '../depth.ts';
import { acme, alex, aPolicy } from './builders.ts';

const context = { policy: aPolicy(), team: acme, own: [] };

function gated(tier: RiskTier, more: Partial<GatedAction> = {}): GatedAction {
  return {
    action: 'okta-suspend-user',
    risk: { tier, reversible: tier < 2, blastRadius: 'One person.' },
    target: { kind: 'user', value: 'olu@acme.example' },
    resolved: { id: '00u9', label: 'olu@acme.example' },
    ...more,
  };
}

describe('the gate', () => {
  const scores = [10, 60, 95];
  const confidences = [0.2, 0.6, 0.95];
  /** Rows: scores × confidences; columns: risk tiers 0 to 3. */
  const table: Readonly<Record<string, readonly string[]>> = {
    '10/0.2': ['observe', 'forbidden', 'forbidden', 'forbidden'],
    '10/0.6': ['observe', 'forbidden', 'forbidden', 'forbidden'],
    '10/0.95': ['observe', 'forbidden', 'forbidden', 'forbidden'],
    '60/0.2': ['observe', 'one-person', 'forbidden', 'forbidden'],
    '60/0.6': ['observe', 'one-person', 'two-people', 'forbidden'],
    '60/0.95': ['observe', 'one-person', 'two-people', 'forbidden'],
    '95/0.2': ['observe', 'one-person', 'forbidden', 'forbidden'],
    '95/0.6': ['observe', 'one-person', 'two-people', 'forbidden'],
    '95/0.95': ['observe', 'one-person', 'two-people', 'forbidden'],
  };

  it.each(scores.flatMap((score) => confidences.map((confidence) => ({ score, confidence }))))(
    'answers for every tier with score $score and confidence $confidence',
    (numbers) => {
      const answers = ([0, 1, 2, 3] as const).map((tier) => gate(numbers, gated(tier), context));
      expect(answers.map(({ verdict }) => verdict)).toEqual(table[`${numbers.score}/${numbers.confidence}`]);
    },
  );

  it.each([
    [{ score: 50, confidence: 0.5 }, undefined],
    [{ score: 49, confidence: 0.5 }, 'it takes a score of 50, this has 49'],
    [{ score: 50, confidence: 0.49 }, 'it takes a confidence of 50 %, this has 49 %'],
  ])('counts what just reaches a line’s numbers as fitting: %o', (numbers, why) => {
    const exactly: GateLine = { tiers: [2], scoreAtLeast: 50, confidenceAtLeast: 0.5, verdict: 'two-people', stepUp: false, why: 'Privileged.' };
    expect(unfit(exactly, numbers, gated(2))).toBe(why);
  });

  it('says of every line that does not fit for what it is', () => {
    const own: GateLine = {
      actions: ['a', 'b'],
      tiers: [1, 2],
      scoreAtLeast: 0,
      confidenceAtLeast: 0,
      verdict: 'one-person',
      stepUp: false,
      why: 'So.',
    };
    expect(unfit(own, { score: 0, confidence: 0 }, gated(1))).toBe('it is for a, b');
    expect(unfit(own, { score: 0, confidence: 0 }, gated(3, { action: 'a' }))).toBe('it is for risk tier 1 and 2, this is tier 3');
  });

  it('names the first line that fits', () => {
    const { verdict, because, line } = gate({ score: 95, confidence: 0.95 }, gated(1, { action: 'block-ip' }), context);
    expect({ verdict, line }).toEqual({ verdict: 'automatic', line: 3 });
    expect(because).toEqual(['Ends by itself.', 'Line 3 of the policy’s gate decides (score 95, confidence 95 %, risk tier 1).']);
  });

  it('forbids everything with an empty table', () => {
    const empty = { ...context, policy: aPolicy({ gate: [] }) };
    expect(gate({ score: 100, confidence: 1 }, gated(0), empty)).toMatchObject({ verdict: 'forbidden', line: null });
  });

  const actions = ['okta-suspend-user', 'block-ip', 'aws-block-public-bucket'];
  const tier = fc.constantFrom<RiskTier[]>(0, 1, 2, 3);
  const confidence = fc.integer({ min: 0, max: 100 }).map((share) => share / 100);
  const line: fc.Arbitrary<GateLine> = fc
    .record({
      actions: fc.option(fc.subarray(actions, { minLength: 1 }), { nil: undefined }),
      tiers: fc.uniqueArray(tier, { minLength: 1 }),
      scoreAtLeast: fc.integer({ min: 0, max: 100 }),
      confidenceAtLeast: confidence,
      verdict: fc.constantFrom('observe', 'automatic', 'one-person', 'two-people', 'forbidden' as const),
    })
    .map((shape) => ({ ...shape, why: 'The team wants it so.' }) as GateLine);

  it('gives exactly one answer to every combination of any table, by the first line that fits and no other, and says why', () => {
    const asked = fc.record({
      numbers: fc.record({ score: fc.integer({ min: 0, max: 100 }), confidence }),
      tier,
      action: fc.constantFrom(...actions),
    });
    const check = (lines: readonly GateLine[], { numbers, tier, action }: { numbers: Numbers; tier: RiskTier; action: string }) => {
      const ask = gated(tier, { action });
      const answered = gate(numbers, ask, { ...context, policy: aPolicy({ gate: [...lines] }) });
      const decides = answered.line === null ? undefined : lines[answered.line - 1];
      expect(answered.verdict).toBe(decides?.verdict ?? 'forbidden');
      expect(answered.because.join(' ')).toContain(answered.line === null ? 'No line' : `Line ${answered.line} `);
      for (const before of lines.slice(0, answered.line === null ? lines.length : answered.line - 1))
        expect(unfit(before, numbers, ask)).toMatch(/\w/);
      if (decides !== undefined) expect(unfit(decides, numbers, ask)).toBeUndefined();
    };
    fc.assert(fc.property(fc.array(line, { maxLength: 6 }), asked, check), { numRuns: times({ quick: 500, ci: 5_000, deep: 100_000 }) });
  });

  it.each([
    [0, true],
    [1, true],
    [2, false],
    [3, false],
  ] as const)('lets something of tier %i happen by itself: %s', (tier, may) => {
    const read = gateLine.safeParse({ tiers: [tier], verdict: 'automatic', why: 'Quick.' });
    expect(read.success).toBe(may);
    if (!may) expect(read.error?.issues[0]?.message).toContain(`Nothing of tier ${tier} happens by itself`);
  });
});

describe('the never-contain list', () => {
  const estate = team(acme.people, [
    ...acme.assets,
    asset.parse({ id: 'dc-01', kind: 'host', match: ['DC-01.acme.example', '192.0.2.10'], criticality: 'critical' }),
  ]);
  const ask = (listed: readonly string[], more: Partial<GatedAction>, own: readonly string[] = []) =>
    gate({ score: 100, confidence: 1 }, gated(0, more), { policy: aPolicy({ never: [...listed] }), team: estate, own });
  const user = (value: string, label = value) => ({ target: { kind: 'user', value }, resolved: { id: '00u1', label } }) as const;
  const thing = (kind: 'ip' | 'host' | 'cloud-resource', value: string) =>
    ({ target: { kind, value }, resolved: { id: value, label: value } }) as const;

  it.each([
    ['as it is written', 'break-glass@acme.example', user('break-glass@acme.example')],
    ['in other letters', 'break-glass@acme.example', user('Break-Glass@ACME.example')],
    ['without its domain', 'break-glass@acme.example', user('break-glass')],
    ['with a domain that the list leaves out', 'break-glass', user('break-glass@acme.example')],
    ['by the vendor’s id', '00U1', user('somebody')],
    ['by what the vendor calls it', 'root@acme.example', user('00u1', 'root@acme.example')],
    ['by another identity of the person', alex.email ?? '', user('akim')],
    ['by the person’s id', alex.id, user('akim')],
    ['by the person’s Slack id', alex.slack ?? '', user('alex@acme.example')],
    ['by the asset’s id', 'dc-01', thing('host', 'dc-01.ACME.example')],
    ['by another spelling of the asset', 'dc-01.acme.example', thing('ip', '192.0.2.10')],
    ['by a range', '198.51.100.0/24', thing('ip', '198.51.100.77')],
    ['by the asset of a range', 'office', thing('ip', '198.51.100.77')],
    ['by an address in its other spelling', '::ffff:192.0.2.99', thing('ip', '192.0.2.99')],
  ])('forbids a target %s, however sure', (_, listed, target) => {
    expect(ask([listed], target)).toEqual({ verdict: 'forbidden', because: [`${listed} is on the never-contain list of the policy.`], line: null });
  });

  it.each([
    ['another domain', 'admin@acme.example', user('admin@partner.example')],
    ['a longer name', 'break-glass', user('break-glass-reader@acme.example')],
    ['an address beside the range', '198.51.100.0/25', thing('ip', '198.51.100.200')],
    ['another asset', 'payroll', thing('cloud-resource', 'arn:aws:s3:::website')],
  ])('leaves alone what only looks like it: %s', (_, listed, target) => {
    expect(ask([listed], target).verdict).toBe('observe');
  });

  it('knows the bot itself without being told', () => {
    const { verdict, because } = ask([], user('Firebreak@acme.example'), ['firebreak@acme.example', '00ufb']);
    expect(verdict).toBe('forbidden');
    expect(because.join(' ')).toContain('is Firebreak itself');
  });
});
