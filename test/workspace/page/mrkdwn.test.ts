import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Inline, type Passage, readMrkdwn } from '../../../src/workspace/page/browser/text/mrkdwn.ts';
import { times } from '../../depth.ts';

/** The tree as one line: quick to write down and to compare. */
function sketch(passages: readonly Passage[]): string {
  return passages
    .map((passage) =>
      passage.kind === 'block' ? `pre(${passage.text})` : passage.kind === 'quote' ? `quote(${line(passage.content)})` : line(passage.content),
    )
    .join(' ¶ ');
}

function line(pieces: readonly Inline[]): string {
  return pieces.map(piece).join('');
}

function piece(inline: Inline): string {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'strong':
    case 'emphasis':
    case 'strike':
      return `${inline.kind}(${line(inline.content)})`;
    case 'code':
      return `code(${inline.text})`;
    case 'emoji':
      return `emoji(${inline.name})`;
    case 'link':
      return `link(${inline.href} ${inline.label})`;
    case 'user':
    case 'channel':
    case 'group':
      return `${inline.kind}(${inline.id})`;
    case 'broadcast':
      return `broadcast(${inline.range})`;
    case 'date':
      return `date(${inline.seconds} ${inline.format} ${inline.fallback})`;
    case 'break':
      return '⏎';
    default:
      return inline satisfies never;
  }
}

describe('mrkdwn', () => {
  it.each([
    ['*bold* _italic_ ~gone~ `code`', 'strong(bold) emphasis(italic) strike(gone) code(code)'],
    ['*bold _and italic_*', 'strong(bold emphasis(and italic))'],
    ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
    ['* not bold * and *not\nbold*', '* not bold * and *not⏎bold*'],
    ['`*not bold* &lt;b&gt;`', 'code(*not bold* <b>)'],
    ['a &amp; b &lt;b&gt; &amp;lt;', 'a & b <b> &lt;'],
    ['> said\n> twice\nthen', 'quote(said⏎twice) ¶ then'],
    ['&gt; said', 'quote(said)'],
    ['>>> all\nof it', 'quote(all⏎of it)'],
    ['```\nx *y*\n```', 'pre(x *y*)'],
    ['before ```x``` after', 'before  ¶ pre(x) ¶  after'],
    ['one\n\ntwo', 'one⏎⏎two'],
    [':eyes: at 10:30:45 :not an emoji:', 'emoji(eyes) at 10:30:45 :not an emoji:'],
    ['<https://a.example/x?a=1&amp;b=2|the *page*>', 'link(https://a.example/x?a=1&b=2 the *page*)'],
    ['<https://a.example>', 'link(https://a.example/ https://a.example)'],
    ['<mailto:a@b.example|a@b.example>', 'link(mailto:a@b.example a@b.example)'],
    [
      '<@U0MIRA0001> in <#C0GENERAL|general> with <!subteam^S0TEAM|@team> <!here>',
      'user(U0MIRA0001) in channel(C0GENERAL) with group(S0TEAM) broadcast(here)',
    ],
    ['<!date^1773454260^{date_short} {time}|02:11 UTC>', 'date(1773454260 {date_short} {time} 02:11 UTC)'],
    ['*since <!date^1^{time}|x>*', 'strong(since date(1 {time} x))'],
    ['<javascript:alert(1)|click>', '<javascript:alert(1)|click>'],
    ['<data:text/html,x|click>', '<data:text/html,x|click>'],
    ['<!date^1^{time}^javascript:alert(1)|x>', 'date(1 {time} x)'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['unfinished *bold and <https://a.example', 'unfinished *bold and <https://a.example'],
  ])('reads %j', (source, expected) => {
    expect(sketch(readMrkdwn(source, true))).toBe(expected);
  });

  it('makes links of bare addresses unless it is told that the text is verbatim', () => {
    expect(sketch(readMrkdwn('see https://a.example/x.'))).toBe('see link(https://a.example/x https://a.example/x).');
    expect(sketch(readMrkdwn('see https://a.example/x.', true))).toBe('see https://a.example/x.');
  });
});

/** Characters by which mrkdwn gets its powers, words that need them, and anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '|',
        '&',
        '*',
        '_',
        '~',
        '`',
        '```',
        '\n',
        '@',
        '#',
        '!',
        '^',
        ' ',
        'javascript:',
        'https://evil.example',
        'data:',
        'U0ALEX0001',
        '!date',
        '&lt;',
        '&gt;',
        '&amp;',
        ':fire:',
      ),
      fc.string(),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

describe("attackers' text", () => {
  it('never becomes a link, a mention or a date once it is escaped', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const kinds = all(readMrkdwn(`quoted: ${escaped(text)} end`, true)).map(({ kind }) => kind);
        for (const kind of ['link', 'user', 'channel', 'group', 'broadcast', 'date'] as const) expect(kinds).not.toContain(kind);
      }),
      { numRuns: times({ quick: 60, ci: 400, deep: 1_000 }) },
    );
  });

  it('never leads anywhere but to a web page or a mail, even unescaped', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, verbatim) => {
        for (const inline of all(readMrkdwn(text, verbatim))) {
          const href = inline.kind === 'link' || inline.kind === 'date' ? inline.href : null;
          if (href !== null) expect(href).toMatch(/^(?:https?|mailto):/);
        }
      }),
      { numRuns: times({ quick: 60, ci: 400, deep: 1_000 }) },
    );
  });

  it('loses no character of what it says when it has no powers', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z<>&|#@!^ ]*$/), (text) => {
        fc.pre(!text.startsWith('>'));
        expect(sketch(readMrkdwn(`x${escaped(text)}`, true))).toBe(`x${text}`);
      }),
      { numRuns: times({ quick: 40, ci: 200, deep: 2_000 }) },
    );
  });
});

function all(passages: readonly Passage[]): readonly Inline[] {
  const within = (pieces: readonly Inline[]): readonly Inline[] =>
    pieces.flatMap((inline) => ('content' in inline ? [inline, ...within(inline.content)] : [inline]));
  return passages.flatMap((passage) => (passage.kind === 'block' ? [] : within(passage.content)));
}
