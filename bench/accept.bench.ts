import { type Benchmark, beside, inTurns, type Measured, type NotMeasured } from './measure.ts';
import { settled } from './program.ts';
import { alertmanagerMissing, startAlertmanager, startBareHttp, startFirebreak, startSink, type Taker, toolsMissing } from './stage.ts';

const alerts = 50_000;

/**
 * Processor time per alert of a storm, each delivery authenticated, kept and synced before its answer, and everything behind it done: placed, assessed, shown.
 * The peers keep nothing and ask nobody who they are.
 */
const benchmark: Benchmark = {
  title: `processor time per alert in a storm of ${alerts} GuardDuty findings, 90 % repeats, each 202 durable, until nothing is left to do`,
  measure: async (rounds) => {
    if (toolsMissing !== undefined) return [{ what: 'accept', because: toolsMissing }];
    const sink = await startSink();
    const costs = await inTurns(rounds, {
      ours: () => microsPerAlert(() => startFirebreak(sink)),
      bare: () => microsPerAlert(startBareHttp),
      ...(alertmanagerMissing === undefined && { alertmanager: () => microsPerAlert(() => startAlertmanager(sink)) }),
    });
    await sink.stop();
    const { ours, bare } = costs;
    const lines: (Measured | NotMeasured)[] = [beside('an alert', 'µs', ours, 'a bare node:http that answers 202', bare, { atMost: 3.5 })];
    const { alertmanager } = costs;
    lines.push(
      alertmanager === undefined
        ? { what: 'beside Alertmanager', because: alertmanagerMissing ?? '' }
        : beside('an alert', 'µs', ours, 'Alertmanager, in memory', alertmanager, { atMost: 1.5 }),
    );
    return lines;
  },
};
export default benchmark;

async function microsPerAlert(start: () => Promise<Taker>): Promise<number> {
  const taker = await start();
  try {
    // What the first alerts cost is the compiler's; a server that has run for a day is past that.
    await taker.storm({ alerts: 2000, seed: 1 });
    const before = await settled(taker.program);
    await taker.storm({ alerts });
    return ((await settled(taker.program)) - before) * (1000 / alerts);
  } finally {
    await taker.stop();
  }
}
