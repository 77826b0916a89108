import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { withSlashCommands } from '../../scripts/generate/manifest.ts';
import { tables, withTables } from '../../scripts/generate/tables.ts';
import { generated, outdated } from '../../scripts/generate.ts';
import { defineCommand } from '../../src/kit/index.ts';
import { loadCatalogue } from '../../src/kit/load.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('what follows from the definitions', () => {
  it('stands in every file as it should', async () => {
    expect([...(await outdated(root)).keys()]).toEqual([]);
  });

  it('is written without touching the rest of a file', async () => {
    const manifest = (await generated(root)).get('manifest.yml') ?? '';
    const { features, oauth_config } = parse(manifest) as { features: { slash_commands: { command: string }[] }; oauth_config: object };
    expect(features.slash_commands.map(({ command }) => command)).toEqual([
      '/contain',
      '/enrich',
      '/incident',
      '/metrics',
      '/snooze',
      '/timeline',
      '/triage',
      '/firebreak',
    ]);
    expect(oauth_config).toEqual((parse(readFileSync(path.join(root, 'manifest.yml'), 'utf8')) as { oauth_config: object }).oauth_config);
  });

  it('follows a definition that changes', () => {
    const changed = new Map([['planted', defineCommand({ id: 'planted', title: 'Planted: one', hint: 'INC-1', forms: [] })]]);
    const manifest = withSlashCommands('features:\n  slash_commands:\n    - command: /old\nsettings: {}\n', changed);
    const { features, settings } = parse(manifest) as { features: { slash_commands: object[] }; settings: object };
    expect(features.slash_commands[0]).toEqual({ command: '/planted', description: 'Planted: one', usage_hint: 'INC-1', should_escape: false });
    expect(settings).toEqual({});
  });

  it('names every setting with a sentence', async () => {
    const example = (await generated(root)).get('.env.example') ?? '';
    for (const name of [
      'SLACK_BOT_TOKEN',
      'PORT',
      'HOOK_TOKEN',
      'HOOK_SECRET_GITHUB',
      'HOOK_TOKEN_OKTA',
      'JIRA_API_TOKEN',
      'OKTA_ORG_URL',
      'AWS_REGION',
    ]) {
      expect(example).toMatch(new RegExp(`^# .+[.…]\\n#${name}=`, 'm'));
    }
  });
});

describe('the schemas for editors', () => {
  it.each([
    ['policy', 'data/policy.yml'],
    ['people', 'src/workspace/team/people.yml'],
    ['assets', 'src/workspace/team/assets.yml'],
    ['correlation', 'data/correlations/account-takeover.yml'],
    ['playbook', 'data/playbooks/public-bucket.yml'],
  ])('%s accepts %s, and refuses a misspelt key in it', (name, file) => {
    const schema = JSON.parse(readFileSync(path.join(root, 'data/schemas', `${name}.json`), 'utf8')) as object;
    const accepts = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    // Of a file with several documents, the first.
    const [document] = parseAllDocuments(readFileSync(path.join(root, file), 'utf8'));
    const written = document?.toJS() as Record<string, unknown>;
    expect(accepts(written) || accepts.errors).toBe(true);
    expect(accepts({ ...written, misspelt: 1 })).toBe(false);
  });
});

describe('a file that was changed by hand', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'firebreak-generated-'));
    for (const one of ['src', 'commands', 'handlers', 'data', 'docs', 'manifest.yml', '.env.example', 'package.json']) {
      cpSync(path.join(root, one), path.join(copy, one), { recursive: true, filter: (from) => !from.includes(path.join('data', 'var')) });
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each([
    ['manifest.yml', (text: string) => text.replace('command: /triage', 'command: /planted')],
    ['data/schemas/policy.json', (text: string) => text.replace('thresholds', 'planted')],
    ['.env.example', (text: string) => text.replace('#PORT=3000', '#PORT=1')],
  ])('is noticed: %s', async (changed, change) => {
    const file = path.join(copy, changed);
    const before = readFileSync(file, 'utf8');
    expect(change(before)).not.toBe(before);
    writeFileSync(file, change(before));
    expect([...(await outdated(copy)).keys()]).toEqual([changed]);
    writeFileSync(file, before);
  });
});

describe('tables in Markdown', async () => {
  const filled = tables(await loadCatalogue(root));

  it('are filled in between their marks, again and again', () => {
    const once = withTables('README.md', 'Before.\n<!-- generated:actions -->old<!-- /generated -->\nAfter.', filled);
    expect(once).toMatch(/^Before\.\n<!-- generated:actions -->\n\n\| Action \|[\s\S]*Suspend[\s\S]*<!-- \/generated -->\nAfter\.$/);
    expect(withTables('README.md', once, filled)).toBe(once);
  });

  it('are refused when they do not exist or do not end', () => {
    expect(() => withTables('README.md', '<!-- generated:nothing --><!-- /generated -->', filled)).toThrow('README.md asks for a table nothing.');
    expect(() => withTables('README.md', '<!-- generated:actions -->', filled)).toThrow('README.md has a generated table without its end.');
  });
});
