import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clock } from '../../src/core/text.ts';
import { instantMeant, timeArg } from '../../src/core/when.ts';
import { times } from '../depth.ts';

const now = '2026-03-14T11:30:00.000Z';
const meant = (typed: string, timezone = 'UTC', day?: string, at = now) =>
  instantMeant({ ...timeArg.parse(typed), ...(day !== undefined && { day }) }, at, timezone);

describe('a time that somebody types', () => {
  it.each<[typed: string, timezone: string, day: string | undefined, instant: string]>([
    ['09:05', 'UTC', undefined, '2026-03-14T09:05:00.000Z'],
    ['9:05', 'UTC', undefined, '2026-03-14T09:05:00.000Z'],
    ['09:05:33', 'UTC', undefined, '2026-03-14T09:05:33.000Z'],
    // 12:30 in Berlin now.
    ['12:05', 'Europe/Berlin', undefined, '2026-03-14T11:05:00.000Z'],
    // Later today has not been, so it was yesterday.
    ['14:05', 'Europe/Berlin', undefined, '2026-03-13T13:05:00.000Z'],
    // In Auckland it is the 15th already.
    ['00:20', 'Pacific/Auckland', undefined, '2026-03-14T11:20:00.000Z'],
    ['23:50', 'America/Los_Angeles', undefined, '2026-03-14T06:50:00.000Z'],
    ['09:05Z', 'Europe/Berlin', undefined, '2026-03-14T09:05:00.000Z'],
    ['09:05utc', 'Europe/Berlin', undefined, '2026-03-14T09:05:00.000Z'],
    ['09:05+0530', 'Europe/Berlin', undefined, '2026-03-14T03:35:00.000Z'],
    ['09:05', 'Asia/Kolkata', '2026-03-01', '2026-03-01T03:35:00.000Z'],
    ['2026-03-01T09:05-08:00', 'UTC', undefined, '2026-03-01T17:05:00.000Z'],
  ])('%s in %s on %s is %s', (typed, timezone, day, instant) => {
    expect(meant(typed, timezone, day)).toBe(instant);
  });

  it.each<[typed: string, timezone: string, day: string | undefined, why: RegExp]>([
    ['11:31', 'UTC', '2026-03-14', /lies in the future/],
    ['02:30', 'Europe/Berlin', '2025-03-30', /never showed .* put forward/],
    ['02:30', 'Europe/Berlin', '2025-10-26', /showed twice .* put back/],
  ])('%s in %s on %s is refused', (typed, timezone, day, why) => {
    expect(() => meant(typed, timezone, day)).toThrow(why);
  });

  it.each(['25:00', '9', 'noon', '09:60', '09:05 CET', ''])('“%s” is none', (typed) => {
    expect(timeArg.safeParse(typed).success).toBe(false);
  });

  it('is the instant that the same clock shows as that', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Chatham', 'Asia/Kathmandu', 'Australia/Lord_Howe');
    const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2026, 1) }).map((ms) => new Date(Math.floor(ms / 1000) * 1000).toISOString());
    fc.assert(
      fc.property(zones, instants, (timezone, instant) => {
        const [day = '', time = ''] = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' })
          .format(new Date(instant))
          .split(' ');
        try {
          expect(clock(meant(time, timezone, day), timezone)).toBe(clock(instant, timezone));
        } catch (error) {
          if (!/showed twice/.test(String(error))) throw error;
        }
      }),
      { numRuns: times({ quick: 100, ci: 1000, deep: 20_000 }) },
    );
  });
});
