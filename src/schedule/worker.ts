import type { Instant } from '../core/alert.ts';
import { ConnectorError, PassedOnError } from '../core/errors.ts';
import type { ClaimedDelivery, ClaimedJob } from '../core/store.ts';
import type { Bot, Outlet } from '../kit/bot.ts';
import { underClaim } from '../kit/claim.ts';
import type { JobDefinition } from '../kit/job.ts';
import { type Loop, startLoop } from './loop.ts';

/**
 * Longer than any job may take, its waits for every vendor's turn included: a claim that ran out under a healthy worker would be worked on twice. It
 * never holds anything up, because the claims of a process that died are freed when the lead passes on.
 */
const claimMs = 900_000;
/** How long this process leads without renewing; another takes over after that. */
const leadMs = 3_000;
/** A job or delivery that failed this often is given up and shown as dead, except when a vendor cannot be reached: an outage is no reason, however long. */
const mostAttempts = 12;
const atOnce = 8;
/** Without being woken, look for work this often: leases end and jobs come due. */
const everyMs = 250;

/** What the worker runs. */
export interface Work {
  readonly owner: string;
  readonly flows: Readonly<Record<string, JobDefinition>>;
  readonly outlets: readonly Outlet[];
}

/** The process that leads runs the jobs and sends the deliveries; the others wait. */
export interface Worker {
  leads(): boolean;
  stop(): Promise<void>;
}

/** Starts working through jobs and outbox as long as this process leads. Lanes keep their order; different lanes run side by side. */
export function startWorker(bot: Bot, { owner, flows, outlets }: Work): Worker {
  /**
   * Until when this process leads, as the store has it; asked by the clocks, as a process that was suspended has not noticed that it lost the lead. Two
   * of them, and the earlier one counts: somebody may set back the one on the wall.
   */
  let leadUntil = '';
  let leadUntilTick = 0;
  const leads = () => bot.now() < leadUntil && performance.now() < leadUntilTick;
  const under = new Set<Promise<void>>();
  const complain = (error: unknown) => bot.log.error({ error }, 'the worker failed in a pass and goes on');
  const byId = new Map(outlets.map((outlet) => [outlet.id, outlet]));

  const lead = startLoop(
    async () => {
      const now = bot.now();
      const tick = performance.now();
      leadUntil = (await bot.store.lead(owner, leadMs, now)) ? after(now, leadMs) : '';
      leadUntilTick = tick + leadMs;
      if (leads()) jobs.wake();
      return false;
    },
    leadMs / 3,
    (error) => {
      leadUntil = '';
      complain(error);
    },
  );

  const jobs = startLoop(
    async () => {
      if (!leads() || under.size >= atOnce) return false;
      const room = atOnce - under.size;
      const claimed = await bot.store.claimJobs(bot.now(), claimMs, room);
      for (const job of claimed) {
        const claim = { leads, stands: () => bot.store.holds('job', job), job };
        keep(underClaim(claim, () => runJob(bot, flows, job)).finally(() => jobs.wake()));
      }
      return claimed.length === room;
    },
    everyMs,
    complain,
  );

  const deliveries = startLoop(
    async () => {
      if (!leads() || under.size >= atOnce * 2) return false;
      const claimed = await bot.store.claimDeliveries(bot.now(), claimMs, atOnce);
      for (const delivery of claimed) {
        const claim = { leads, stands: () => bot.store.holds('delivery', delivery), job: undefined };
        keep(underClaim(claim, () => deliver(bot, byId.get(delivery.outlet), delivery)).finally(() => deliveries.wake()));
      }
      return claimed.length === atOnce;
    },
    everyMs,
    complain,
  );

  function keep(work: Promise<void>): void {
    const kept = work.catch(complain).finally(() => under.delete(kept));
    under.add(kept);
  }

  const stopListening = bot.store.onCommit(() => {
    jobs.wake();
    deliveries.wake();
  });
  const loops: readonly Loop[] = [lead, jobs, deliveries];
  return {
    leads,
    stop: async () => {
      stopListening();
      await Promise.all(loops.map((loop) => loop.stop()));
      await Promise.all(under);
    },
  };
}

async function runJob(bot: Bot, flows: Work['flows'], job: ClaimedJob): Promise<void> {
  const flow = flows[job.flow];
  try {
    if (flow === undefined) throw new Error(`there is no flow ${job.flow}`);
    await flow.run(bot, job.args);
    await bot.store.finishJob(job);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const retryAt = job.attempt < mostAttempts ? later(bot, job.attempt, error) : null;
    if (error instanceof PassedOnError)
      bot.log.info({ flow: job.flow, args: job.args, attempt: job.attempt }, 'a job has passed on to another process');
    else bot.log.error({ error, flow: job.flow, args: job.args, attempt: job.attempt, retryAt }, 'a job failed');
    await bot.store.failJob(job, bot.redact(why), retryAt);
  }
}

async function deliver(bot: Bot, outlet: Outlet | undefined, delivery: ClaimedDelivery): Promise<void> {
  try {
    if (outlet === undefined) throw new ConnectorError(delivery.outlet, `${delivery.outlet} is not set up here.`, { retryable: false });
    await bot.store.delivered(delivery, await outlet.deliver(delivery));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const givenUp = error instanceof ConnectorError ? !error.retryable && !error.unknown : delivery.attempt >= mostAttempts;
    const retryAt = givenUp ? null : later(bot, delivery.attempt, error);
    const ambiguous = error instanceof ConnectorError && error.unknown;
    bot.log.warn({ error, outlet: delivery.outlet, subject: delivery.subject, attempt: delivery.attempt, retryAt }, 'a delivery did not go out');
    await bot.store.undelivered(delivery, { why: bot.redact(why), ambiguous, retryAt });
  }
}

/** When to try again: what the vendor asked for, otherwise 0.5 s doubled by every attempt, at most 5 min. */
function later(bot: Bot, attempt: number, error: unknown): string {
  const asked = error instanceof ConnectorError ? error.retryAfter : undefined;
  const waitMs = asked ?? Math.min(300_000, 500 * 2 ** (attempt - 1));
  return after(bot.now(), waitMs);
}

function after(now: Instant, ms: number): Instant {
  return new Date(Date.parse(now) + ms).toISOString();
}
