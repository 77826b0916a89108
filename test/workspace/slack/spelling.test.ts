import { expect, it } from 'vitest';
import { openJournal } from '../../../src/workspace/slack/journal.ts';
import { practiceSeed } from '../../../src/workspace/slack/seed.ts';
import { spell } from '../../../src/workspace/slack/spelling.ts';
import { openWorkspace } from '../../../src/workspace/slack/workspace.ts';
import { manifest } from './practice-app.ts';

const workspace = openWorkspace({ journal: openJournal(undefined), seed: practiceSeed, manifest, now: Date.now, origin: () => '' });

it.each([
  ['<b> & "c"', '&lt;b&gt; &amp; "c"'],
  ['hello @alex.', 'hello <@U0SUSPECT>.'],
  ['@nobody and @here', '@nobody and <!here>'],
  ['@security look', '<!subteam^S0SECURITY|@security> look'],
  ['in #general, not #nowhere', 'in <#C0GENERAL|general>, not #nowhere'],
  ['mail alex@acme.example', 'mail <mailto:alex@acme.example|alex@acme.example>'],
  ['see https://a.example/x?y=1&z=2', 'see <https://a.example/x?y=1&amp;z=2>'],
  ['evil.com and evil.com/path', '<http://evil.com|evil.com> and <http://evil.com/path|evil.com/path>'],
  ['report.pdf 203.0.113.7 evil[.]com', 'report.pdf 203.0.113.7 evil[.]com'],
  ['<@U0ANALYST> cannot be forged', '&lt;@U0ANALYST&gt; cannot be forged'],
])('“%s” arrives as “%s”', (typed, sent) => {
  expect(spell(workspace, typed)).toBe(sent);
});

it('names people in commands with both id and name', () => {
  expect(spell(workspace, '@alex', 'command')).toBe('<@U0SUSPECT|alex>');
});
