import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Untrusted } from '../../src/core/untrusted.ts';
import { cut, escaped, inert, joined, mrkdwn, plain, utc } from '../../src/slack/views/mrkdwn.ts';

const at = '2026-03-14T02:11:09.000Z';

describe('what is emphasised', () => {
  it('keeps its spaces outside of the marks, where Slack reads them', () => {
    expect(String(mrkdwn`${[{ strong: 'user ' }, 'alex', { code: ' a`b ' }, '.', { strong: ' ' }]}`)).toBe('*user* alex `ab` .');
  });

  it('keeps its line feeds, and is gone when only marks are left', () => {
    expect(String(mrkdwn`${{ strong: ' a\nb ' }}|${{ code: '``' }}|${{ strong: '' }}`)).toBe(' *a\nb* ||');
  });
});

describe('what stands between the braces', () => {
  it.each([
    ['nothing', null, ''],
    ['nothing', undefined, ''],
    ['nothing', false, ''],
    ['a number', 0, '0'],
    ['our words', 'a & <b>', 'a &amp; &lt;b&gt;'],
    ['an attacker’s words', Untrusted.of('*x* <!channel>'), '∗x∗ &lt;!channel&gt;'],
    ['more mrkdwn', mrkdwn`*a*`, '*a*'],
    ['several', ['a', 'b', { strong: 'c' }], 'ab*c*'],
    ['a time', { at }, `2026-03-14 02:11 UTC (<!date^${Date.parse(at) / 1000}^{date_short_pretty} {time}|02:11 UTC>)`],
    ['a link', { link: 'https://acme.example/a?b=1&c=2', label: 'a|b <c>' }, '<https://acme.example/a?b=1&c=2|a/b &lt;c&gt;>'],
    ['a link without a lock', { link: 'http://acme.example/', label: 'x' }, '<http://acme.example/|x>'],
    ['a link that would end early', { link: 'https://acme.example/a|b>c<d', label: 'x' }, '<https://acme.example/a%7Cb%3Ec%3Cd|x>'],
    ['a link that cannot be read', { link: 'https://acme.example/%zz', label: 'x' }, '<https://acme.example/%25zz|x>'],
    ['a link to elsewhere', { link: 'javascript:https://x', label: 'x' }, 'x'],
  ] as const)('%s: %j', (_what, part, shown) => {
    expect(String(mrkdwn`[${part}]`)).toBe(`[${shown}]`);
  });
});

it('several parts stand on lines of their own, or as somebody says', () => {
  const parts = [mrkdwn`a`, mrkdwn`b`];
  expect([joined(parts), joined(parts, ', ')].map(String)).toEqual(['a\nb', 'a, b']);
});

it('names that somebody else chose have no power, whether they are marked as theirs or not', () => {
  expect([inert('*a*'), inert(Untrusted.of('*a*')), inert('abcdef', 4)].map(String)).toEqual(['∗a∗', '∗a∗', 'abc…']);
});

describe('without markup', () => {
  it.each([
    ['a line', [' a \n\n b'], 20, 'a b'],
    [
      'all kinds',
      ['a', Untrusted.of('*x*'), { at }, { strong: 's' }, { code: 'c' }, { link: 'https://x.example', label: 'l' }],
      60,
      `a*x*${utc(at)}scl`,
    ],
    ['just as long as may be', 'abcde', 5, 'abcde'],
    ['longer', 'abcdef', 5, 'abcd…'],
  ] as const)('%s', (_what, text, limit, shown) => {
    expect(plain(text, limit)).toBe(shown);
  });
});

it('what Slack reads as markup is escaped', () => {
  expect(escaped('a & b < c > d & e')).toBe('a &amp; b &lt; c &gt; d &amp; e');
});

describe('what is too long is cut', () => {
  it.each([
    ['not at all when it fits', 'abcdef', 6, 'abcdef'],
    ['inside of a long word', 'abcdefgh', 6, 'abcde…'],
    ['after a line', 'abcde\nf gh', 8, 'abcde…'],
    ['after a word', 'abcde fghij', 8, 'abcde…'],
    ['not after a word in the middle', 'abcd efghij', 8, 'abcd ef…'],
    ['not after a line in the middle', 'abcd\nefghij', 8, 'abcd\nef…'],
    ['not after a word in its first half', 'a bcdefghij', 8, 'a bcdef…'],
    ['before a link that it would tear', 'abcdef<https://x|y>', 14, 'abcdef…'],
    ['after a link that it would not', '<https://x|y>abcdef', 16, '<https://x|y>ab…'],
    ['before an escaped character that it would tear', 'abcde&amp;f', 9, 'abcde…'],
    ['after one that it would not', 'abcd&amp;efghij', 13, 'abcd&amp;efg…'],
  ])('%s', (_where, source, limit, shown) => {
    expect(cut(source, limit)).toBe(shown);
  });

  it('and is never longer than it may be, and never torn', () => {
    const piece = fc.constantFrom('word ', 'line\n', '<https://acme.example|x>', '&amp;', 'longer-than-that');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 2, max: 80 }), (pieces, limit) => {
        const shown = cut(pieces.join(''), limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(shown.replace(/<[^<>]*>/g, '').replaceAll('&amp;', '')).not.toMatch(/[<>&]/);
      }),
    );
  });
});
