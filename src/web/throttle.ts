import { networkOf } from '../core/address.ts';

/** Milliseconds for which wrong tries are counted together. */
const windowMs = 60_000;
/** Wrong tries within a window from one address, and at the login from all together. */
const most = { address: 10, all: 100 } as const;
/** Addresses that are remembered at once; the oldest are forgotten first. */
const mostAddresses = 10_000;
/** Under which the tries of all are counted; no address reads like that. */
const everybody = '*';

/** Holds up whoever guesses at the token. Only wrong tries count, so that a reader with the right token is never held up by their own pace. */
export interface Throttle {
  /** Seconds until this address may try the token again; undefined: now. */
  wait(address: string): number | undefined;
  /** The same for the login, which has a limit for all together besides: one attacker may come from many addresses. */
  waitAtLogin(address: string): number | undefined;
  /** Counts a wrong try. */
  wrong(address: string): void;
}

/** Counts in fixed windows, in memory: a restart forgives. `now`: milliseconds since 1970. Behind a proxy all share the proxy's address. */
export function throttle(now: () => number): Throttle {
  const windows = new Map<string, { count: number; readonly ends: number }>();

  function wait(key: string, limit: number): number | undefined {
    const found = windows.get(key);
    if (found === undefined || found.ends <= now() || found.count < limit) return undefined;
    return Math.ceil((found.ends - now()) / 1000);
  }

  function count(key: string): void {
    const found = windows.get(key);
    if (found !== undefined && found.ends > now()) {
      found.count += 1;
      return;
    }
    windows.delete(key);
    const [oldest] = windows.keys();
    if (windows.size >= mostAddresses && oldest !== undefined) windows.delete(oldest);
    windows.set(key, { count: 1, ends: now() + windowMs });
  }

  return {
    wait: (address) => wait(networkOf(address), most.address),
    waitAtLogin: (address) => wait(networkOf(address), most.address) ?? wait(everybody, most.all),
    wrong: (address) => {
      count(networkOf(address));
      count(everybody);
    },
  };
}
