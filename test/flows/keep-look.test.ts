import { expect, it } from 'vitest';
import { Untrusted } from '../../src/core/untrusted.ts';
import { keepLook } from '../../src/flows/enrich-incident.ts';
import { redactor } from '../../src/observe/redact.ts';
import { later, sampleIncident } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

const secret = 'the-hook-token-of-acme';

it('a secret that a vendor’s answer quotes is kept neither in what is said nor in the data behind it', async () => {
  const bot = { ...(await botWith([], () => later(60))), redact: redactor([secret], 'key') };
  await bot.store.commit({ state: [{ put: 'incident', value: sampleIncident('INC-1') }] });
  await keepLook(bot, 'INC-1', {
    enricher: 'github-ownership',
    title: 'GitHub',
    observable: { kind: 'repo', value: 'acme/shop', role: 'target' },
    status: 'found',
    says: [Untrusted.of(`Changed: rotate ${secret}`)],
    hostile: null,
    data: { changes: [{ title: `rotate ${secret}`, lines: 3, by: null }], note: 'AKIAIOSFODNN7EXAMPLE was in it' },
    next: null,
  });
  const [kept] = await bot.store.findings('INC-1');
  expect(JSON.stringify([kept, await bot.store.timeline('INC-1')])).not.toMatch(/the-hook-token|AKIAIOSFODNN7EXAMPLE/);
  expect(kept?.data).toMatchObject({ changes: [{ title: expect.stringMatching(/^rotate \[secret:[0-9a-f]{8}\]$/), lines: 3, by: null }] });
});
