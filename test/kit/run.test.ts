import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConnectorError } from '../../src/core/errors.ts';
import type { RunCall } from '../../src/kit/define.ts';
import { requestJson } from '../../src/kit/http.ts';
import { type MeasuredCall, type RunTuning, runCalls } from '../../src/kit/run.ts';
import { startVendor, type Vendor } from './vendor.ts';

const tuning: RunTuning = { deadlineMs: 400, patienceMs: 1_000, failures: 3, halfOpenAfterMs: 120, backoffMs: 2 };
let vendor: Vendor;
let run: RunCall;
let measured: MeasuredCall[];
let logged: { fields: object; sentence: string }[];
let lane = 0;

beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());
beforeEach(() => {
  measured = [];
  logged = [];
  lane += 1;
  const write = (fields: object, sentence: string) => void logged.push({ fields, sentence });
  const hooks = {
    log: { debug: write, info: write, warn: write, error: write },
    measure: (call: MeasuredCall) => void measured.push(call),
    redact: (text: string) => text.replaceAll('s3cret', '[redacted]'),
  };
  run = runCalls({ id: `acme-${lane}`, title: 'Acme', credential: 'ACME_TOKEN', limits: { maxConcurrent: 4 } }, hooks, tuning);
});

const read = () => run('read a thing', (signal) => requestJson(z.object({ fine: z.boolean() }), vendor.url, { headers: {}, signal }));
const change = (options: object = {}) =>
  run('change a thing', (signal) => requestJson(z.unknown(), vendor.url, { method: 'POST', headers: {}, signal }), { changes: true, ...options });
const failure = async (call: Promise<unknown>): Promise<ConnectorError> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ConnectorError) return error;
  throw new Error('it did not fail as a ConnectorError', { cause: error });
};

describe('reads', () => {
  test('come back as they are, with one log line and one measurement', async () => {
    vendor.answers({ status: 200 });
    expect(await read()).toEqual({ fine: true });
    expect(measured).toMatchObject([{ operation: 'read a thing', outcome: 'ok' }]);
    expect(logged).toMatchObject([{ sentence: 'a vendor answered' }]);
  });

  test.each([500, 502, 503, 429])('are repeated at most twice after %i', async (status) => {
    vendor.answers({ status }, { status }, { status: 200 });
    expect(await read()).toEqual({ fine: true });
    vendor.answers({ status });
    expect(await failure(read())).toMatchObject({ status, retryable: true, unknown: false });
    expect(vendor.requests).toHaveLength(3);
  });

  test('are repeated after a broken connection', async () => {
    vendor.answers('breaks the connection', { status: 200 });
    expect(await read()).toEqual({ fine: true });
  });

  test.each([400, 401, 403, 404, 409, 422])('are not repeated after %i', async (status) => {
    vendor.answers({ status });
    expect(await failure(read())).toMatchObject({ status, retryable: false });
    expect(vendor.requests).toHaveLength(1);
  });

  test('are given up at once, with how long to wait, when Retry-After goes beyond the deadline', async () => {
    vendor.answers({ status: 429, headers: { 'retry-after': '2' } }, { status: 200 });
    const started = performance.now();
    expect(await failure(read())).toMatchObject({ status: 429, retryAfter: 2_000, next: 'Try again in 2 s.' });
    expect(performance.now() - started).toBeLessThan(tuning.deadlineMs);
  });

  test('are repeated after the wait that the vendor asks for', async () => {
    vendor.answers({ status: 429, headers: { 'retry-after': '0' } }, { status: 200 });
    expect(await read()).toEqual({ fine: true });
  });

  test('take a body that is not as we know it for a failure, naming the field and not the value', async () => {
    vendor.answers({ status: 200, body: '{"fine":"s3cret"}' });
    const error = await failure(read());
    expect(error.message).toContain('`fine`');
    expect(`${error.message}${error.cause}`).not.toContain('s3cret');
  });

  test('that follow no redirect say so', async () => {
    vendor.answers({ status: 302, headers: { location: 'https://elsewhere.example/' } });
    expect(await failure(read())).toMatchObject({ status: 302, next: expect.stringContaining('another address') });
  });

  test('of more than 2 MiB are cut off', async () => {
    vendor.answers({ status: 200, body: JSON.stringify({ fine: true, more: 'x'.repeat(2 * 1024 * 1024) }) });
    expect((await failure(read())).message).toContain('longer than 2 MiB');
  });
});

