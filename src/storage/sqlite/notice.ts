import type { Database } from 'better-sqlite3';

/** How often the file is asked whether another process has written to it, in milliseconds. */
const askEvery = 200;

/** Tells listeners that something was committed, here or in another process. */
export interface Notices {
  onCommit(listener: () => void): () => void;
  /** To be called after a commit of this process. */
  committed(): void;
  stop(): void;
}

export function notices(db: Database): Notices {
  const listeners = new Set<() => void>();
  const version = db.prepare<[], number>('PRAGMA data_version').pluck();
  let seen = version.get();
  let timer: NodeJS.Timeout | undefined;

  // Each listener in a turn of its own: what one of them throws reaches neither the others nor whoever committed.
  function tell(): void {
    for (const listener of listeners) setImmediate(listener);
  }

  /** SQLite's data version changes when another connection commits, and only then. */
  function ask(): void {
    const now = version.get();
    if (now === seen) return;
    seen = now;
    tell();
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    onCommit: (listener) => {
      listeners.add(listener);
      timer ??= setInterval(ask, askEvery).unref();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    committed: tell,
    stop: () => {
      listeners.clear();
      stop();
    },
  };
}
