import { z } from 'zod';
import type { Instant } from './alert.ts';

export const weekday = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);
export type Weekday = z.infer<typeof weekday>;

/** A moment of every week, as a clock on the wall of some place shows it. */
export interface Weekly {
  readonly day: Weekday;
  /** `08:00` */
  readonly at: string;
  /** IANA time zone. */
  readonly timezone: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * The last time that the clock showed it, not after `now`. An hour that is skipped in spring counts as the one after it; of one that comes twice in autumn
 * the first counts.
 */
export function lastTime({ day, at, timezone }: Weekly, now: Instant): Instant {
  const wall = Date.parse(`${wallClock(Date.parse(now), timezone).slice(0, 10)}T${at}:00.000Z`);
  const back = (weekdayOf(wall) - weekday.options.indexOf(day) + 7) % 7;
  const candidate = instantOf(wall - back * dayMs, timezone);
  const found = candidate <= Date.parse(now) ? candidate : instantOf(wall - (back + 7) * dayMs, timezone);
  return new Date(found).toISOString();
}

/** 0 is Monday. */
function weekdayOf(time: number): number {
  return (new Date(time).getUTCDay() + 6) % 7;
}

/** The instant at which the wall clock shows this, written as if it were UTC. */
function instantOf(wall: number, timezone: string): number {
  const shows = (time: number) => Date.parse(`${wallClock(time, timezone)}.000Z`);
  // Of an offset before and one after any change of the clocks, one is right; the earlier instant first.
  const tries = [wall - dayMs, wall + dayMs].map((time) => wall - (shows(time) - time)).sort((a, b) => a - b);
  return tries.find((time) => shows(time) === wall) ?? Math.max(...tries);
}

/** `2026-03-14T08:00:00`, as a clock there shows it. */
function wallClock(time: number, timezone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' }).format(time).replace(' ', 'T');
}
