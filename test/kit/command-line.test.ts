import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../src/core/errors.ts';
import { incidentId } from '../../src/core/incident.ts';
import { commandHelp, parseCommand, usageOf } from '../../src/kit/command-line.ts';
import { answer, defineCommand, form } from '../../src/kit/index.ts';

const run = async () => answer('done', [], {});
const verdict = z.enum(['benign', 'true-positive']);
const command = defineCommand({
  id: 'incident',
  title: 'Incidents',
  forms: [
    form('', 'the list', {}, run),
    form('close <incident> <verdict> <reason…>', 'closes it', { incident: incidentId, verdict, reason: z.string().min(3) }, run),
    form('<incident> [<page>]', 'one', { incident: incidentId, page: z.coerce.number().int().optional() }, run),
    form('ask <what> [about] [<incident>]', 'asks', { what: z.string(), incident: incidentId.optional() }, run),
    form('<thing>', 'anything', { thing: z.string().regex(/[.@]/, 'write an address or a domain') }, run),
  ],
});

describe('what somebody types', () => {
  it.each([
    ['nothing', '', '', {}],
    ['an argument', 'INC-7', '<incident> [<page>]', { incident: 'INC-7' }],
    ['an optional argument', 'INC-7 2', '<incident> [<page>]', { incident: 'INC-7', page: 2 }],
    [
      'a rest with spaces',
      'close INC-1 benign it was a  drill',
      'close <incident> <verdict> <reason…>',
      { incident: 'INC-1', verdict: 'benign', reason: 'it was a  drill' },
    ],
    [
      'a word in capitals',
      'CLOSE INC-1 benign a drill',
      'close <incident> <verdict> <reason…>',
      { incident: 'INC-1', verdict: 'benign', reason: 'a drill' },
    ],
    [
      'a quoted rest',
      'close INC-1 benign "a drill"',
      'close <incident> <verdict> <reason…>',
      { incident: 'INC-1', verdict: 'benign', reason: 'a drill' },
    ],
    ['typographic quotes', 'ask “two words” INC-1', 'ask <what> [about] [<incident>]', { what: 'two words', incident: 'INC-1' }],
    ['an optional word', 'ask why about INC-1', 'ask <what> [about] [<incident>]', { what: 'why', incident: 'INC-1' }],
    [
      'an apostrophe inside a word',
      "close INC-1 benign that wasn't us",
      'close <incident> <verdict> <reason…>',
      { incident: 'INC-1', verdict: 'benign', reason: "that wasn't us" },
    ],
    ['a mail link of Slack’s', '<mailto:a@b.example|a@b.example>', '<thing>', { thing: 'a@b.example' }],
    ['a domain that Slack made a link of', '<http://b.example|b.example>', '<thing>', { thing: 'b.example' }],
    ['an address with a path', '<https://b.example/x?y=1&amp;z=2>', '<thing>', { thing: 'https://b.example/x?y=1&z=2' }],
    ['a link under other words', '<https://evil.example|okta.example>', '<thing>', { thing: 'https://evil.example' }],
    ['a person', 'ask <@U024BE7LH|kim>', 'ask <what> [about] [<incident>]', { what: '@U024BE7LH' }],
    ['an address that somebody took the power from', 'evil[.]example', '<thing>', { thing: 'evil[.]example' }],
    ['spaces around', '  INC-7  ', '<incident> [<page>]', { incident: 'INC-7' }],
  ])('is understood: %s', (_name, text, pattern, args) => {
    const parsed = parseCommand(command, text);
    expect(parsed.form.pattern).toBe(pattern);
    expect(JSON.parse(JSON.stringify(parsed.args))).toEqual(args);
  });

  it.each([
    ['a wrong value', 'close INC-1 maybe because', [{ path: 'verdict', message: 'write one of: benign, true-positive' }], [1]],
    ['a missing argument', 'close INC-1', [{ path: 'verdict', message: 'this is missing' }], [1]],
    ['too many words', 'ask why INC-1 now', [{ path: '', message: 'it is not clear what “now” is for' }], [3]],
    ['nothing that any form takes', 'hello', [{ path: 'thing', message: 'write an address or a domain' }], [0, 1, 2, 3, 4]],
  ])('is refused with its problem and how the form that was meant is typed, or all when none was: %s', (_name, text, problems, forms) => {
    const refused = () => parseCommand(command, text);
    expect(refused).toThrow(InputError);
    try {
      refused();
    } catch (error) {
      expect((error as InputError).problems).toEqual(problems);
      const usages = usageOf(command);
      expect((error as InputError).next).toBe(`Usage: ${forms.map((index) => usages[index]).join(' · ')}`);
    }
  });
});

it('help says how each form is typed', () => {
  expect(usageOf(command, '/acme-')).toContain('/acme-incident <incident> [<page>]');
  expect(JSON.stringify(commandHelp(command, '/').parts)).toContain('closes it');
});

it('a pattern that means nothing is refused by name', () => {
  const wrong = defineCommand({ id: 'wrong', title: 'Wrong', forms: [form('<a b>', 'never', {}, run)] });
  expect(() => parseCommand(wrong, 'x')).toThrow('“<a”');
});
