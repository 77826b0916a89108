import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type Calibration, calibrationOf } from '../core/calibrate.ts';
import { fates } from '../core/funnel.ts';
import type { Store } from '../core/store.ts';
import { type MeasuredStore, storeGauges } from './store-metrics.ts';

/** One request to a hook; `outcome` is `accepted`, `refused`, `quarantined`, `unknown`, `handshake` or `failed`. */
export interface HookMeasured {
  readonly source: string;
  readonly outcome: string;
  readonly alerts: number;
  readonly duplicates: number;
  readonly seconds: number;
}

/** One call to a vendor. */
export interface CallMeasured {
  readonly vendor: string;
  readonly operation: string;
  readonly outcome: string;
  readonly ms: number;
}

/** One medium outside in which checkpoints of the timeline are kept. */
export interface AnchorMeasured {
  readonly medium: string;
  /** Over how many events the newest is that stands there. */
  readonly size: number;
  /** ISO UTC; null: it does not fail. */
  readonly failingSince: string | null;
}

/** What is counted and measured, and the page on which Prometheus reads it. */
export interface Metrics {
  hook(measured: HookMeasured): void;
  call(measured: CallMeasured): void;
  /** One call of Slack's Web API; `code` is `ok` or Slack's word for the error. */
  slackCall(method: string, code: string): void;
  /** How far checkpoints are kept outside; `states` is asked whenever the page is read. */
  anchors(states: () => Promise<readonly AnchorMeasured[]>): void;
  /** The page, in Prometheus's text format. */
  page(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Later than any instant. */
const endOfTime = '9999-12-31T23:59:59.999Z';

/**
 * Builds the registry. Nothing that an attacker or a stranger writes is a label. The store is asked whenever the page is read.
 * Counters count from the start of the process; repeats are counted like everything else that was received. `now` as ISO UTC.
 */
export function createMetrics(store: MeasuredStore & Pick<Store, 'cases' | 'funnel'>, now: () => string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const received = new Counter({
    name: 'firebreak_alerts_received_total',
    help: 'Alerts and events in accepted deliveries, repeats included.',
    labelNames: ['source'],
    registers,
  });
  const duplicates = new Counter({
    name: 'firebreak_alerts_duplicate_total',
    help: 'Of the alerts received, those that were known already.',
    labelNames: ['source'],
    registers,
  });
  const deliveries = new Counter({
    name: 'firebreak_deliveries_total',
    help: 'Requests to hooks, by what became of them: accepted, refused, quarantined, handshake, unknown, failed.',
    labelNames: ['source', 'outcome'],
    registers,
  });
  const hookSeconds = new Histogram({
    name: 'firebreak_hook_duration_seconds',
    help: 'From the whole body being read until it is kept.',
    labelNames: ['source'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
    registers,
  });
  const calls = new Histogram({
    name: 'firebreak_connector_call_duration_seconds',
    help: 'Calls to vendors, by how they ended; repeats of one call are inside it.',
    labelNames: ['vendor', 'outcome'],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const slackCalls = new Counter({
    name: 'firebreak_slack_calls_total',
    help: "Calls of Slack's Web API, by Slack's answer.",
    labelNames: ['method', 'code'],
    registers,
  });
  storeGauges(store, registers, now);
  calibrationGauges(store, registers);

  let funnelAt = Number.NEGATIVE_INFINITY;
  new Gauge({
    name: 'firebreak_alerts_total',
    help: 'All that was ever received, by what became of it. The fates of a source sum up to what it sent; what is silent may still move, hence a gauge.',
    labelNames: ['source', 'fate'],
    registers,
    async collect() {
      // Counting a million of them takes half a second, so it is done once a minute, however often somebody asks.
      if (performance.now() - funnelAt < 60_000) return;
      funnelAt = performance.now();
      const funnels = await store.funnel({ since: '', until: endOfTime });
      for (const { source, ...counts } of funnels) for (const fate of fates) this.set({ source, fate }, counts[fate]);
    },
  });

  return {
    hook: ({ source, outcome, alerts, duplicates: repeats, seconds }) => {
      deliveries.inc({ source, outcome });
      hookSeconds.observe({ source }, seconds);
      if (outcome !== 'accepted') return;
      received.inc({ source }, alerts);
      duplicates.inc({ source }, repeats);
    },
    call: ({ vendor, outcome, ms }) => calls.observe({ vendor, outcome }, ms / 1000),
    anchors: (states) => anchorGauges(states, registers),
    slackCall: (method, code) => slackCalls.inc({ method, code }),
    page: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

/** How far whoever changes the database would be contradicted from outside. */
function anchorGauges(states: () => Promise<readonly AnchorMeasured[]>, registers: readonly Registry[]): void {
  const gauge = (name: string, help: string, of: (state: AnchorMeasured) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['medium'],
      registers: [...registers],
      async collect() {
        for (const state of await states()) this.set({ medium: state.medium }, of(state));
      },
    });
  gauge('firebreak_anchored_events', 'Events that the newest checkpoint kept in this medium is over.', ({ size }) => size);
  gauge('firebreak_anchor_failing', '1 while checkpoints cannot be kept in this medium.', ({ failingSince }) => (failingSince === null ? 0 : 1));
}

/** How well the confidence of proposals has held, by action. Drills are left out. */
function calibrationGauges(store: Pick<Store, 'cases'>, registers: readonly Registry[]): void {
  const gauge = (name: string, help: string, of: (calibration: Calibration) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['action'],
      registers: [...registers],
      async collect() {
        this.reset();
        for (const [action, cases] of Map.groupBy(await store.cases(), (one) => one.action)) this.set({ action }, of(calibrationOf(cases)));
      },
    });
  gauge('firebreak_confidence_cases', 'Decided proposals whose incident is closed with a verdict.', ({ cases }) => cases);
  gauge('firebreak_confidence_brier_score', 'Mean square of said confidence minus outcome: 0 is perfect.', ({ brier }) => brier);
  gauge('firebreak_confidence_calibration_error', 'Expected calibration error over ten bins: 0 is perfect.', ({ error }) => error);
}
