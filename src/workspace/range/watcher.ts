import { credentials } from './credentials.ts';
import type { Call, Reply, System } from './system.ts';

export interface WatcherState {
  /** ISO; null: never yet. */
  lastHeard: string | null;
}

/** Seconds between two signs of life, and how long one may be late. Together they are the two minutes within which a dead bot is noticed. */
const period = { every: 60, grace: 45 } as const;

function hear(call: Call, state: WatcherState): Reply {
  if (call.param('check') !== credentials.heartbeat.check) return { status: 404, body: 'not found' };
  state.lastHeard = call.now.toISOString();
  return { status: 200, body: 'OK' };
}

/** A dead man's switch, as healthchecks.io is one: it pages when it hears nothing. */
export const watcher: System<WatcherState> = {
  id: 'watcher',
  title: 'Watcher',
  kind: 'dead man’s switch',
  seed: () => ({ lastHeard: null }),
  routes: ['GET', 'HEAD', 'POST'].map((method) => ({ method, path: '/ping/:check', handle: hear })),
  authorize: () => undefined,
  failure: (status) => ({ status, body: status === 404 ? 'not found' : 'not now' }),
  invalid: () => ({ status: 400, body: 'invalid' }),
  rows: ({ lastHeard }, now) => {
    const silent = lastHeard === null ? 0 : (now.getTime() - Date.parse(lastHeard)) / 1000;
    const isDown = silent > period.every + period.grace;
    const state = lastHeard === null ? 'waiting' : isDown ? 'down: somebody is paged' : 'up';
    return [
      {
        id: 'firebreak',
        label: 'Firebreak',
        state,
        tone: lastHeard === null ? 'neutral' : isDown ? 'bad' : 'good',
        facts: [
          ['Last heard', lastHeard ?? 'never'],
          ['Expected', `every ${period.every} s, ${period.grace} s late at most`],
        ],
      },
    ];
  },
};