describe('changes', () => {
  test.each(['breaks the connection', 'stays silent', { status: 500 }, { status: 502 }] as const)(
    'are asked once only and stay unknown: %j',
    async (line) => {
      vendor.answers(line);
      const error = await failure(change());
      expect(error).toMatchObject({ unknown: true, message: expect.stringContaining('may or may not have happened') });
      expect(vendor.requests).toHaveLength(1);
      expect(measured).toMatchObject([{ outcome: 'unknown' }]);
    },
  );

  test('that were refused have not happened, and the sentence says which permission is missing', async () => {
    vendor.answers({ status: 403, body: '{"error":"token s3cret lacks scope"}' });
    const error = await failure(change({ needs: "the role 'Keeper'" }));
    expect(error).toMatchObject({
      unknown: false,
      message: 'Acme refused to change a thing (403). Nothing was changed.',
      next: "Give the token in ACME_TOKEN the role 'Keeper', then try again.",
    });
    expect(measured).toMatchObject([{ outcome: 'refused' }]);
    expect(JSON.stringify(logged)).toContain('[redacted] lacks scope');
  });

  test('that never left are not unknown', async () => {
    const gone = await startVendor();
    await gone.close();
    const error = await failure(
      run('change a thing', (signal) => requestJson(z.unknown(), gone.url, { method: 'POST', headers: {}, signal }), { changes: true }),
    );
    expect(error).toMatchObject({ unknown: false, retryable: true, message: expect.stringContaining('was not sent') });
  });

  test('that were done but answered in an unknown shape are unknown', async () => {
    vendor.answers({ status: 200, body: 'not JSON' });
    expect(await failure(change())).toMatchObject({ unknown: true });
  });
});

describe('the breaker', () => {
  test('opens after failures in a row, sends nothing while it is open, and closes when one call works again', async () => {
    vendor.answers({ status: 500 });
    for (let count = 0; count < tuning.failures; count += 1) await failure(change());
    vendor.answers({ status: 200 });
    expect(await failure(change())).toMatchObject({ unknown: false, message: expect.stringContaining('was not sent') });
    expect(vendor.requests).toHaveLength(0);
    expect(measured.at(-1)).toMatchObject({ outcome: 'not-sent' });
    await sleep(tuning.halfOpenAfterMs + 30);
    await change();
    await change();
    expect(vendor.requests).toHaveLength(2);
  });

  test('takes no refusal for a failure', async () => {
    vendor.answers({ status: 403 });
    for (let count = 0; count < tuning.failures + 2; count += 1) await failure(change());
    expect(vendor.requests).toHaveLength(tuning.failures + 2);
  });
});

test('a call that waits too long for its turn is given up unsent', async () => {
  const hooks = { log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }, measure: () => {}, redact: (text: string) => text };
  const slow = runCalls({ id: 'slow', title: 'Slow', credential: 'SLOW_TOKEN', limits: { maxConcurrent: 1 } }, hooks, {
    ...tuning,
    deadlineMs: 300,
    patienceMs: 60,
  });
  const started: string[] = [];
  const first = slow('hold the lane', async () => {
    started.push('first');
    await sleep(150);
  });
  const second = slow('wait', async () => void started.push('second'), { changes: true });
  expect(await failure(second)).toMatchObject({ unknown: false, retryable: true, message: expect.stringContaining('for its turn') });
  await first;
  await sleep(20);
  expect(started).toEqual(['first']);
});
