import { execFile, execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { settingsSchema } from '../src/config/settings.ts';
import { genericMapping } from '../src/connectors/generic/mapping.ts';
import { playbook } from '../src/core/playbook.ts';
import { parseCommand } from '../src/kit/command-line.ts';
import { loadCatalogue } from '../src/kit/load.ts';
import { readDelivery } from '../src/kit/read-delivery.ts';
import { helpText } from '../src/terminal/help.ts';
import { printed } from '../src/terminal/print.ts';
import { eventually, messageWith } from '../src/workspace/demo/stage.ts';
import { sigmaRule } from './core/builders.ts';
import { temporaryFolder } from './storage/folder.ts';
import { openStage } from './stories/stage.ts';

const root = path.resolve(import.meta.dirname, '..');
const documents = globSync('{*.md,{commands,handlers,data,src,test,bench,runtime,docs,scripts}/**/*.md}', {
  cwd: root,
  exclude: (name) => ['node_modules', 'installed', 'var'].includes(path.basename(name)),
});
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');
const catalogue = await loadCatalogue(root);
const operators = printed(helpText([]), 'UTC');
/** What is written like a command and is none of ours: Slack's own, addresses of the HTTP server, and the name under which all of them stand. */
const othersWords = ['firebreak', 'invite', 'healthz', 'readyz', 'metrics', 'containments'];

it('there is something to read', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', path.join('src', 'README.md')]));
});

it.each(['commands', 'handlers', 'data', 'test', 'bench', 'runtime', 'docs', 'scripts'])('%s says on one screen what it is', (folder) => {
  expect(textOf(path.join(folder, 'README.md')).split('\n').length).toBeLessThanOrEqual(60);
});

it.each(documents)('every link of %s to a place in the project leads somewhere', (file) => {
  const links = [...textOf(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link]) => link ?? '');
  const dead = links.filter((link) => !existsSync(path.resolve(root, path.dirname(file), link)));
  expect(dead).toEqual([]);
});

