import { describe, expect, test } from 'vitest';
import { PassedOnError } from '../../src/core/errors.ts';
import { claimCheck, claimedJob, type HeldClaim, lostClaimIn, underClaim } from '../../src/kit/claim.ts';

const claim = (leads: boolean, stands: boolean): HeldClaim => ({ leads: () => leads, stands: async () => stands, job: { id: 7, attempt: 2 } });

describe.each([
  ['leads and holds its claim', true, true, false, false],
  ['leads, and its claim has passed on', true, false, true, false],
  ['no longer leads, by its own clock', false, true, true, true],
  ['has lost both', false, false, true, true],
])('a process that %s', (_name, leads, stands, refusedBefore, refusedAtTheWire) => {
  const check = () => underClaim(claim(leads, stands), async () => claimCheck());

  test(`begins ${refusedBefore ? 'no call' : 'its call'}`, async () => {
    const asked = (await check()).stands();
    await (refusedBefore ? expect(asked).rejects.toThrow(PassedOnError) : expect(asked).resolves.toBeUndefined());
  });

  test(`sends ${refusedAtTheWire ? 'nothing' : 'its bytes'}`, async () => {
    const { leads: ask } = await check();
    if (refusedAtTheWire) expect(ask).toThrow('sends nothing any more');
    else expect(ask).not.toThrow();
  });
});

test('what nobody has claimed is not checked', async () => {
  await expect(claimCheck().stands()).resolves.toBeUndefined();
  expect(claimCheck().leads).not.toThrow();
  expect(claimedJob()).toBeUndefined();
});

test('what is written inside a job is written in its name', async () => {
  expect(await underClaim(claim(true, true), async () => claimedJob())).toEqual({ id: 7, attempt: 2 });
  expect(await underClaim({ ...claim(true, true), job: undefined }, async () => claimedJob())).toBeUndefined();
});

test('a lost claim is found however often a transport has wrapped it', () => {
  const lost = new PassedOnError('lost');
  expect(lostClaimIn(new TypeError('fetch failed', { cause: new Error('aborted', { cause: lost }) }))).toBe(lost);
  expect(lostClaimIn(new TypeError('fetch failed', { cause: new Error('reset') }))).toBeUndefined();
  expect(lostClaimIn('nothing')).toBeUndefined();
});
