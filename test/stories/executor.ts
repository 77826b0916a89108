/**
 * A process that executes containments as the bot does: the same house, store, worker and flows. Slack is left out; people's yeses come from the test that
 * started it. It can be made to stop or to die at a named point, which nothing in production can.
 */
import diagnostics from 'node:diagnostics_channel';
import { existsSync, unlinkSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { openHouse } from '../../src/compose.ts';
import { readSettings } from '../../src/config/settings.ts';
import { FirebreakError } from '../../src/core/errors.ts';
import type { Changes, Committed, Store } from '../../src/core/store.ts';
import type { EventType } from '../../src/core/timeline.ts';
import { approveContainment } from '../../src/flows/approve-containment.ts';
import { jobFlows } from '../../src/flows/jobs.ts';
import type { Bot } from '../../src/kit/bot.ts';
import { startWorker } from '../../src/schedule/worker.ts';

/**
 * Where it may be made to stop, in order: the yes is written; about to claim; claimed; the start is written; the last check is passed, and no byte has
 * left; half of the bytes have; all of them have; the answer is there; it is written down.
 */
export type Point = 'approved' | 'claiming' | 'claimed' | 'started' | 'last check passed' | 'half sent' | 'sent' | 'answered' | 'recorded';
export type Order = { readonly ask: number; readonly click?: { readonly proposal: string; readonly person: string } };
export type Said = { readonly answers: number; readonly leads: boolean; readonly said: string } | { readonly ready: true };

/** In this folder lies a file for each signal that waits at a point. */
const [, , traps = ''] = process.argv;
const trap = (point: Point, signal: NodeJS.Signals) => path.join(traps, `${point}.${signal}`);

/** Stops or kills this process here and now, if a signal waits here: for one process alone, the first that comes. */
function at(point: Point): void {
  for (const signal of ['SIGSTOP', 'SIGKILL'] as const) if (isOurs(trap(point, signal))) process.kill(process.pid, signal);
}

/** Of several processes that remove a file only one succeeds. */
function isOurs(file: string): boolean {
  try {
    unlinkSync(file);
    return true;
  } catch {
    return false;
  }
}

const before: Partial<Record<EventType, Point>> = { 'containment.intended': 'claiming', 'containment.done': 'answered' };
const after: Partial<Record<EventType, Point>> = {
  'containment.approved': 'approved',
  'containment.intended': 'claimed',
  'containment.started': 'started',
  'containment.done': 'recorded',
};

function stoppable(store: Store): Store {
  const commit = async (changes: Changes): Promise<Committed> => {
    const types = (changes.events ?? []).map(({ type }) => type);
    const pass = (points: Partial<Record<EventType, Point>>) => {
      for (const point of types.flatMap((type) => points[type] ?? [])) at(point);
    };
    pass(before);
    const committed = await store.commit(changes);
    pass(after);
    return committed;
  };
  return { ...store, commit };
}

/** Undici says that it is about to write: everything was checked, and no byte has left. */
diagnostics.subscribe('undici:client:sendHeaders', (message) => {
  const { request, socket } = message as { readonly request: { readonly path: string }; readonly socket: Socket };
  if (!request.path.endsWith('/lifecycle/suspend')) return;
  at('last check passed');
  if (existsSync(trap('half sent', 'SIGSTOP')) || existsSync(trap('half sent', 'SIGKILL'))) stopHalfWay(socket);
  setImmediate(() => at('sent'));
});

function stopHalfWay(socket: Socket): void {
  const whole = socket.write;
  socket.write = ((chunk: string | Buffer, ...rest: never[]) => {
    socket.write = whole;
    const bytes = Buffer.from(chunk as string, 'latin1');
    const half = bytes.length >> 1;
    while (socket.writableCorked > 0) socket.uncork();
    socket.write(bytes.subarray(0, half));
    at('half sent');
    return socket.write(bytes.subarray(half), ...rest);
  }) as Socket['write'];
}

const settings = readSettings(process.env);
const house = await openHouse(settings, {
  databaseUrl: settings.DATABASE_URL ?? '',
  teamFolder: settings.FIREBREAK_TEAM ?? '',
  publicUrl: () => 'http://127.0.0.1',
  log: { as: 'lines', level: 'error' },
});
const bot: Bot = { ...house.bot, store: stoppable(house.bot.store) };
const worker = startWorker(bot, { owner: bot.newId('worker'), flows: jobFlows, outlets: [] });

async function click({ proposal, person: id }: { readonly proposal: string; readonly person: string }): Promise<string> {
  const person = bot.files.team.person(id);
  if (person === undefined) return `There is no ${id}.`;
  const by = { actor: { kind: 'human', id, name: person.name }, person, entrance: 'slack', timezone: 'UTC' } as const;
  try {
    const { have, need } = await approveContainment(bot, { proposal, edition: 1, reason: 'It is an attack.' }, by);
    return `counted ${have} of ${need}`;
  } catch (error) {
    if (error instanceof FirebreakError) return `refused: ${error.message}`;
    throw error;
  }
}

process.on('message', async (order: Order) => {
  const said = order.click === undefined ? '' : await click(order.click);
  process.send?.({ answers: order.ask, leads: worker.leads(), said } satisfies Said);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true } satisfies Said);
