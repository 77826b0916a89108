import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/storage/open.ts';
import { times } from '../depth.ts';
import { temporaryFolder } from '../storage/folder.ts';
import { type Intake, sendAlert, startIntake } from './intake.ts';

const now = () => new Date().toISOString();
const senders = 8;

/** What was acknowledged with a 202, checked against what a fresh reader of the file finds. */
async function expectKept(file: string, acknowledged: readonly string[]): Promise<void> {
  const store = await openStore(`sqlite:${file}`, { now });
  const [funnel] = await store.funnel({ since: '', until: '9999' });
  expect(funnel?.received ?? 0).toBeGreaterThanOrEqual(acknowledged.length);
  expect(funnel?.received).toBe((funnel?.silent ?? 0) + (funnel?.duplicate ?? 0) + (funnel?.merged ?? 0) + (funnel?.opened ?? 0));
  expect((await store.verify()).firstBreak).toBeNull();
  const kept = new Set((await store.arrivals({ since: '', until: '9999' }, 'silent', 1_000_000)).map(({ title }) => title.raw()));
  expect(acknowledged.filter((title) => !kept.has(title))).toEqual([]);
  await store.close();
}

const cycles = times({ quick: 2, ci: 50, deep: 1000 });
it(`what was answered with 202 is there after the process was killed ${cycles} times under load`, { timeout: 3_600_000 }, async () => {
  const file = path.join(temporaryFolder(), 'store.db');
  const acknowledged: string[] = [];
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const intake = await startIntake(file);
    let sent = 0;
    const sending = Array.from({ length: senders }, async (_, sender) => {
      for (;;) {
        const title = `alert-${cycle}-${sender}-${sent++}`;
        const answer = await sendAlert(intake.url, title);
        if (answer === undefined) return;
        if (answer.status === 202) acknowledged.push(title);
      }
    });
    await sleep(100 + Math.random() * 300);
    intake.process.kill('SIGKILL');
    expect(await intake.ended).toBe('SIGKILL');
    await Promise.all(sending);
  }
  console.info(`${cycles} kills: ${acknowledged.length} answered with 202, each of them looked for`);
  expect(acknowledged.length).toBeGreaterThan(cycles);
  await expectKept(file, acknowledged);
});

/** A file system of four megabytes of our own, where this machine lets us have one. */
function smallDisk(): string | undefined {
  const folder = path.join(temporaryFolder(), 'small');
  mkdirSync(folder);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]).status !== 0) return undefined;
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  return folder;
}

describe('a disk', () => {
  it('that is full takes nothing with a 202, still answers reads, and goes on without a restart once there is room', { timeout: 600_000 }, async ({
    skip,
  }) => {
    const folder = smallDisk();
    if (folder === undefined) return skip('this machine does not let a test mount a file system');
    const file = path.join(folder, 'store.db');
    const ballast = path.join(folder, 'ballast');
    const intake = await startIntake(file);
    onTestFinished(() => void intake.process.kill('SIGKILL'));
    const acknowledged: string[] = [];
    let sent = 0;
    for (let fill = 0; fill < times({ quick: 2, ci: 10, deep: 100 }); fill += 1) {
      expect(await sendAlert(intake.url, 'there is room').then((answer) => answer?.status)).toBe(202);
      spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k']);
      const refused: number[] = [];
      while (refused.length < 5) {
        const title = `alert-${sent++}`;
        const answer = await sendAlert(intake.url, title);
        if (answer?.status === 202) acknowledged.push(title);
        else refused.push(answer?.status ?? 0);
      }
      expect(refused).toEqual([503, 503, 503, 503, 503]);
      expect((await fetch(`${intake.url}/healthz`)).status).toBe(200);
      await rm(ballast);
    }
    expect((await sendAlert(intake.url, 'after all'))?.status).toBe(202);
    intake.process.kill('SIGTERM');
    await intake.ended;
    await expectKept(file, [...acknowledged, 'there is room', 'after all']);
  });

  const strace = spawnSync('strace', ['-V']).status === 0;
  it.skipIf(!strace)(
    `whose sync fails gets the sender a 503 and ends the process; started again it has what it acknowledged${strace ? '' : ' (skipped: strace is not installed here)'}`,
    { timeout: 120_000 },
    async ({ skip }) => {
      const file = path.join(temporaryFolder(), 'store.db');
      const intake = await startIntake(file);
      onTestFinished(() => void intake.process.kill('SIGKILL'));
      expect(await sendAlert(intake.url, 'before')).toMatchObject({ status: 202 });
      if (!(await failingSyncs(intake))) return skip('this machine does not let a test trace a process');
      expect(await sendAlert(intake.url, 'lost')).toMatchObject({ status: 503, receipt: undefined });
      expect(await intake.ended).toBe(74);

      const again = await startIntake(file);
      expect(await sendAlert(again.url, 'lost')).toMatchObject({ status: 202 });
      again.process.kill('SIGTERM');
      await again.ended;
      await expectKept(file, ['before', 'lost']);
    },
  );
});

/** From now on every sync of this process fails as a broken disk's would. False where it may not be traced. */
async function failingSyncs({ process: child }: Intake): Promise<boolean> {
  const injection = ['-f', '-e', 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:error=EIO', '-p', String(child.pid)];
  const tracer = spawn('strace', injection, { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void tracer.kill('SIGKILL'));
  return new Promise((resolve) => {
    tracer.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (/attached/.test(text)) resolve(true);
    });
    tracer.once('close', () => resolve(false));
  });
}
