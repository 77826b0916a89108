import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { settingsSchema } from '../src/config/settings.ts';
import { correlationRule } from '../src/core/correlate.ts';
import { playbook } from '../src/core/playbook.ts';
import { parseCommand } from '../src/kit/command-line.ts';
import { loadCatalogue } from '../src/kit/load.ts';
import { readDelivery } from '../src/kit/read-delivery.ts';

const root = path.resolve(import.meta.dirname, '..');
const documents = globSync('{*.md,{commands,handlers,data,src,test,bench,runtime,docs,scripts}/**/*.md}', {
  cwd: root,
  exclude: (name) => ['node_modules', 'installed', 'var'].includes(path.basename(name)),
});
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');
const catalogue = await loadCatalogue(root);

it('there is something to read', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', path.join('src', 'README.md')]));
});

it.each(['commands', 'handlers', 'data', 'test', 'bench', 'runtime', 'docs', 'scripts'])('%s says on one screen what it is', (folder) => {
  expect(textOf(path.join(folder, 'README.md')).split('\n').length).toBeLessThanOrEqual(65);
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
      /`((?:SLACK|HOOK|JIRA|GITHUB|OKTA|AWS|CLOUDFLARE|ABUSEIPDB|WEB|PUBLIC|COMMAND|PRACTICE|DATABASE|FIREBREAK|LOG)_[A-Z_]+)/g,
    ),
  ];
  const unknown = named.map(([, name]) => name ?? '').filter((name) => !ours.has(name) && !/^HOOK_(TOKEN|SECRET)(_|$)/.test(name));
  expect(unknown).toEqual([]);
});

/** What vendors need, as .env.example lists it; that file is generated from the clients. */
function clientSettings(): readonly string[] {
  return [...textOf('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name ?? '');
}

it.each(['README.md', 'commands/README.md', 'handlers/README.md'])('every command that %s shows as typed is understood', (file) => {
  const typed = [...textOf(file).matchAll(/`\/([a-z]+)((?: [^`<[…]+)?)`/g)];
  for (const [whole, name = '', words = ''] of typed) {
    const definition = catalogue.commands.get(name === 'firebreak' ? (words.trim().split(' ')[0] ?? '') : name);
    if (definition === undefined || words.trim() === '') continue;
    expect(() => parseCommand(definition, name === 'firebreak' ? words.trim().split(' ').slice(1).join(' ') : words), whole).not.toThrow();
  }
});

it('the alert that README sends with curl becomes one alert about what it names', () => {
  const body = /-d '(\{.*\})'/.exec(textOf('README.md'))?.[1] ?? '';
  const source = catalogue.sources.get('generic');
  if (source === undefined) throw new Error('there is no source generic');
  const read = readDelivery(source, {
    rawBody: Buffer.from(body),
    headers: {},
    receivedAt: '2026-03-14T02:11:09.000Z',
    options: undefined,
    redact: (text) => text,
  });
  expect(read).toMatchObject({
    alerts: [
      {
        severity: 90,
        observables: [
          { kind: 'host', value: 'web-1' },
          { kind: 'ip', value: '198.51.100.23' },
        ],
      },
    ],
  });
});

it('the YAML that data/README.md shows is what the program reads', () => {
  const [rule, play] = [...textOf('data/README.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => parse(yaml ?? ''));
  expect(correlationRule.safeParse(rule).error).toBeUndefined();
  expect(playbook.safeParse(play).error).toBeUndefined();
});
