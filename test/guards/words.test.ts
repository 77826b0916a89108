import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Every file of the project: what Git follows, or would. */
function files(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return listed.split('\0').filter((file) => file !== '' && existsSync(path.join(root, file)));
}

/** A rule about a file: what is wrong with it, or nothing. */
const rules = {
  'a file is named after what is in it': (file: string) =>
    /(^|\/)(utils?|helpers?|types?|misc|common)(\.[a-z.]+)?$/.test(file) ? 'its name says nothing' : '',
  'what is not done stands in an issue, not in a comment': (_: string, text: string) =>
    /(?:\/\/|\/?\*|#|<!--)\s*(?:TODO|FIXME|XXX|HACK)\b/.exec(text)?.[0] ?? '',
  'a file of ours has at most 400 lines': (file: string, text: string) => {
    const lines = text.split('\n').length - 1;
    return /\.(ts|tsx|mjs)$/.test(file) && lines > 400 ? `${lines} lines` : '';
  },
  'no rule is switched off without a reason': (_: string, text: string) =>
    /@ts-(?:ignore|nocheck)|@ts-expect-error(?!:? \S)|biome-ignore(?:-all|-start)?(?! [\w/]+: \S)/.exec(text)?.[0] ?? '',
} as const;

const source = /\.(ts|tsx|mjs|ya?ml|sh|css|html|md|grit|template)$|^(Dockerfile|\.ci\/run)$/;

/** Files that write such words in order to try or name the rules. */
const about = new Set(['test/guards/words.test.ts', 'test/guards/lint.test.ts']);

/** What is wrong with a file by every rule. */
function problemsOf(file: string, text: string): readonly string[] {
  return Object.entries(rules).flatMap(([rule, check]) => {
    const problem = check(file, text);
    return problem === '' ? [] : [`${file}: ${problem} (${rule})`];
  });
}

describe.skipIf(!existsSync(path.join(root, '.git')))('the files of the project (skipped outside a Git checkout)', () => {
  it('keep the rules that no other tool holds', () => {
    const ours = files().filter((file) => source.test(file) && !about.has(file));
    expect(ours.length).toBeGreaterThan(300);
    expect(ours.flatMap((file) => problemsOf(file, readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
  });
});

describe('the rules', () => {
  it.each([
    ['src/core/utils.ts', ''],
    ['src/kit/helpers/one.ts', '// TODO: later'],
    ['src/slack/types.d.ts', ''],
    ['src/core/long.ts', '\n'.repeat(401)],
    ['src/core/off.ts', '// biome-ignore lint/style/noNonNullAssertion\n'],
    ['src/core/off.ts', '// @ts-expect-error\n'],
    ['data/policy.yml', '# FIXME later'],
  ])('refuse %s', (file, text) => {
    expect(problemsOf(file, text)).not.toEqual([]);
  });

  it.each([
    ['src/kit/untyped.ts', '// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging\n'],
    ['src/workspace/range/jira-seed.ts', "{ name: 'To Do' }"],
  ])('let %s be', (file, text) => {
    expect(problemsOf(file, text)).toEqual([]);
  });
});
