import { setTimeout as sleep } from 'node:timers/promises';
import { type Benchmark, beside, inTurns } from './measure.ts';
import { startBolt, startFirebreak, startSink, type Taker, toolsMissing } from './stage.ts';

/** How long it takes to be there after a restart, and what it holds while nothing happens. */
const benchmark: Benchmark = {
  title: 'start to ready, and memory at rest, beside a Bolt app that does nothing',
  measure: async (rounds) => {
    if (toolsMissing !== undefined) return [{ what: 'start', because: toolsMissing }];
    const sink = await startSink();
    const memory = { ours: [] as number[], bolt: [] as number[] };
    const ready = await inTurns(rounds, {
      ours: () => started(() => startFirebreak(sink), memory.ours),
      bolt: () => started(() => startBolt(sink, false), memory.bolt),
    });
    await sink.stop();
    const least = (of: readonly number[]) => Math.min(...of);
    return [
      beside('start to ready', 'ms', ready.ours, 'bare Bolt', ready.bolt, { atMost: 1.5 }),
      beside('memory at rest', 'MB', least(memory.ours), 'bare Bolt', least(memory.bolt), { atMost: 1.3 }),
    ];
  },
};
export default benchmark;

async function started(start: () => Promise<Taker>, memory: number[]): Promise<number> {
  const { program, stop } = await start();
  await sleep(3000);
  memory.push(program.rssMb().now);
  await stop();
  return program.readyMs;
}
