import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigurationError } from '../../src/core/errors.ts';
import { loadCatalogue, loadFolder } from '../../src/kit/load.ts';

function houseWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'house-'));
  for (const [name, content] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

async function problems(files: Readonly<Record<string, string>>): Promise<readonly (readonly [string, string])[]> {
  const error: unknown = await loadCatalogue(houseWith(files)).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigurationError)) throw new Error('nothing was wrong');
  return error.problems.map(({ path, message }) => [path, message]);
}

test('a file in a folder is the registration, for every kind', async () => {
  const root = houseWith({
    'commands/triage.ts': "export default { kind: 'command', id: 'triage' };",
    'handlers/buttons/approve.ts': "export default { knock: 'button', contract: { id: 'approve' } };",
    'handlers/modals/approve-reason.ts': "export default { knock: 'modal', contract: { id: 'approve-reason' } };",
    'handlers/shortcuts/enrich.ts': "export default { knock: 'shortcut', contract: { id: 'enrich' } };",
    'handlers/events/app-mention.ts': "export default { knock: 'event', event: 'app_mention' };",
    'handlers/schedules/leases.ts': "export default { kind: 'schedule', id: 'leases' };",
    'handlers/pages/incident.ts': "export default { kind: 'page', id: 'incident' };",
    'src/connectors/sources/okta.ts': "export default { kind: 'source', id: 'okta' };",
    'src/connectors/clients/okta.ts': "export default { kind: 'client', id: 'okta' };",
    'src/connectors/enrichers/okta-user.ts': "export default { kind: 'enricher', id: 'okta-user' };",
    'src/connectors/actions/suspend.ts': "export default { kind: 'action', id: 'suspend' };",
    'src/connectors/tickets/jira.ts': "export default { kind: 'tickets', id: 'jira' };",
    'src/connectors/notifiers/pagerduty.ts': "export default { kind: 'notifier', id: 'pagerduty' };",
    'commands/README.md': 'Not a definition.',
    'commands/triage.test.ts': 'throw new Error();',
  });
  const catalogue = await loadCatalogue(root);
  expect(Object.entries(catalogue).map(([kind, found]) => [kind, [...found.keys()]])).toEqual([
    ['commands', ['triage']],
    ['buttons', ['approve']],
    ['modals', ['approve-reason']],
    ['shortcuts', ['enrich']],
    ['events', ['app_mention']],
    ['schedules', ['leases']],
    ['pages', ['incident']],
    ['sources', ['okta']],
    ['clients', ['okta']],
    ['enrichers', ['okta-user']],
    ['actions', ['suspend']],
    ['tickets', ['jira']],
    ['notifiers', ['pagerduty']],
  ]);
});

test('folders that are not there hold nothing', async () => {
  expect((await loadCatalogue(houseWith({}))).commands.size).toBe(0);
  expect((await loadFolder('actions', join(houseWith({}), 'nowhere'))).size).toBe(0);
});

test.each([
  ['without a default export', 'export const a = 1;', 'It has no default export. Write: export default defineCommand(…).'],
  ['with something else', "export default { kind: 'page', id: 'x' };", 'Its default export is not made with defineCommand'],
  [
    'with another id',
    "export default { kind: 'command', id: 'y' };",
    'Its id is “y”, but an id equals the file name. Rename one of them: the id to “x”',
  ],
  ['without an id', "export default { kind: 'command' };", 'Its id is “undefined”'],
  ['that throws', "throw new Error('no such thing');", 'It cannot be loaded: no such thing'],
])('a file %s stops the boot by name', async (_what, content, why) => {
  expect(await problems({ 'commands/x.ts': content })).toEqual([['commands/x.ts', expect.stringContaining(why)]]);
});

test('all wrong files are named at once', async () => {
  const found = await problems({ 'commands/x.ts': 'export const a = 1;', 'src/connectors/actions/y.ts': 'export default {};' });
  expect(found.map(([path]) => path)).toEqual(['commands/x.ts', 'src/connectors/actions/y.ts']);
});

test('what stands in the folders of this project can be loaded', async () => {
  const catalogue = await loadCatalogue('.');
  expect(catalogue.sources.size).toBeGreaterThan(0);
});
