import { z } from 'zod';
import type { Instant } from './alert.ts';
import type { ObservableKind } from './observable.ts';
import type { Ceiling } from './store.ts';

/** How often something may be done: in any 10 minutes, in any hour, and to which share of our people or our things in any 24 hours. */
export const cap = z.strictObject({
  per10Minutes: z.int().positive(),
  perHour: z.int().positive(),
  /** Per cent of all people for accounts, of all assets for what the company owns. At least one is always possible. */
  percentPerDay: z.number().positive().max(100),
});
export type Cap = z.infer<typeof cap>;

/** Caps of each action by itself, and of all together. */
export const caps = z.strictObject({
  each: cap.prefault({ per10Minutes: 3, perHour: 5, percentPerDay: 1 }),
  all: cap.prefault({ per10Minutes: 10, perHour: 20, percentPerDay: 5 }),
  /** Instead of `each`, by action. */
  actions: z.record(z.string(), cap).default({}),
});
export type Caps = z.infer<typeof caps>;

/** How many people and things there are. */
export interface Estate {
  readonly people: number;
  readonly assets: number;
}

/** A containment that has begun. Undoing it later does not take it out of the count. */
export interface Begun {
  readonly action: string;
  readonly kind: ObservableKind;
  readonly at: Instant;
}

/** One limit that a containment has to keep. */
export interface Limit {
  /** For people: `block-ip in 10 minutes`. */
  readonly says: string;
  readonly most: number;
  readonly minutes: number;
  /** Only these count; all when left out. */
  readonly action?: string;
  readonly kinds?: readonly ObservableKind[];
}

const day = 24 * 60;
/** Kinds whose targets are our people, and those that are our things. Addresses, domains and hashes belong to nobody whom we could count. */
const populations: Readonly<Record<keyof Estate, readonly ObservableKind[]>> = {
  people: ['user', 'email'],
  assets: ['host', 'process', 'file', 'cloud-resource', 'container', 'repo', 'secret'],
};

/** Every limit for acting on a target of this kind. */
export function limitsOn({ action, kind }: { readonly action: string; readonly kind: ObservableKind }, caps: Caps, estate: Estate): readonly Limit[] {
  const ofAction = caps.actions[action] ?? caps.each;
  const population = (['people', 'assets'] as const).find((name) => populations[name].includes(kind));
  const within = (name: string, { per10Minutes, perHour, percentPerDay }: Cap, only: Pick<Limit, 'action'>): readonly Limit[] => [
    { says: `${name} in 10 minutes`, most: per10Minutes, minutes: 10, ...only },
    { says: `${name} in an hour`, most: perHour, minutes: 60, ...only },
    ...(population === undefined
      ? []
      : [
          {
            says: `${name} on ${percentPerDay} % of ${estate[population]} ${population} in a day`,
            most: Math.max(1, Math.floor((estate[population] * percentPerDay) / 100)),
            minutes: day,
            kinds: populations[population],
            ...only,
          },
        ]),
  ];
  return [...within(action, ofAction, { action }), ...within('containments in all', caps.all, {})];
}

/** A limit with what has been used of it, and when there will be room for one more. */
export interface Use {
  readonly limit: Limit;
  readonly used: number;
  /** Null while there is room now. */
  readonly freeAt: Instant | null;
}

/** How much of each limit is used at an instant. */
export function usesOf(limits: readonly Limit[], begun: readonly Begun[], now: Instant): readonly Use[] {
  return limits.map((limit) => {
    const { action, kinds, minutes, most } = limit;
    const since = before(now, minutes);
    const counted = begun
      .filter(({ at, kind, ...one }) => at > since && (action === undefined || one.action === action) && (kinds?.includes(kind) ?? true))
      .map(({ at }) => at)
      .toSorted()
      .toReversed();
    const inTheWay = counted[most - 1];
    return { limit, used: counted.length, freeAt: inTheWay === undefined ? null : before(inTheWay, -minutes) };
  });
}

/** What the store checks once more in the commit that begins a containment, so that several processes together keep the limits too. */
export function ceilingsOf(limits: readonly Limit[], now: Instant): readonly Ceiling[] {
  return limits.map(({ most, minutes, action, kinds }) => ({
    since: before(now, minutes),
    most,
    ...(action && { action }),
    ...(kinds && { kinds }),
  }));
}

/** The longest time that any limit looks back, in minutes. */
export const longestWindow = day;

/** So many minutes earlier; later for a negative number. */
export function before(now: Instant, minutes: number): Instant {
  return new Date(Date.parse(now) - minutes * 60_000).toISOString();
}
