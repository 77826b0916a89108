import { Gauge, type Registry } from 'prom-client';
import { brakeId, holds } from '../core/brake.ts';
import { severity } from '../core/incident.ts';
import { proposalState } from '../core/proposal.ts';
import type { Store } from '../core/store.ts';

/** What these gauges ask, whenever the page is read. */
export type MeasuredStore = Pick<
  Store,
  'backlog' | 'oldestDue' | 'incidents' | 'countProposals' | 'get' | 'isLed' | 'head' | 'newestCheckpoint' | 'record'
>;

/** More are not open at once, or nobody counts them any more. */
const mostOpen = 100_000;

/** How the store stands: what waits and for how long, what is open and contained, what holds containments up, whether the timeline is signed for. `now` as ISO UTC. */
export function storeGauges(store: MeasuredStore, registers: Registry[], now: () => string): void {
  const secondsSince = (at: string | null) => (at === null ? 0 : Math.max(0, (Date.parse(now()) - Date.parse(at)) / 1000));
  new Gauge({
    name: 'firebreak_backlog',
    help: 'What is kept and not yet done: jobs, outbox and quarantine, by state.',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      const { jobs, outbox, quarantined, unkept } = await store.backlog();
      this.set({ queue: 'jobs', state: 'waiting' }, jobs.waiting);
      this.set({ queue: 'jobs', state: 'due' }, jobs.due);
      this.set({ queue: 'jobs', state: 'dead' }, jobs.dead);
      this.set({ queue: 'outbox', state: 'waiting' }, outbox.waiting);
      this.set({ queue: 'outbox', state: 'ambiguous' }, outbox.ambiguous);
      this.set({ queue: 'outbox', state: 'dead' }, outbox.dead);
      this.set({ queue: 'quarantine', state: 'waiting' }, quarantined);
      this.set({ queue: 'quarantine', state: 'unkept' }, unkept);
    },
  });
  new Gauge({
    name: 'firebreak_oldest_due_seconds',
    help: 'For how long the oldest job, and the oldest delivery of the outbox, has been due; 0 when none is.',
    labelNames: ['queue'],
    registers,
    async collect() {
      const { jobs, outbox } = await store.oldestDue();
      this.set({ queue: 'jobs' }, secondsSince(jobs));
      this.set({ queue: 'outbox' }, secondsSince(outbox));
    },
  });
  new Gauge({
    name: 'firebreak_incidents_open',
    help: 'Incidents that are open, by severity; drills are left out.',
    labelNames: ['severity'],
    registers,
    async collect() {
      const open = (await store.incidents({ open: true, limit: mostOpen })).filter(({ drill }) => !drill);
      for (const name of severity.options) this.set({ severity: name }, open.filter((incident) => incident.severity === name).length);
    },
  });
  new Gauge({
    name: 'firebreak_containments',
    help: 'Containments that were ever proposed, by where they stand now: done holds, undone was taken back, unknown has to be looked at.',
    labelNames: ['state'],
    registers,
    async collect() {
      const counts = await store.countProposals();
      for (const state of proposalState.options) this.set({ state }, counts[state] ?? 0);
    },
  });
  new Gauge({
    name: 'firebreak_brake_pulled',
    help: '1 while it holds containments up: freeze stops all, breaker what would happen by itself.',
    labelNames: ['brake'],
    registers,
    async collect() {
      for (const brake of brakeId.options) this.set({ brake }, Number(holds(await store.get('brake', brake))));
    },
  });
  new Gauge({
    name: 'firebreak_led',
    help: '1 while some process leads, and so runs jobs and outbox.',
    registers,
    async collect() {
      this.set(Number(await store.isLed(now())));
    },
  });
  new Gauge({
    name: 'firebreak_unsigned_seconds',
    help: 'For how long the oldest event of the timeline that no checkpoint is over has stood; 0 when each is signed for.',
    registers,
    async collect() {
      const size = (await store.newestCheckpoint())?.size ?? 0;
      const [first] = await store.record(size, 1);
      this.set(secondsSince(first?.recordedAt ?? null));
    },
  });
  new Gauge({
    name: 'firebreak_events',
    help: 'Events in the timeline.',
    registers,
    async collect() {
      this.set((await store.head()).seq);
    },
  });
}
