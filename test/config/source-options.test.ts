import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readSourceOptions } from '../../src/config/source-options.ts';
import { genericMapping } from '../../src/connectors/generic/mapping.ts';
import { ConfigurationError } from '../../src/core/errors.ts';

const schemas = new Map([
  ['generic', genericMapping],
  ['okta', undefined],
]);

/** A team folder with one file for its sources. */
function withFile(name: string, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sources-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'sources'));
  writeFileSync(join(folder, 'sources', name), content);
  return folder;
}

test('what a team sets for a source is read by that source’s own schema', () => {
  const options = readSourceOptions(withFile('generic.yml', 'fields: { title: what.short }'), schemas).get('generic');
  expect(options).toMatchObject({ fields: { title: ['what.short'] } });
});

test.each([
  ['a mistyped field', 'generic.yml', 'fields: { titl: x }', '“titl” is not known here. Did you mean “title”?'],
  ['an expression that is none', 'generic.yml', 'only: "item.s +"', '“only” cannot be "item.s +": character 9: Unexpected token: EOF'],
  ['an expression in a field', 'generic.yml', 'fields:\n  title: { cel: itm.s }', 'character 1: Unknown variable: itm'],
  ['broken YAML', 'generic.yml', 'fields: [', 'This is not YAML'],
  ['a file of a source that does not exist', 'genric.yml', 'list: a', 'These may be set: generic.yml'],
  ['a file of a source that has nothing to set', 'okta.yml', 'list: a', 'These may be set: generic.yml'],
  ['a file with another ending', 'generic.yaml', 'list: a', 'These may be set: generic.yml'],
])('%s stops the boot in words', (_what, name, content, words) => {
  let thrown: unknown;
  try {
    readSourceOptions(withFile(name, content), schemas);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ConfigurationError);
  expect(thrown).toMatchObject({ problems: [{ path: expect.stringContaining(name), message: expect.stringContaining(words) }] });
});
