import { z } from 'zod';
import { counted } from './text.ts';

const hourMs = 3_600_000;
const hoursIn = { h: 1, d: 24 } as const;

/** How long something lasts, as people type it, in milliseconds: `12h`, `7d`. No longer than `mostDays`. */
export function spanArg(mostDays: number): z.ZodType<number> {
  const advice = `write a number of hours or days, such as 12h or 7d, at most ${mostDays}d`;
  return z.string().transform((typed, context): number => {
    const [, number = '', unit = ''] = /^(\d{1,4})([hd])$/i.exec(typed) ?? [];
    const hours = Number(number) * hoursIn[unit.toLowerCase() === 'd' ? 'd' : 'h'];
    if (hours >= 1 && hours <= mostDays * 24) return hours * hourMs;
    context.addIssue({ code: 'custom', message: advice });
    return z.NEVER;
  });
}

/** How long it is, for people: `7 days`, `12 hours`. */
export function spanOf(milliseconds: number): string {
  const hours = Math.round(milliseconds / hourMs);
  return hours % 24 === 0 ? counted(hours / 24, 'day') : counted(hours, 'hour');
}
