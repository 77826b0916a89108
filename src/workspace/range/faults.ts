import type { SystemId } from './system.ts';

/** What goes wrong with a request. */
export type Mishap =
  /** Answered with this status in the vendor's own words; the request has no effect. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The connection breaks: before the request has had its effect, or after it, so that the caller cannot know. */
  | { readonly drop: 'before' | 'after' }
  | { readonly delayMs: number }
  /** What the request writes is not found by searches for this long: Jira's index lags behind. */
  | { readonly indexLagMs: number }
  /** The vendor does something else than it was asked to, and says that all is well. */
  | { readonly rewrite: (body: string) => string };

/** Something that goes wrong on purpose with the next request that fits. */
export type Fault = Mishap & {
  readonly system: SystemId;
  readonly method?: string;
  /** The whole path, or a pattern that it contains. */
  readonly path?: string | RegExp;
  /** For how many requests; once when left out. */
  readonly times?: number;
};

export interface Faults {
  /** Arms a fault. Faults that fit the same request are used in the order in which they were armed. */
  next(fault: Fault): void;
  /** Disarms everything that has not happened yet. */
  clear(): void;
  /** Faults that are still armed. */
  readonly armed: readonly Fault[];
}

/** Faults for the range; `take` is asked by the server for each request. */
export function faultScript(): Faults & { take(request: { system: SystemId; method: string; path: string }): Fault | undefined } {
  let armed: { fault: Fault; left: number }[] = [];
  return {
    next: (fault) => void armed.push({ fault, left: fault.times ?? 1 }),
    clear: () => {
      armed = [];
    },
    get armed() {
      return armed.map(({ fault }) => fault);
    },
    take(request) {
      const found = armed.find(({ fault }) => fits(fault, request));
      if (!found) return undefined;
      found.left -= 1;
      if (found.left <= 0) armed = armed.filter((other) => other !== found);
      return found.fault;
    },
  };
}

function fits(fault: Fault, request: { system: SystemId; method: string; path: string }): boolean {
  if (fault.system !== request.system) return false;
  if (fault.method !== undefined && fault.method !== request.method) return false;
  if (fault.path === undefined) return true;
  return typeof fault.path === 'string' ? fault.path === request.path : fault.path.test(request.path);
}
