import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Benchmark, beside, inTurns } from './measure.ts';

const units = { together: 2000, alone: 200 };

/** What sharing a sync is worth where a sync is dear: the same commits, those that wait together in one transaction, and one after the other. */
const benchmark: Benchmark = {
  title: 'group commit on a disk whose sync takes 2 ms (slow-fsync.c, by LD_PRELOAD), beside itself with nothing to share',
  measure: async (rounds) => {
    if (spawnSync('cc', ['--version']).status !== 0) return [{ what: 'slow disk', because: 'there is no C compiler here (apt-get install gcc)' }];
    const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-bench-'));
    const library = path.join(folder, 'slow-fsync.so');
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, path.join(import.meta.dirname, 'slow-fsync.c'), '-ldl']);
    const perSecond = await inTurns(rounds, {
      together: () => commits(library, path.join(folder, 'together.db'), units.together, 100),
      alone: () => commits(library, path.join(folder, 'alone.db'), units.alone, 1),
    });
    rmSync(folder, { recursive: true });
    return [beside('store.commit', 'commits/s', perSecond.together, 'one sync each', perSecond.alone, { atLeast: 10 })];
  },
};
export default benchmark;

/** In a process of its own, because the library has to be there before Node is. @returns commits per second */
async function commits(library: string, file: string, count: number, atOnce: number): Promise<number> {
  const words = [path.join(import.meta.dirname, 'commit-for.ts'), file, String(count), String(atOnce)];
  return Number(execFileSync(process.execPath, words, { env: { ...process.env, LD_PRELOAD: library }, encoding: 'utf8' }));
}
