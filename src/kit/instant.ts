import type { Instant } from '../core/alert.ts';

const written = /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?\s*\(?(Z|UTC|GMT|[+-]\d\d:?\d\d)?(?: UTC)?\)?)?$/i;
/** `Mar 14 2026 02:11:09`, `Sat, 14 Mar 2026 02:11:09 +0000`: as CEF and e-mail write it. */
const withMonth =
  /^(?:[a-z]{3,9},? )?(?:\d{1,2} [a-z]{3,9}|[a-z]{3,9} \d{1,2},?) \d{4} \d\d:\d\d(?::\d\d)?(?:\.\d+)?( ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?$/i;

/**
 * Any vendor's way of writing a time, as an ISO instant in UTC with milliseconds: ISO 8601 and RFC 3339 with any number of digits, with a blank in
 * place of the T, without a zone (then it is UTC), with the name of the month, and unix seconds, milliseconds, microseconds or nanoseconds. Undefined for
 * what is none of these, and for Go's zero time.
 */
export function instantOf(value: unknown): Instant | undefined {
  if (typeof value === 'number') return value < earliest ? undefined : iso(new Date(value * unitOf(value)));
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{9,19}(\.\d+)?$/.test(text)) return instantOf(Number(text));
  if (withMonth.test(text)) return iso(new Date(withMonth.exec(text)?.[1] === undefined ? `${text} UTC` : text));
  const [, year, month, day, time = '00:00', fraction = '', zone = 'Z'] = written.exec(text) ?? [];
  if (year === undefined || year === '0001') return undefined;
  const clock = time.length === 5 ? `${time}:00` : time;
  const offset = /^(utc|gmt)$/i.test(zone) ? 'Z' : zone.toUpperCase();
  return iso(new Date(`${year}-${month}-${day}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`));
}

/** A smaller number counts something else: in 1973 nobody sent alerts. */
const earliest = 1e8;

/** Milliseconds in the unit that a unix time of this size is counted in. */
function unitOf(value: number): number {
  if (value < 1e11) return 1000;
  if (value < 1e14) return 1;
  return value < 1e17 ? 1e-3 : 1e-6;
}

function iso(date: Date): Instant | undefined {
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1970 || date.getUTCFullYear() > 9999 ? undefined : date.toISOString();
}
