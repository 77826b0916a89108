import { type Benchmark, beside, inTurns, type Measured, type NotMeasured } from './measure.ts';
import { alertmanagerMissing, startAlertmanager, startBareHttp, startFirebreak, startSink, type Taker, toolsMissing } from './stage.ts';

const perSecond = 500;
const seconds = 10;

/** How long a sender waits for its 202 when alerts come steadily; from the instant at which each was meant to be sent, so that a stall counts for all it held up. */
const benchmark: Benchmark = {
  title: `p99 of the answer at ${perSecond} alerts a second for ${seconds} s`,
  measure: async (rounds) => {
    if (toolsMissing !== undefined) return [{ what: 'latency', because: toolsMissing }];
    const sink = await startSink();
    const p99 = await inTurns(rounds, {
      ours: () => waited(() => startFirebreak(sink)),
      bare: () => waited(startBareHttp),
      ...(alertmanagerMissing === undefined && { alertmanager: () => waited(() => startAlertmanager(sink)) }),
    });
    await sink.stop();
    const lines: (Measured | NotMeasured)[] = [beside('p99', 'ms', p99.ours, 'a bare node:http', p99.bare, { atMost: 2.5 })];
    const { alertmanager } = p99;
    lines.push(
      alertmanager === undefined
        ? { what: 'beside Alertmanager', because: alertmanagerMissing ?? '' }
        : beside('p99', 'ms', p99.ours, 'Alertmanager', alertmanager, { atMost: 2 }),
    );
    return lines;
  },
};
export default benchmark;

async function waited(start: () => Promise<Taker>): Promise<number> {
  const taker = await start();
  try {
    await taker.storm({ alerts: 2000, rate: perSecond, seed: 1 });
    return (await taker.storm({ alerts: perSecond * seconds, rate: perSecond })).p99;
  } finally {
    await taker.stop();
  }
}
