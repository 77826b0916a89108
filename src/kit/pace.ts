import { setTimeout as sleep } from 'node:timers/promises';
import Bottleneck from 'bottleneck';
import { ConnectorError } from '../core/errors.ts';

/** How fast one lane may go. Everything left out is not limited, except that a lane runs one job after the other. */
export interface PaceLimits {
  /** Jobs that may run at the same time; default 1, so that a lane keeps its order. */
  readonly maxConcurrent?: number;
  /** Milliseconds between the starts of two jobs. */
  readonly minTime?: number;
  /** Starts per second, spread evenly; the other way to say `minTime`. */
  readonly perSecond?: number;
  /** At most so many starts in each period, as a burst if need be. `everyMs` is a multiple of 250. */
  readonly reservoir?: { readonly starts: number; readonly everyMs: number };
}

/** Lanes to whatever must not be asked too fast: a Slack channel, a vendor. Never used for what comes in: receiving alerts does not wait. */
export interface Pacing {
  /**
   * Runs the job when its lane allows it. `key` names the lane (`slack:C024BE91L`, `vendor:okta`); everybody who uses one gives the same limits.
   * Lower priority numbers (0–9, default 5) go first within a lane. A ConnectorError with `retryAfter` pauses the lane for so long.
   */
  pace<Result>(key: string, limits: PaceLimits, job: () => Promise<Result>, priority?: number): Promise<Result>;
  /** Starts nothing in this lane for so many milliseconds. Other lanes go on. */
  pause(key: string, ms: number): void;
  /** Lanes that are remembered now. Idle ones are forgotten. */
  lanes(): readonly string[];
}

/** Builds an own set of lanes. `idleMs`: after so long without a job a lane is forgotten. */
export function pacing(idleMs = 300_000): Pacing {
  const groups = new Map<string, Bottleneck.Group>();
  const pausedUntil = new Map<string, number>();

  function laneOf(key: string, limits: PaceLimits): Bottleneck {
    const name = JSON.stringify(limits);
    const group = groups.get(name) ?? new Bottleneck.Group({ ...bottleneckOptions(limits), timeout: idleMs });
    groups.set(name, group);
    return group.key(key);
  }

  function pause(key: string, ms: number): void {
    const until = performance.now() + ms;
    pausedUntil.set(key, Math.max(until, pausedUntil.get(key) ?? 0));
  }

  async function resumed(key: string): Promise<void> {
    for (let until = pausedUntil.get(key); until !== undefined; until = pausedUntil.get(key)) {
      const left = until - performance.now();
      if (left <= 0) pausedUntil.delete(key);
      else await sleep(left);
    }
  }

  return {
    pace: (key, limits, job, priority = 5) =>
      laneOf(key, limits).schedule({ priority }, async () => {
        await resumed(key);
        try {
          return await job();
        } catch (error) {
          if (error instanceof ConnectorError && error.retryAfter !== undefined) pause(key, error.retryAfter);
          throw error;
        }
      }),
    pause,
    lanes: () => [...groups.values()].flatMap((group) => group.keys()),
  };
}

function bottleneckOptions({ maxConcurrent = 1, minTime, perSecond, reservoir }: PaceLimits): Bottleneck.ConstructorOptions {
  return {
    maxConcurrent,
    minTime: minTime ?? (perSecond === undefined ? 0 : Math.ceil(1000 / perSecond)),
    ...(reservoir && {
      reservoir: reservoir.starts,
      reservoirRefreshAmount: reservoir.starts,
      reservoirRefreshInterval: reservoir.everyMs,
    }),
  };
}

/** The lanes of this process. */
export const { pace, pause } = pacing();
