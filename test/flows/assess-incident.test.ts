import { expect, it } from 'vitest';
import type { Verdict } from '../../src/core/incident.ts';
import { assessAlerts } from '../../src/flows/assess-incident.ts';
import { later, sampleAlert, sampleIncident } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

const yesterday = later(-86_400);

/** What is said about the country of a login, when the only earlier login from there ended up in such an incident, or in none. */
async function saidAfter(incident: { readonly verdict: Verdict | null } | undefined): Promise<string> {
  const bot = await botWith([], () => later(60));
  const known = sampleAlert('A-1', { happenedAt: yesterday, incident: incident === undefined ? null : 'INC-1' });
  await bot.store.commit({
    state: [
      { put: 'alert', value: known },
      ...(incident === undefined ? [] : [{ put: 'incident', value: sampleIncident('INC-1', incident) } as const]),
    ],
  });
  const { factors } = await assessAlerts(bot, [sampleAlert('A-2')], [], null);
  return factors.find(({ name }) => name === 'geography')?.because.join(' ') ?? '';
}

it.each([
  ['nobody found worth showing', undefined],
  ['was judged benign', { verdict: 'benign' }],
  ['was judged a false positive', { verdict: 'false-positive' }],
] as const)('a login that %s teaches where somebody usually is', async (_what, incident) => {
  expect(await saidAfter(incident)).toContain('From BR, as usual.');
});

it.each([
  ['was an attack', { verdict: 'true-positive' }],
  ['may have been one', { verdict: 'inconclusive' }],
  ['nobody has judged yet', { verdict: null }],
] as const)('a login that %s teaches nothing about where somebody usually is', async (_what, incident) => {
  expect(await saidAfter(incident)).not.toContain('as usual');
});