it.each(documents)('every `npm run …` of %s exists', (file) => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Readonly<Record<string, string>> };
  const named = [...textOf(file).matchAll(/npm run (?:--silent )?([a-z][a-z:-]*)/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

it.each(documents)('every setting that %s names exists', (file) => {
  const ours = new Set([...Object.keys(settingsSchema.shape), ...clientSettings()]);
  const named = [
    ...textOf(file).matchAll(
      /`((?:SLACK|HOOK|JIRA|GITHUB|OKTA|AWS|CLOUDFLARE|ABUSEIPDB|PAGERDUTY|SMTP|NOTIFY|HEARTBEAT|WEB|PUBLIC|COMMAND|PRACTICE|DATABASE|FIREBREAK|LOG)_[A-Z_]+)/g,
    ),
  ];
  const unknown = named
    .map(([, name]) => (name ?? '').replace(/_FILE$/, ''))
    .filter((name) => !ours.has(name) && !/^HOOK_(TOKEN|SECRET)(_|$)/.test(name));
  expect(unknown).toEqual([]);
});

/** What vendors need, as .env.example lists it; that file is generated from the clients. */
function clientSettings(): readonly string[] {
  return [...textOf('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name ?? '');
}

it.each(documents)('every command that %s shows as typed in Slack is understood', (file) => {
  const typed = [...textOf(file).matchAll(/`(?:\/firebreak |@firebreak |\/)([a-z]+)((?: [^`]*)?)`/g)];
  for (const [whole, name = '', words = ''] of typed) if (!othersWords.includes(name)) expectUnderstood(whole, name, words);
});

it.each(documents)('every command that %s shows as typed in a terminal exists', (file) => {
  const typed = [...textOf(file).matchAll(/(?:npm run (?:--silent )?firebreak -- |node dist\/src\/cli\.js )([a-z]+)((?: [^`\n#]*)?)/g)];
  for (const [whole, name = '', words = ''] of typed) {
    if (!operators.includes(`• ${name} `)) expectUnderstood(whole, name, words.replace('--json', ''));
  }
});

/** A bare name is a mention, and words with a blank to fill in are a usage, which follows from the definition: of these only the name is looked at. */
function expectUnderstood(whole: string, name: string, words: string): void {
  const definition = catalogue.commands.get(name);
  expect(definition, `${whole}: there is no such command`).toBeDefined();
  if (definition === undefined || words.trim() === '' || /[<[…]/.test(words)) return;
  expect(() => parseCommand(definition, words.trim()), whole).not.toThrow();
}

const curl = await promisify(execFile)('curl', ['--version']).catch(() => undefined);

it.skipIf(curl === undefined)('the lines that README gives for an alert of one’s own put its card into #security-alerts at once', async () => {
  const [lines] = [...textOf('README.md').matchAll(/```sh\n(TOKEN=[\s\S]*?)```/g)].map(([, block]) => block ?? '');
  const stage = await openStage();
  try {
    const asTyped = (lines ?? '').replace(/^TOKEN=.*/, `TOKEN=${stage.environment.HOOK_TOKEN}`).replace('http://127.0.0.1:3000', stage.bot.url);
    const since = Date.now();
    const { stdout } = await promisify(execFile)('sh', ['-c', asTyped]);
    expect(JSON.parse(stdout)).toMatchObject({ alerts: 1, duplicates: 0 });
    await eventually(stage, () => messageWith(stage.mira, 'security-alerts', 'INC-1', 'Reverse shell on web-1'), 'there is no card');
    // Twice what README says, because other tests use the same processors.
    expect(Date.now() - since).toBeLessThan(2000);
    const again = await promisify(execFile)('sh', ['-c', asTyped]);
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(stdout));
  } finally {
    await stage.close();
  }
});

it('the lines that README gives for trying a payload show the alerts that it becomes', { timeout: 30_000 }, () => {
  const [lines] = [...textOf('README.md').matchAll(/```sh\n(npm run --silent firebreak -- source [\s\S]*?)```/g)].map(([, block]) => block ?? '');
  const folder = temporaryFolder();
  const asTyped = (lines ?? '').replaceAll('data/var/', `${folder}/`);
  const told = execFileSync('sh', ['-ec', asTyped], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: `sqlite:${folder}/try.db` },
  });
  expect(told).toMatch(/alerts? from Okta/);
});

it('the YAML that data/README.md shows is what the program reads', () => {
  const [rule, play] = [...textOf('data/README.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml ?? '');
  expect(sigmaRule(rule ?? '')).toMatchObject({ id: 'password-guessing', withinMinutes: 60, steps: [{ count: 5 }] });
  expect(playbook.safeParse(parse(play ?? '')).error).toBeUndefined();
});

it('the mapping that docs/sources.md shows is what the program reads', () => {
  const [, mapping = ''] = /```yaml\n([\s\S]*?)```/.exec(textOf(path.join('docs', 'sources.md'))) ?? [];
  expect(genericMapping.safeParse(parse(mapping)).error).toBeUndefined();
});

it('the payload that docs/sources.md gives for Datadog becomes an alert when Datadog has filled it in', async () => {
  const { default: datadog } = await import('../src/connectors/sources/datadog.ts');
  const [, template = ''] = /```json datadog\n([\s\S]*?)```/.exec(textOf(path.join('docs', 'sources.md'))) ?? [];
  const filled: Readonly<Record<string, string>> = { ALERT_PRIORITY: 'P1', DATE_POSIX: '1773450669', HOSTNAME: 'web-1', TAGS: 'usr.id:alex' };
  const rawBody = Buffer.from(
    template.replaceAll(/\$([A-Z_]+)/g, (_sign, name: string) => filled[name] ?? ''.padEnd(name === 'EVENT_TITLE' ? 5 : 0, 'x')),
  );
  const read = readDelivery(datadog, { rawBody, headers: {}, receivedAt: '2026-03-14T03:00:00.000Z', options: undefined, redact: (text) => text });
  expect(read).toMatchObject({
    alerts: [{ severity: 90, happenedAt: '2026-03-14T01:11:09.000Z', observables: [{ value: 'web-1' }, { value: 'alex' }] }],
  });
});
