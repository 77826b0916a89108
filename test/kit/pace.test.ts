import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ConnectorError } from '../../src/core/errors.ts';
import { pacing } from '../../src/kit/pace.ts';

test('a lane starts its jobs no faster than it may', async () => {
  const { pace } = pacing();
  const starts: number[] = [];
  const job = async () => void starts.push(performance.now());
  await Promise.all([1, 2, 3].map(() => pace('slack:C1', { minTime: 60 }, job)));
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(50);
});

test('a lane keeps its order, however long each job takes', async () => {
  const { pace } = pacing();
  const done: number[] = [];
  const job = (number: number, ms: number) => async () => {
    await sleep(ms);
    done.push(number);
  };
  await Promise.all([pace('slack:C1', {}, job(1, 30)), pace('slack:C1', {}, job(2, 1)), pace('slack:C1', {}, job(3, 10))]);
  expect(done).toEqual([1, 2, 3]);
});

test('a critical job overtakes those that still wait', async () => {
  const { pace } = pacing();
  const done: string[] = [];
  const job = (name: string) => async () => {
    await sleep(5);
    done.push(name);
  };
  await Promise.all([pace('C1', {}, job('running')), pace('C1', {}, job('whenever'), 9), pace('C1', {}, job('critical'), 0)]);
  expect(done).toEqual(['running', 'critical', 'whenever']);
});

test('Retry-After pauses the lane that got it and no other', async () => {
  const { pace } = pacing();
  const started = performance.now();
  const told = new ConnectorError('slack', 'too fast', { status: 429, retryable: true, retryAfter: 120 });
  await expect(pace('slack:C1', {}, () => Promise.reject(told))).rejects.toBe(told);
  await pace('slack:C2', {}, async () => {});
  const other = performance.now() - started;
  await pace('slack:C1', {}, async () => {});
  const same = performance.now() - started;
  expect(other).toBeLessThan(100);
  expect(same).toBeGreaterThan(110);
});

test('a reservoir lets a burst through and holds back the rest until the next period', async () => {
  const { pace } = pacing();
  const started = performance.now();
  const waits: number[] = [];
  const job = async () => void waits.push(performance.now() - started);
  await Promise.all([1, 2, 3].map(() => pace('vendor:x', { reservoir: { starts: 2, everyMs: 250 } }, job)));
  expect(waits[1]).toBeLessThan(150);
  expect(waits[2]).toBeGreaterThan(150);
});

test('an idle lane is forgotten', async () => {
  const { pace, lanes } = pacing(40);
  await pace('slack:C1', { perSecond: 100 }, async () => {});
  expect(lanes()).toEqual(['slack:C1']);
  await expect.poll(lanes, { timeout: 2000 }).toEqual([]);
});
