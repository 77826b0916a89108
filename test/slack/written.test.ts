import { expect, it } from 'vitest';
import { asRead, mentionsIn } from '../../src/slack/written.ts';

const names: Readonly<Record<string, string>> = { U0ANA: 'Ana Novak', S0SEC: 'Security', C0GEN: 'general' };

it.each([
  ['plain', 'plain'],
  ['<@U0ANA> &amp; <@U0NEW|new.one>: 1 &lt; 2', '@Ana Novak & @new.one: 1 < 2'],
  ['<!subteam^S0SEC> <!subteam^S0OLD|@old-team> <!here> <!channel|channel>', '@Security @old-team @here @channel'],
  ['<#C0GEN> <#C0OTHER|other>', '#general #other'],
  ['<https://a.example/x?a=1&amp;b=2|here> <https://b.example>', 'here (https://a.example/x?a=1&b=2) https://b.example'],
  ['<mailto:a@b.example|a@b.example>', 'a@b.example (mailto:a@b.example)'],
  ['<!date^1392734382^{date}|yesterday>', 'yesterday'],
  // What somebody typed that looks like Slack's own spelling comes escaped, and stays words.
  ['&lt;@U0ANA&gt; &amp;lt;', '<@U0ANA> &lt;'],
])('%s reads %s', (written, read) => {
  expect(asRead(written, (id) => names[id])).toBe(read);
});

it('names each person, group and channel once', () => {
  expect(mentionsIn('<@U0ANA> <@U0ANA|ana> <!subteam^S0SEC> <#C0GEN|general> <!here>').map(({ id }) => id)).toEqual([
    'U0ANA',
    'S0SEC',
    'C0GEN',
    'here',
  ]);
});
