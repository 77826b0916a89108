import { expect, it } from 'vitest';
import { playbook } from '../../src/core/playbook.ts';
import { showFunnel } from '../../src/flows/show-funnel.ts';
import type { By } from '../../src/kit/knock.ts';
import { sam } from '../core/builders.ts';
import { later, sampleIncident } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

const by: By = { actor: { kind: 'human', id: sam.id, name: sam.name }, person: { ...sam, roles: ['reader'] }, entrance: 'slack', timezone: 'UTC' };
const shown = { card: true, ticket: false, channel: false };

it('the funnel names the rules that people were shown and that no playbook handles', async () => {
  const known = await botWith([], () => later(60));
  const handled = playbook.parse({ id: 'shells', title: 'Shells', when: { rules: ['shell'], scoreAtLeast: 0 }, steps: [{ ask: 'was-this-you' }] });
  const bot = { ...known, files: { ...known.files, playbooks: [handled] } };
  await bot.store.commit({
    state: [
      { put: 'incident', value: sampleIncident('INC-1', { rule: null, alertRules: ['shell in a container'], shown }) },
      { put: 'incident', value: sampleIncident('INC-2', { rule: null, alertRules: ['port scan'], shown }) },
      { put: 'incident', value: sampleIncident('INC-3', { rule: null, alertRules: ['port scan'], shown }) },
      { put: 'incident', value: sampleIncident('INC-4', { rule: 'password-spraying', alertRules: ['login'], shown }) },
      { put: 'incident', value: sampleIncident('INC-5', { rule: null, alertRules: ['quiet'], shown: { ...shown, card: false } }) },
    ],
  });
  const { data } = await showFunnel(bot, { spanMs: 86_400_000, why: false }, by);
  expect(data).toMatchObject({
    unrouted: [
      { rule: 'port scan', incidents: 2 },
      { rule: 'password-spraying', incidents: 1 },
    ],
  });
});
