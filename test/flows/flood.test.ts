import { expect, it } from 'vitest';
import { takeDeliveries } from '../../handlers/webhooks/hooks.ts';
import generic from '../../src/connectors/sources/generic.ts';
import { jobFlows } from '../../src/flows/jobs.ts';
import { showFunnel } from '../../src/flows/show-funnel.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { SourceDefinition } from '../../src/kit/define.ts';
import { startWorker } from '../../src/schedule/worker.ts';
import { human } from '../core/builders.ts';
import { times } from '../depth.ts';
import { botWith } from '../web/bot.ts';

/** What one source sends at once, and how many criticals another one sends behind it. */
const flood = times({ quick: 1500, ci: 10_000, deep: 50_000 });
const criticals = 10;
const perMinute = 300;
const atOnce = 500;

/** Two sources that send any JSON, so that one can be flooded and the other not. */
const noisy = { ...generic, id: 'noisy' } as unknown as SourceDefinition;
const quiet = { ...generic, id: 'quiet' } as unknown as SourceDefinition;
const forever = { since: '', until: '9999' };

it(`${criticals} criticals behind ${flood} alerts of another source are carded within seconds, and nothing is lost or uncounted`, {
  timeout: 600_000,
}, async () => {
  const warned: unknown[] = [];
  const alone = await botWith([noisy, quiet], () => new Date().toISOString());
  const bot: Bot = { ...alone, log: { ...alone.log, warn: (facts: unknown) => warned.push(facts) } };
  const take = takeDeliveries(bot, () => ({ tokens: ['token'], signing: [] }));
  const send = (source: string, alerts: readonly object[]) =>
    take({ source, method: 'POST', headers: { authorization: 'Bearer token' }, rawBody: Buffer.from(JSON.stringify(alerts)) });

  for (let sent = 0; sent < flood; sent += atOnce) {
    const alerts = Array.from({ length: Math.min(atOnce, flood - sent) }, (_, index) => ({
      title: 'A port was scanned',
      severity: 'medium',
      host: `host-${sent + index}`,
    }));
    expect(await send('noisy', alerts)).toMatchObject({ outcome: 'accepted', duplicates: 0 });
  }
  const worst = Array.from({ length: criticals }, (_, index) => ({
    title: 'Ransomware',
    severity: 'critical',
    host: `server-${index}`,
    attacks: ['T1486'],
  }));
  expect(await send('quiet', worst)).toMatchObject({ outcome: 'accepted', alerts: criticals });

  const [first] = await bot.store.inLine();
  expect(first).toMatchObject({ source: 'noisy', waiting: flood });
  expect(first?.beyondQuota).toBeGreaterThanOrEqual(flood - 3 * perMinute);
  expect(warned).toContainEqual({ source: 'noisy', perMinute });
  const reader = human('mira', { roles: ['reader'] });
  const by = { actor: { kind: 'human', id: reader.id, name: reader.name }, person: reader, entrance: 'terminal', timezone: 'UTC' } as const;
  const shown = await showFunnel(bot, { spanMs: 3_600_000, why: false }, by);
  expect(shown.data).toMatchObject({
    inLine: [
      { source: 'noisy', waiting: flood },
      { source: 'quiet', waiting: criticals, beyondQuota: 0 },
    ],
  });

  const started = performance.now();
  const worker = startWorker(bot, { owner: 'test', flows: jobFlows, outlets: [] });
  const carded = async () => (await bot.store.incidents({ open: true, limit: 50 })).filter(({ title }) => title.raw() === 'Ransomware').length;
  while ((await carded()) < criticals) await new Promise((resolve) => setTimeout(resolve, 20));
  const took = performance.now() - started;
  const stillInLine = (await bot.store.inLine()).find(({ source }) => source === 'noisy')?.waiting ?? 0;
  await worker.stop();
  console.info(
    `criticals behind ${flood} alerts of another source: all carded after ${Math.round(took)} ms, with ${stillInLine} of the flood still in line`,
  );
  expect(took).toBeLessThan(10_000);
  expect(stillInLine).toBeGreaterThan(flood / 2);
  const funnel = await bot.store.funnel(forever);
  expect(funnel).toMatchObject([
    { source: 'noisy', received: flood },
    { source: 'quiet', received: criticals, opened: criticals },
  ]);
});
