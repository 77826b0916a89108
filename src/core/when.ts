import { z } from 'zod';
import type { Instant } from './alert.ts';
import { InputError } from './errors.ts';

/** When something happened, as somebody types it: a clock time, perhaps a day, perhaps a zone. */
export interface When {
  /** `2026-03-14`; left out: the last time that the clock showed this. */
  readonly day?: string;
  /** `14:05:00` */
  readonly time: string;
  /** `Z` or `+01:00`; left out: the clock of whoever types. */
  readonly zone?: string;
}

const typedTime = /^(?:(\d{4}-\d\d-\d\d)T)?(\d\d?:\d\d)(:\d\d)?(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/** A time as people type it: `14:05`, `14:05Z`, `14:05+01:00`, `2026-03-14T14:05`. */
export const timeArg: z.ZodType<When> = z.string().transform((typed, context): When => {
  const [, day, clock = '', seconds = ':00', zone] = typedTime.exec(typed) ?? [];
  const time = `${clock.padStart(5, '0')}${seconds}`;
  if (clock !== '' && !Number.isNaN(Date.parse(`${day ?? '2000-01-01'}T${time}Z`))) {
    return { time, ...(day !== undefined && { day }), ...(zone !== undefined && { zone: zoneOf(zone) }) };
  }
  context.addIssue({ code: 'custom', message: 'write a time such as 14:05, 14:05Z for UTC, or 2026-03-14T14:05+01:00' });
  return z.NEVER;
});

/** A day as people type it. */
export const dayArg = z.iso.date('write a day as 2026-03-14');

function zoneOf(typed: string): string {
  if (/^(?:Z|UTC)$/i.test(typed)) return 'Z';
  return typed.includes(':') ? typed : `${typed.slice(0, 3)}:${typed.slice(3)}`;
}

/**
 * The instant that somebody means. Without a zone it is read on their own clock (`timezone`, IANA); without a day it is the last time that this clock showed it.
 * @throws InputError for what lies in the future, and for an hour that this clock showed twice or skipped.
 */
export function instantMeant({ day, time, zone }: When, now: Instant, timezone: string): Instant {
  const instant = day === undefined ? lastTime(time, zone, now, timezone) : instantOn(day, time, zone, timezone);
  if (instant <= now) return instant;
  throw new InputError(`${day} ${time} lies in the future.`, { next: 'Write when it happened, or leave the time out: then it is now.' });
}

const dayMs = 86_400_000;

function lastTime(time: string, zone: string | undefined, now: Instant, timezone: string): Instant {
  const days = [1, 0, -1, -2].map((ahead) => new Date(Date.parse(now) + ahead * dayMs).toISOString().slice(0, 10));
  for (const day of days) {
    const [earliest] = candidates(day, time, zone, timezone);
    if (earliest !== undefined && earliest <= now) return instantOn(day, time, zone, timezone);
  }
  throw new InputError(`It is not clear which day ${time} was.`, { next: 'Write the day before it: 2026-03-14 14:05.' });
}

function instantOn(day: string, time: string, zone: string | undefined, timezone: string): Instant {
  const [first, second] = candidates(day, time, zone, timezone);
  if (first !== undefined && second === undefined) return first;
  const why = first === undefined ? 'never showed' : 'showed twice';
  throw new InputError(`The clocks of ${timezone} ${why} ${day} ${time}, because they were put ${first === undefined ? 'forward' : 'back'}.`, {
    next: 'Write it in UTC, with a Z behind it: 01:30Z.',
  });
}

/** The instants at which a clock shows this: one, or none or two where it is put forward or back. */
function candidates(day: string, time: string, zone: string | undefined, timezone: string): readonly Instant[] {
  if (zone !== undefined) return [new Date(`${day}T${time}${zone}`).toISOString()];
  const asUtc = Date.parse(`${day}T${time}Z`);
  const offsets = new Set([asUtc - dayMs, asUtc + dayMs].map((at) => shownAt(at, timezone) - at));
  return [...offsets]
    .map((offset) => asUtc - offset)
    .filter((at) => shownAt(at, timezone) === asUtc)
    .toSorted((a, b) => a - b)
    .map((at) => new Date(at).toISOString());
}

/** What a clock of this zone shows, read as if it were UTC, in ms; whole seconds. */
function shownAt(at: number, timezone: string): number {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(at));
  return Date.parse(`${shown.replace(' ', 'T')}Z`);
}
