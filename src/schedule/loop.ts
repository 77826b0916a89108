/** Something that is done again and again: at once when woken, otherwise after `everyMs`. */
export interface Loop {
  /** There may be something to do now. */
  wake(): void;
  /** Lets the pass that is under way end, then stops. */
  stop(): Promise<void>;
}

/**
 * Runs `pass` over and over, one at a time. A pass that returns true found work and is followed by the next at once.
 * `pass` handles its own errors; what it throws all the same goes to `onError`, and the loop goes on.
 */
export function startLoop(pass: () => Promise<boolean>, everyMs: number, onError: (error: unknown) => void): Loop {
  let stopped = false;
  let woken = false;
  let wake = () => {};

  const rest = () =>
    new Promise<void>((resolve) => {
      if (woken) return resolve();
      const timer = setTimeout(resolve, everyMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const running = (async () => {
    while (!stopped) {
      woken = false;
      const busy = await pass().catch((error: unknown) => {
        onError(error);
        return false;
      });
      if (!busy && !stopped) await rest();
    }
  })();

  return {
    wake: () => {
      woken = true;
      wake();
    },
    stop: () => {
      stopped = true;
      woken = true;
      wake();
      return running;
    },
  };
}
