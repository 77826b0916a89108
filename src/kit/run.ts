import { AsyncResource } from 'node:async_hooks';
import { ConsecutiveBreaker, circuitBreaker, DelegateBackoff, handleWhen, type IRetryBackoffContext, retry } from 'cockatiel';
import { ConnectorError, PassedOnError } from '../core/errors.ts';
import { claimCheck, lostClaimIn } from './claim.ts';
import type { RunCall } from './define.ts';
import { asVendorError, type VendorFacts } from './explain.ts';
import type { Log } from './log.ts';
import { type PaceLimits, pace } from './pace.ts';

/** How one call ended. `unknown`: a change that may have happened; `not-sent`: the vendor never heard of it. */
export type CallOutcome = 'ok' | 'refused' | 'failed' | 'unknown' | 'not-sent';

/** One call as it is measured. */
export interface MeasuredCall {
  readonly vendor: string;
  readonly operation: string;
  readonly outcome: CallOutcome;
  readonly ms: number;
}

/** Where log lines and metrics of calls go, and what removes secrets from them. */
export interface RunHooks {
  readonly log: Log;
  readonly measure: (call: MeasuredCall) => void;
  readonly redact: (text: string) => string;
}

/** The few numbers of the machinery; tests make them small. */
export interface RunTuning {
  /** Milliseconds that a call may take from its start, repeats included, unless it says otherwise itself. */
  readonly deadlineMs: number;
  /** Milliseconds that a call may wait for its turn before it is given up unsent. */
  readonly patienceMs: number;
  /** Failures in a row after which calls are held back. */
  readonly failures: number;
  /** Milliseconds until one call may try whether the vendor is well again. */
  readonly halfOpenAfterMs: number;
  /** Milliseconds before the first repeat of a read; doubled for the second. Up to as much again is added by chance. */
  readonly backoffMs: number;
}
const usual: RunTuning = { deadlineMs: 10_000, patienceMs: 60_000, failures: 5, halfOpenAfterMs: 30_000, backoffMs: 250 };
const repeatsOfReads = 2;
const defaultLimits: PaceLimits = { maxConcurrent: 4, reservoir: { starts: 20, everyMs: 1_000 } };

/**
 * Builds what all calls of one vendor go through, from the outside in: deadline, repeats (reads only), breaker, pacing, the call. There is no other
 * place with any of these, and no SDK repeats by itself.
 */
export function runCalls(vendor: VendorFacts, hooks: RunHooks, tuning: RunTuning = usual): RunCall {
  const breaker = circuitBreaker(handleWhen(isVendorFault), {
    breaker: new ConsecutiveBreaker(tuning.failures),
    halfOpenAfter: tuning.halfOpenAfterMs,
  });

  return async (operation, call, { deadlineMs = tuning.deadlineMs, changes = false, needs } = {}) => {
    const asked = performance.now();
    const clock = alarm(tuning.patienceMs);
    const claim = claimCheck();
    // Its turn comes in whatever context the pacing wakes up; the transport below has to know whose call it is.
    const send = AsyncResource.bind(call);
    let sent = false;
    const tell = (error: unknown) =>
      asVendorError(
        error,
        { vendor, operation, changes, needs, sent, late: clock.signal.aborted, deadlineMs, patienceMs: tuning.patienceMs },
        hooks.redact,
      );

    const attempt = () =>
      breaker.execute(() =>
        pace(`vendor:${vendor.id}`, vendor.limits ?? defaultLimits, async () => {
          clock.signal.throwIfAborted();
          if (changes) await claim.stands();
          if (!sent) clock.set(deadlineMs);
          sent = true;
          return await before(clock.signal, send(clock.signal)).catch((error: unknown) => {
            throw lostClaimIn(error) ?? tell(error);
          });
        }),
      );
    const repeated = retry(handleWhen(isWorthRepeating(clock)), {
      maxAttempts: repeatsOfReads,
      backoff: new DelegateBackoff(waitOf(tuning.backoffMs)),
    });
    const measured = (outcome: CallOutcome) => ({ vendor: vendor.id, operation, outcome, ms: Math.round(performance.now() - asked) });

    try {
      const result = await before(clock.signal, changes ? attempt() : repeated.execute(attempt, clock.signal));
      note(hooks, measured('ok'));
      return result;
    } catch (error) {
      if (error instanceof PassedOnError) throw error;
      const told = tell(error);
      note(hooks, measured(outcomeOf(told, sent)), told);
      throw told;
    } finally {
      clock.stop();
    }
  };
}

/** A signal that goes off after so many milliseconds; it can be set anew until then. */
interface Alarm {
  readonly signal: AbortSignal;
  /** Milliseconds until it goes off. */
  left(): number;
  set(ms: number): void;
  stop(): void;
}

function alarm(ms: number): Alarm {
  const controller = new AbortController();
  const start = (after: number) => ({ at: performance.now() + after, timer: setTimeout(() => controller.abort(), after) });
  let running = start(ms);
  return {
    signal: controller.signal,
    left: () => running.at - performance.now(),
    set: (after) => {
      clearTimeout(running.timer);
      running = start(after);
    },
    stop: () => clearTimeout(running.timer),
  };
}

/** The result, or the deadline, whichever comes first: not every SDK obeys a signal. */
function before<Result>(deadline: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(deadline.reason);
    if (deadline.aborted) stop();
    deadline.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => deadline.removeEventListener('abort', stop));
  });
}

/** Refusals say nothing about a vendor's health; silence, broken connections and 5xx do. */
function isVendorFault(error: unknown): boolean {
  if (!(error instanceof ConnectorError)) return false;
  return (error.retryable || error.unknown) && (error.status === undefined || error.status >= 500);
}

function isWorthRepeating(clock: Alarm): (error: unknown) => boolean {
  return (error) => error instanceof ConnectorError && error.retryable && (error.retryAfter ?? 0) < clock.left();
}

function waitOf(backoffMs: number): (context: IRetryBackoffContext<unknown>) => number {
  return ({ attempt, result }) => {
    const asked = 'error' in result && result.error instanceof ConnectorError ? (result.error.retryAfter ?? 0) : 0;
    const own = backoffMs * 2 ** (attempt - 1);
    return Math.max(asked, own + Math.random() * own);
  };
}

function note({ log, measure }: RunHooks, call: MeasuredCall, error?: ConnectorError): void {
  measure(call);
  if (error === undefined) log.info(call, 'a vendor answered');
  else
    log.warn(
      { ...call, status: error.status, why: error.message, said: error.cause instanceof Error ? error.cause.message : undefined },
      'a call to a vendor failed',
    );
}

function outcomeOf(error: ConnectorError, sent: boolean): CallOutcome {
  if (error.unknown) return 'unknown';
  if (!sent) return 'not-sent';
  return error.status !== undefined && error.status < 500 ? 'refused' : 'failed';
}
