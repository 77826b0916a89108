import type { Instant } from '../core/alert.ts';
import type { Log } from './log.ts';

/** Counts how many alerts of each source were put in line for their place in the present minute. */
export interface Turns {
  /** How many were put in line before this one. */
  next(source: string, now: Instant): number;
}

interface Minute {
  readonly name: string;
  count: number;
}

/**
 * By the minute and in memory: a restart forgives, and each process counts what it takes in. The log says when a source goes beyond its quota, and at the next
 * alert of a later minute by how much it did.
 */
export function turns(perMinute: number, log: Log): Turns {
  const minutes = new Map<string, Minute>();
  return {
    next: (source, now) => {
      const name = now.slice(0, 16);
      const before = minutes.get(source);
      if (before !== undefined && before.name !== name && before.count > perMinute) {
        log.warn({ source, minute: before.name, alerts: before.count, beyondQuota: before.count - perMinute }, 'a source went beyond its quota');
      }
      const minute = before?.name === name ? before : { name, count: 0 };
      minutes.set(source, minute);
      if (minute.count === perMinute)
        log.warn({ source, perMinute }, 'a source sends more than its quota: what is beyond it is kept and waits behind others');
      minute.count += 1;
      return minute.count - 1;
    },
  };
}
