import { RateLimited } from './slack-error.ts';

/** Slack's tiers in calls per minute and method; the real ones allow some more, which no app may count on. */
const perMinute = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;
export type Tier = keyof typeof perMinute;

/** Posting: about one message per second and channel, with short bursts. */
const posting = { perSecond: 1, burst: 5 };

/** `posting`: only what Slack allows per channel; `all`: the tiers of the methods too. */
export type EnforcedRates = 'none' | 'posting' | 'all';

/** Counts calls and refuses those that come too fast. */
export function rateLimits(enforced: () => EnforcedRates, now: () => number) {
  const buckets = new Map<string, { tokens: number; at: number }>();

  /** @throws RateLimited with the whole seconds until the next call is let through. */
  const take = (key: string, perSecond: number, burst: number) => {
    const at = now();
    const bucket = buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond);
    if (tokens < 1) {
      buckets.set(key, { tokens, at });
      throw new RateLimited(Math.ceil((1 - tokens) / perSecond));
    }
    buckets.set(key, { tokens: tokens - 1, at });
  };

  return {
    call(method: string, tier: Tier): void {
      if (enforced() === 'all') take(method, perMinute[tier] / 60, perMinute[tier]);
    },
    post(channel: string): void {
      if (enforced() !== 'none') take(`post ${channel}`, posting.perSecond, posting.burst);
    },
    forget(): void {
      buckets.clear();
    },
  };
}

export type Rates = ReturnType<typeof rateLimits>;
