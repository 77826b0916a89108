import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lastTime, weekday } from '../../src/core/weekly.ts';
import { times } from '../depth.ts';

it.each([
  ['before it on its day', 'monday', '08:00', 'UTC', '2026-11-16T07:59:59.999Z', '2026-11-09T08:00:00.000Z'],
  ['at it', 'monday', '08:00', 'UTC', '2026-11-16T08:00:00.000Z', '2026-11-16T08:00:00.000Z'],
  ['the day before', 'monday', '08:00', 'UTC', '2026-11-15T23:00:00.000Z', '2026-11-09T08:00:00.000Z'],
  ['east of Greenwich in winter', 'monday', '08:00', 'Europe/Berlin', '2026-11-16T07:00:00.000Z', '2026-11-16T07:00:00.000Z'],
  ['east of Greenwich in summer', 'monday', '08:00', 'Europe/Berlin', '2026-07-20T06:00:00.000Z', '2026-07-20T06:00:00.000Z'],
  ['where it is another day already', 'monday', '08:00', 'Pacific/Auckland', '2026-11-15T20:00:00.000Z', '2026-11-15T19:00:00.000Z'],
  ['where it is still the day before', 'sunday', '20:00', 'America/Los_Angeles', '2026-11-16T05:00:00.000Z', '2026-11-16T04:00:00.000Z'],
  ['in the hour that is skipped in spring', 'sunday', '02:30', 'Europe/Berlin', '2026-03-29T12:00:00.000Z', '2026-03-29T01:30:00.000Z'],
  ['in the hour that comes twice in autumn', 'sunday', '02:30', 'Europe/Berlin', '2026-10-25T12:00:00.000Z', '2026-10-25T00:30:00.000Z'],
] as const)('a time of the week: %s', (_, day, at, timezone, now, expected) => {
  expect(lastTime({ day, at, timezone }, now)).toBe(expected);
});

it('is never later than now nor longer ago than a week and an hour, and stays the same until the next', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Chatham', 'America/St_Johns'];
  const anyTime = fc.record({
    now: fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 0) }),
    day: fc.constantFrom(...weekday.options),
    hour: fc.nat(23),
    minute: fc.nat(59),
    timezone: fc.constantFrom(...zones),
  });
  fc.assert(
    fc.property(anyTime, ({ now, day, hour, minute, timezone }) => {
      const at = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
      const found = Date.parse(lastTime({ day, at, timezone }, new Date(now).toISOString()));
      expect(found).toBeLessThanOrEqual(now);
      expect(now - found).toBeLessThanOrEqual(7 * 86_400_000 + 3_600_000);
      expect(lastTime({ day, at, timezone }, new Date(found).toISOString())).toBe(new Date(found).toISOString());
    }),
    { numRuns: times({ quick: 300, ci: 2000, deep: 100_000 }) },
  );
});
