import { setTimeout as sleep } from 'node:timers/promises';
import { type Benchmark, beside, inTurns, type Measured } from './measure.ts';
import { settled } from './program.ts';
import { type Sink, type SinkStats, startBolt, startFirebreak, startSink, type Taker, toolsMissing } from './stage.ts';

const alerts = 10_000;
const latencyMs = 120;

/** What one storm did to Slack, and to whoever types meanwhile. */
interface Seen {
  /** Calls of `chat.*`. */
  readonly calls: number;
  readonly refused: number;
  /** From the first alert to the first call, in ms. */
  readonly firstMs: number;
  readonly ackP99: number;
  readonly ackOver3s: number;
  readonly memory: { readonly idle: number; readonly peak: number };
}

/** What people see of a storm while Slack holds its limits, beside a bot that posts each finding once. */
const benchmark: Benchmark = {
  title: `what ${alerts} alerts do to Slack, its limits enforced, beside a Bolt app that remembers what it has posted`,
  measure: async (rounds) => {
    if (toolsMissing !== undefined) return [{ what: 'storm', because: toolsMissing }];
    const seen = { ours: [] as Seen[], bolt: [] as Seen[] };
    await inTurns(Math.min(rounds, 3), {
      ours: () => through((sink) => startFirebreak(sink), seen.ours),
      bolt: () => through((sink) => startBolt(sink, true), seen.bolt),
    });
    return lines(seen.ours.at(-1), seen.bolt.at(-1));
  },
};
export default benchmark;

function lines(ours: Seen | undefined, bolt: Seen | undefined): readonly Measured[] {
  if (ours === undefined || bolt === undefined) return [];
  return [
    beside('calls of chat.*', 'calls', ours.calls, 'each finding posted', bolt.calls, { atMost: 1 / 20 }),
    beside('calls refused for their rate (+1)', 'calls', ours.refused + 1, 'none', 1, { atMost: 1 }),
    beside('first call after the first alert', 'ms', ours.firstMs, `Slack’s own latency and 100 ms`, latencyMs + 100, { atMost: 1 }),
    beside('acknowledgement of /triage, p99', 'ms', ours.ackP99, 'Bolt', bolt.ackP99, { atMost: 0.5 }),
    beside('acknowledgements later than 3 s (+1)', 'commands', ours.ackOver3s + 1, 'none', 1, { atMost: 1 }),
    beside('memory at its peak', 'MB', ours.memory.peak, 'at rest', ours.memory.idle, { atMost: 2.5 }),
  ];
}

async function through(start: (sink: Sink) => Promise<Taker>, seen: Seen[]): Promise<number> {
  const sink = await startSink({ enforce: true, latencyMs });
  const taker = await start(sink);
  try {
    await settled(taker.program);
    const { now: idle } = taker.program.rssMb();
    await sink.reset();
    const typing = sleep(300).then(() => sink.type(100, 20));
    const { startedAt } = await taker.storm({ alerts });
    await typing;
    await settled(taker.program);
    const stats = await sink.stats();
    seen.push({
      calls: sum(stats.methods, (method) => method.startsWith('chat.')),
      refused: sum(stats.limited, () => true),
      firstMs: firstCall(stats, startedAt),
      ackP99: stats.socket_acks.p99,
      ackOver3s: stats.socket_acks.over_3s + stats.socket_acks.pending,
      memory: { idle, peak: taker.program.rssMb().peak },
    });
    return stats.socket_acks.p99;
  } finally {
    await taker.stop();
    await sink.stop();
  }
}

function firstCall({ first_epoch_ms }: SinkStats, startedAt: number): number {
  return (first_epoch_ms ?? Number.POSITIVE_INFINITY) - startedAt;
}

function sum(counts: Readonly<Record<string, number>>, which: (name: string) => boolean): number {
  return Object.entries(counts).reduce((total, [name, count]) => total + (which(name) ? count : 0), 0);
}
