import type { Instant } from '../core/alert.ts';

const written = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/**
 * Any vendor's way of writing a time, as an ISO instant in UTC with milliseconds: ISO 8601 and RFC 3339 with any number of digits, with a blank in
 * place of the T, without a zone (then it is UTC), and unix seconds or milliseconds. Undefined for what is none of these, and for Go's zero time.
 */
export function instantOf(value: unknown): Instant | undefined {
  if (typeof value === 'number') return iso(new Date(value < 1e11 ? value * 1000 : value));
  if (typeof value !== 'string') return undefined;
  if (/^\d{9,13}$/.test(value)) return instantOf(Number(value));
  const [, day, time, fraction = '', zone = 'Z'] = written.exec(value.trim()) ?? [];
  if (day === undefined || time === undefined || day.startsWith('0001-')) return undefined;
  const clock = time.length === 5 ? `${time}:00` : time;
  return iso(new Date(`${day}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}${zone.toUpperCase() === 'UTC' ? 'Z' : zone.toUpperCase()}`));
}

function iso(date: Date): Instant | undefined {
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1970 || date.getUTCFullYear() > 9999 ? undefined : date.toISOString();
}
