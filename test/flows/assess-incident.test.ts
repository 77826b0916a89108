import { expect, it } from 'vitest';
import type { Verdict } from '../../src/core/incident.ts';
import { assessAlerts } from '../../src/flows/assess-incident.ts';
import { later, sampleAlert, sampleIncident } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

/** What is said about the country of a login, when the earlier logins from there, one on each of so many days, ended up in such an incident, or in none. */
async function saidAfter(incident: { readonly verdict: Verdict | null } | undefined, days = 2): Promise<string> {
  const bot = await botWith([], () => later(60));
  const known = Array.from({ length: days }, (_, day) =>
    sampleAlert(`A-0${day}`, { happenedAt: later(-86_400 * (day + 1)), incident: incident === undefined ? null : 'INC-1' }),
  );
  await bot.store.commit({
    state: [
      ...known.map((value) => ({ put: 'alert', value }) as const),
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

it('one visit teaches nothing about where somebody usually is: an attacker makes one, too', async () => {
  expect(await saidAfter(undefined, 1)).not.toContain('as usual');
});
