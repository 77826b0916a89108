import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Begun, before, caps, limitsOn, usesOf } from '../../src/core/caps.ts';
import { times } from '../depth.ts';
import { at } from './builders.ts';

const estate = { people: 500, assets: 40 };
const strict = caps.parse({});
const suspend = { action: 'okta-suspend-user', kind: 'user' } as const;

describe('the limits on a containment', () => {
  it('are those of its action and those of all, with the share of the people that it hits', () => {
    expect(limitsOn(suspend, strict, estate).map(({ most, says }) => `${most} ${says}`)).toEqual([
      '3 okta-suspend-user in 10 minutes',
      '5 okta-suspend-user in an hour',
      '5 okta-suspend-user on 1 % of 500 people in a day',
      '10 containments in all in 10 minutes',
      '20 containments in all in an hour',
      '25 containments in all on 5 % of 500 people in a day',
    ]);
  });

  it('know no share of what belongs to nobody', () => {
    expect(limitsOn({ action: 'block-ip', kind: 'ip' }, strict, estate)).toHaveLength(4);
  });

  it('let one through in the smallest estate', () => {
    const daily = limitsOn(suspend, strict, { people: 2, assets: 0 }).filter(({ minutes }) => minutes === 1440);
    expect(daily.map(({ most }) => most)).toEqual([1, 1]);
  });

  it('are an action’s own where the policy has some for it', () => {
    const own = caps.parse({ actions: { 'okta-suspend-user': { per10Minutes: 1, perHour: 2, percentPerDay: 50 } } });
    expect(limitsOn(suspend, own, estate).map(({ most }) => most)).toEqual([1, 2, 250, 10, 20, 25]);
  });
});

describe('what is used of a limit', () => {
  const limits = limitsOn(suspend, strict, estate);

  it('has room again when the one that stands in the way leaves the window', () => {
    const begun: Begun[] = [0, 2, 4].map((minute) => ({ ...suspend, at: at(minute) }));
    expect(usesOf(limits, begun, at(9))[0]).toMatchObject({ used: 3, freeAt: at(10) });
    expect(usesOf(limits, begun, at(10))[0]).toMatchObject({ used: 2, freeAt: null });
  });

  it('in any order of attempts never lets more begin in any window than the limit says, and always lets some begin', () => {
    const attempts = fc.array(fc.record({ minute: fc.integer({ min: 0, max: 3000 }), action: fc.constantFrom('okta-suspend-user', 'block-ip') }), {
      maxLength: 120,
    });
    const check = (tries: readonly { minute: number; action: string }[]) => {
      const begun: Begun[] = [];
      for (const { minute, action } of tries.toSorted((a, b) => a.minute - b.minute)) {
        const one = { action, kind: action === 'block-ip' ? 'ip' : 'user' } as const;
        if (usesOf(limitsOn(one, strict, estate), begun, at(minute)).every(({ freeAt }) => freeAt === null)) begun.push({ ...one, at: at(minute) });
      }
      expect(begun.length).toBeGreaterThanOrEqual(Math.min(1, tries.length));
      for (const { at: end } of begun) {
        for (const { minutes, most, action, kinds } of [
          ...limitsOn(suspend, strict, estate),
          ...limitsOn({ action: 'block-ip', kind: 'ip' }, strict, estate),
        ]) {
          const inside = begun.filter((one) => one.at <= end && one.at > before(end, minutes));
          expect(inside.filter((one) => (action ?? one.action) === one.action && (kinds?.includes(one.kind) ?? true)).length).toBeLessThanOrEqual(
            most,
          );
        }
      }
    };
    fc.assert(fc.property(attempts, check), { numRuns: times({ quick: 100, ci: 1_000, deep: 20_000 }) });
  });
});
