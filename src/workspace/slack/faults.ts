/** What goes wrong with a Web API call. `drop: 'after'` is the nasty one: it was done, and the answer is lost. */
export type Mishap =
  | { readonly error: string }
  | { readonly status: number }
  | { readonly retryAfterSeconds: number }
  | { readonly drop: 'before' | 'after' }
  | { readonly delayMs: number };

/** The next `times` calls of `method` (`*`: any) go wrong in this way; `after` calls are let through first. */
export interface Fault {
  readonly method: string;
  readonly mishap: Mishap;
  /** 1 when left out; Infinity until cleared. */
  readonly times?: number;
  readonly after?: number;
}

/** Things that go wrong on purpose, for tests. */
export function faultScript() {
  let planned: { method: string; mishap: Mishap; left: number; after: number }[] = [];
  let twice = 0;
  let lost = 0;
  let down = false;

  return {
    add(fault: Fault): void {
      planned.push({ method: fault.method, mishap: fault.mishap, left: fault.times ?? 1, after: fault.after ?? 0 });
    },
    clear(): void {
      planned = [];
      twice = 0;
      lost = 0;
      down = false;
    },
    /** From now on no call gets an answer, until Slack is back. */
    setDown(isDown: boolean): void {
      down = isDown;
    },
    /** The next `times` envelopes or requests reach the app twice. */
    sendTwice(times = 1): void {
      twice += times;
    },
    /** The app's next `times` acknowledgements never arrive: the person sees a timeout, an event is sent again. */
    loseAcknowledgements(times = 1): void {
      lost += times;
    },

    /** What goes wrong with this call; asked once per call. */
    forCall(method: string): Mishap | undefined {
      if (down) return { drop: 'before' };
      const fault = planned.find((candidate) => candidate.method === method || candidate.method === '*');
      if (!fault) return undefined;
      if (fault.after > 0) {
        fault.after -= 1;
        return undefined;
      }
      fault.left -= 1;
      if (fault.left <= 0) planned = planned.filter((candidate) => candidate !== fault);
      return fault.mishap;
    },
    sendsTwice: (): boolean => twice > 0 && twice-- > 0,
    losesAcknowledgement: (): boolean => lost > 0 && lost-- > 0,
  };
}

export type Faults = ReturnType<typeof faultScript>;
