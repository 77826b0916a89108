import { beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.ts';
import { ConnectorError } from '../../src/core/errors.ts';
import type { ActionDefinition, ClientId, Order, Surroundings } from '../../src/kit/define.ts';
import type { RangeVendors } from './range-vendors.ts';

/** An action whose parameter types are known to fit: its own schemas have read the example. */
type AnyAction = ActionDefinition<never, ClientId, unknown, unknown>;
type WhatGoesWrong =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly times?: number }
  | { readonly drop: 'before' | 'after' }
  | { readonly delayMs: number };

/** What every action has to keep to, tried on the practice range. */
export function itKeepsTheActionContract(action: AnyAction, fileName: string, vendors: () => RangeVendors): void {
  test('its id is its file name', () => {
    expect(action.kind).toBe('action');
    expect(action.id).toBe(fileName);
  });

  test('it has examples', () => expect(action.examples.length).toBeGreaterThan(0));

  describe.each(action.examples)('$name', (example) => {
    let around: Surroundings;
    let order: Order<unknown, unknown>;
    beforeEach(async () => {
      vendors().range.reset();
      around = vendors().connect();
      order = await prepare(action, example, around);
      vendors().forget();
    });

    /** The vendors' whole state, without what no undo can restore: times, and the vendor's own log. */
    const state = (): unknown =>
      JSON.parse(
        JSON.stringify(vendors().range.inspect, (key, value) =>
          key === 'logs' || (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) ? undefined : value,
        ),
      );
    const changingRequests = () => vendors().range.requests.filter(({ changes }) => changes);
    const goWrong = async (fault: WhatGoesWrong) => {
      const before = state();
      await action.run(order, around);
      const [change] = changingRequests();
      if (change === undefined) throw new Error('the action has changed nothing');
      vendors().range.reset();
      expect(state()).toEqual(before);
      vendors().range.faults.next({ ...fault, system: change.system, method: change.method });
      return action.run(order, around).catch((error: unknown) => error);
    };

    test('it says beforehand what it would do and what would be hit', () => {
      const risk = action.risk(order.resolved, around);
      expect(action.describe(order.resolved, order.params)).toMatch(/^[A-Z].*\.$/);
      expect(risk.blastRadius).toMatch(/\d.*\.$/);
      expect(risk.reversible).toBe(!('impossible' in action.undo));
      if (!risk.reversible) expect(risk.tier).toBeGreaterThanOrEqual(2);
    });

    test('looking and keeping the state changes nothing', () => {
      expect(changingRequests()).toEqual([]);
    });

    test('it takes effect, and the vendor shows it', async () => {
      const before = state();
      expect(await action.observe(order, around)).toBe(canObserve(action) ? 'not-applied' : 'unclear');
      expect(await action.run(order, around)).toMatch(/^[A-Z].*\.$/);
      expect(await action.observe(order, around)).toBe(canObserve(action) ? 'applied' : 'unclear');
      expect(state()).not.toEqual(before);
    });

    test.skipIf('impossible' in action.undo)('undo restores exactly what was there before', async () => {
      if ('impossible' in action.undo) return;
      const before = state();
      await action.run(order, around);
      expect(await action.undo.restore(order, around)).toMatch(/^[A-Za-z0-9].*\.$/);
      expect(state()).toEqual(before);
      expect(canonicalJson(await action.snapshot(order.resolved, order.params, around))).toBe(canonicalJson(order.before));
    });

    test.skipIf('impossible' in action.undo)('undoing twice is harmless', async () => {
      if ('impossible' in action.undo) return;
      const before = state();
      await action.run(order, around);
      await action.undo.restore(order, around);
      await action.undo.restore(order, around);
      expect(state()).toEqual(before);
    });

    test.skipIf(action.repeat === 'not-idempotent')('the same order twice has the effect of one', async () => {
      await action.run(order, around);
      const once = state();
      await action.run(order, around);
      expect(state()).toEqual(once);
    });

    test('a refusal (403) is a failure that says which permission is missing', async () => {
      const before = state();
      const error = await goWrong({ status: 403 });
      expect(error).toBeInstanceOf(ConnectorError);
      expect(error).toMatchObject({
        status: 403,
        unknown: false,
        retryable: false,
        message: expect.stringContaining('Nothing was changed'),
        next: expect.stringMatching(/^Give the token/),
      });
      expect(state()).toEqual(before);
    });

    test.skipIf(action.repeat !== 'not-idempotent')('a repeat of what is not idempotent is refused, so the vendor takes it once', async () => {
      await action.run(order, around);
      const once = state();
      expect(await action.run(order, around).catch((error: unknown) => error)).toMatchObject({
        unknown: false,
        message: expect.stringContaining('Nothing was changed'),
      });
      expect(state()).toEqual(once);
    });

    test.skipIf(action.repeat !== 'token-idempotent')('its token travels with every attempt, so that the vendor knows a repeat', async () => {
      await action.run(order, around);
      await action.run(order, around);
      const changes = changingRequests();
      expect(changes.length).toBeGreaterThan(1);
      for (const { body, headers, query } of changes) expect(`${body}${JSON.stringify(headers)}${query}`).toContain(order.token);
    });

    test('what a crash has cut off after it was done is seen by whoever comes next', async () => {
      await action.run(order, around);
      expect(await action.observe(order, vendors().connect())).toBe(canObserve(action) ? 'applied' : 'unclear');
    });

    test('a vendor that is asked too often (429) is not asked again, and nothing was changed', async () => {
      const before = state();
      const error = await goWrong({ status: 429, headers: { 'retry-after': '0' }, times: 5 });
      expect(error).toMatchObject({
        status: 429,
        unknown: false,
        retryable: true,
        message: expect.stringContaining('Nothing was changed'),
        next: expect.stringMatching(/^Try again in/),
      });
      expect(changingRequests()).toHaveLength(1);
      expect(state()).toEqual(before);
    });

    test('an overloaded vendor (500) is asked once only, and what it did is unknown', async () => {
      const error = await goWrong({ status: 500, times: 5 });
      expect(error).toMatchObject({ status: 500, unknown: true });
      expect(changingRequests()).toHaveLength(1);
    });

    test('a connection that breaks before it was done leaves it unknown, and looking shows that it is not', async () => {
      const error = await goWrong({ drop: 'before' });
      expect(error).toMatchObject({ unknown: true, retryable: false });
      expect(await action.observe(order, around)).toBe(canObserve(action) ? 'not-applied' : 'unclear');
    });

    test('a connection that breaks after it was done leaves it unknown, and looking shows that it is', async () => {
      const error = await goWrong({ drop: 'after' });
      expect(error).toMatchObject({ unknown: true, retryable: false, message: expect.stringContaining('may or may not have happened') });
      expect(await action.observe(order, around)).toBe(canObserve(action) ? 'applied' : 'unclear');
      expect(changingRequests()).toHaveLength(1);
    });

    test('silence is unknown, never a failure', async () => {
      const error = await goWrong({ delayMs: vendors().deadlineMs + 100 });
      expect(error).toMatchObject({ unknown: true, status: undefined, message: expect.stringContaining('did not answer within') });
      await expect.poll(() => changingRequests().length, { timeout: 3_000 }).toBe(1);
    });

    test('every call is measured and logged once, without the credentials', async () => {
      await action.run(order, around);
      expect(vendors().calls.length).toBeGreaterThan(0);
      expect(vendors().calls.every(({ outcome, ms }) => outcome === 'ok' && ms >= 0)).toBe(true);
      expect(vendors().logged).toHaveLength(vendors().calls.length);
      const secrets = Object.entries(vendors().range.settings).filter(([name]) => /TOKEN|SECRET|API_KEY/.test(name));
      for (const [, secret] of secrets) expect(vendors().logged.join('\n')).not.toContain(secret);
    });
  });
}

/** Where nothing shows whether it is in force, it cannot be undone either. */
function canObserve(action: AnyAction): boolean {
  return !('impossible' in action.undo);
}

async function prepare(action: AnyAction, { target, params }: AnyAction['examples'][number], around: Surroundings): Promise<Order<unknown, unknown>> {
  const resolved = await action.check(target, around);
  const read = action.params.parse(params);
  const before = action.before.parse(JSON.parse(JSON.stringify(await action.snapshot(resolved, read, around))));
  return { target, resolved, params: read, before, token: 'f1rebreak0000000000000000000-1' };
}
