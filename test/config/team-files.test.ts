import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkReferences, readTeamFiles } from '../../src/config/team-files.ts';
import { ConfigurationError } from '../../src/core/errors.ts';

/** A copy of the shipped folder, with some files written anew (or, undefined, taken away). */
function teamFolder(files: Readonly<Record<string, string | undefined>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'team-'));
  for (const part of ['policy.yml', 'people.yml', 'assets.yml', 'correlations', 'playbooks'])
    cpSync(join('data', part), join(folder, part), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    if (content === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function complaints(files: Readonly<Record<string, string | undefined>>): Promise<readonly string[]> {
  const folder = teamFolder(files);
  const error = await readTeamFiles(folder).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigurationError)) throw new Error(`no complaint: ${String(error)}`);
  return error.problems.map(({ path, message }) => `${path.replace(`${folder}/`, '')} ${message}`);
}

test('what is shipped can be read, names nobody, and its policy has a digest', async () => {
  const { team, policy, correlations, playbooks, where } = await readTeamFiles('data');
  expect([team.people, team.assets]).toEqual([[], []]);
  expect(policy.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(policy.thresholds).toEqual({ card: 30, ticket: 50, channel: 70 });
  expect(correlations.map(({ id }) => id)).toEqual(['account-takeover', 'password-spraying']);
  expect(playbooks.map(({ id }) => id)).toEqual(['account-takeover', 'public-bucket']);
  expect(where('playbooks/public-bucket.yml', ['steps', 0, 'propose'])).toMatch(/^data\/playbooks\/public-bucket\.yml:\d+:14$/);
});

test('any change of the policy changes its digest', async () => {
  const { policy } = await readTeamFiles('data');
  const other = await readTeamFiles(teamFolder({ 'people.yml': 'people: []' }));
  expect(other.policy.digest).toBe(policy.digest);
  const changed = teamFolder({
    'policy.yml': 'thresholds: { card: 1, ticket: 2, channel: 3 }\ncontainment: { gate: [], approvers: [approver] }\nreaders: [reader]',
  });
  expect((await readTeamFiles(changed)).policy.digest).not.toBe(policy.digest);
});

const person = (more = '') => `people:\n  - id: alex.kim\n    name: Alex Kim\n${more}`;

/** A correlation called `other` that counts a detection, in eight lines, and a detection. */
const correlation = (counted: string) =>
  `title: A\nname: other\ncorrelation:\n  type: event_count\n  rules: [${counted}]\n  group-by: [ip]\n  timespan: 10m\n  condition: { gte: 3 }`;
const detection = (name: string, line: string) => `title: B\nname: ${name}\ndetection:\n  selection: { ${line} }\n  condition: selection`;

test.each<[string, Readonly<Record<string, string | undefined>>, readonly string[]]>([
  ['a missing policy', { 'policy.yml': undefined }, ['policy.yml The file is missing, and nothing is allowed without it. Copy data/policy.yml.']],
  ['broken YAML', { 'people.yml': 'people:\n  - id: [alex' }, [expect.stringMatching(/^people\.yml:2:\d+ This is not YAML: /)]],
  ['a key written twice', { 'people.yml': 'people: []\npeople: []' }, [expect.stringMatching(/^people\.yml:2:1 This is not YAML: .*unique/)]],
  [
    'an alias',
    { 'people.yml': 'people: &everybody\n  - *everybody' },
    ['people.yml:2:5 “*everybody” is not read here. Write out what it stands for.'],
  ],
  [
    'people who cannot be read, and nothing about those whom other files name',
    { 'people.yml': 'people: [', 'assets.yml': 'assets:\n  - { id: a, kind: host, match: [a], criticality: low, data: internal, owner: alex.kim }' },
    [expect.stringMatching(/^people\.yml:1:\d+ This is not YAML: /)],
  ],
  [
    'an address that is none',
    { 'assets.yml': 'assets:\n  - { id: a, kind: ip, criticality: low, match: [198.51.100.0/24, 198.51.100.0/240] }' },
    ['assets.yml:2:67 “match” cannot be "198.51.100.0/240": write an IP address or a range, such as 198.51.100.0/24.'],
  ],
  ['a mistyped key', { 'people.yml': person('    role: [analyst]\n') }, ['people.yml:4:5 “role” is not known here. Did you mean “roles”?']],
  [
    'a key like no other',
    { 'assets.yml': 'things: []' },
    expect.arrayContaining([expect.stringMatching(/^assets\.yml:1:1 “things” is not known here\. Write one of: assets\./)]),
  ],
  [
    'a mistyped value',
    { 'people.yml': person('    roles: [aprover]\n') },
    ['people.yml:4:13 “roles” cannot be "aprover". Did you mean approver? Write one of: reader, analyst, approver, manager.'],
  ],
  ['a missing key', { 'people.yml': 'people:\n  - id: alex.kim\n' }, ['people.yml:2:5 “name” is missing. Write text.']],
  ['text for a list', { 'people.yml': person('    roles: analyst\n') }, ['people.yml:4:12 “roles” is text. Write a list.']],
  [
    'a wrong time zone',
    { 'people.yml': person('    timezone: Berlin\n') },
    ['people.yml:4:15 “timezone” cannot be "Berlin": write an IANA time zone, such as Europe/Berlin.'],
  ],
  [
    'a wrong Slack id',
    { 'people.yml': person('    slack: alex\n') },
    ['people.yml:4:12 “slack” cannot be "alex": write the Slack user id, such as U024BE7LH.'],
  ],
  [
    'two people with one name',
    { 'people.yml': `${person()}  - { id: other, name: Other, identities: [Alex.Kim] }\n` },
    ['people.yml:4:5 “Alex.Kim” stands for alex.kim already. Write each spelling once.'],
  ],
  [
    'two people with one Slack account',
    { 'people.yml': `${person('    slack: U024BE7LH\n')}  - { id: other, name: Other, slack: U024BE7LH }\n` },
    ['people.yml:5:38 alex.kim has it already. Two people cannot share one.'],
  ],
  [
    'an owner whom nobody knows',
    { 'people.yml': person(), 'assets.yml': 'assets:\n  - { id: a, kind: host, match: [a], criticality: low, owner: alex.kin }\n' },
    ['assets.yml:2:63 There is no person in people.yml “alex.kin”. Did you mean “alex.kim”?'],
  ],
  [
    'a threshold above the card’s',
    { 'policy.yml': 'thresholds: { card: 40, ticket: 30, channel: 70 }\ncontainment: { gate: [], approvers: [approver] }\nreaders: [reader]' },
    ['policy.yml:1:33 A ticket needs a card. Write at least 40, the threshold of the card.'],
  ],
  [
    'a score above 100',
    { 'policy.yml': 'thresholds: { card: 40, ticket: 50, channel: 170 }\ncontainment: { gate: [], approvers: [approver] }\nreaders: [reader]' },
    ['policy.yml:1:46 “channel” is too large or too long. Write at most 100.'],
  ],
  [
    'a playbook in the wrong file',
    { 'playbooks/other.yml': 'id: another\ntitle: A\nwhen: {}\nsteps: [{ ticket: jira }]' },
    ['playbooks/other.yml:1:5 An id equals its file name. Write id: other, or rename the file.'],
  ],
  [
    'a playbook for a rule that is not there',
    { 'playbooks/other.yml': 'id: other\ntitle: A\nwhen: { correlations: [acount-takeover] }\nsteps: [{ ticket: jira }]' },
    ['playbooks/other.yml:3:24 There is no rule in correlations/ “acount-takeover”. Did you mean “account-takeover”?'],
  ],
  [
    'a mistyped step',
    { 'playbooks/other.yml': 'id: other\ntitle: A\nwhen: {}\nsteps:\n  - propose: x\n    rolls: [target]' },
    expect.arrayContaining(['playbooks/other.yml:6:5 “rolls” is not known here. Did you mean “roles”?']),
  ],
  [
    'a rule in the wrong file',
    { 'correlations/wrong.yml': `${correlation('a')}\n---\n${detection('a', 'activity: login')}` },
    ['correlations/wrong.yml:1:1 The rule of a file has its name. Write name: wrong for the correlation other, or rename the file.'],
  ],
  [
    'a rule that counts what is not there',
    { 'correlations/other.yml': `${correlation('b')}\n---\n${detection('a', 'activity: login')}` },
    expect.arrayContaining(['correlations/other.yml:5:10 Name the one detection of this file that other counts.']),
  ],
  [
    'a field that we do not have',
    { 'correlations/other.yml': `${correlation('a')}\n---\n${detection('a', 'Image: cmd.exe')}` },
    [expect.stringMatching(/^correlations\/other\.yml:13:\d+ There is no field “Image”\. Write source, rule/)],
  ],
  [
    'a modifier that is not understood',
    { 'correlations/other.yml': `${correlation('a')}\n---\n${detection('a', 'rule|re: .*')}` },
    [expect.stringMatching(/^correlations\/other\.yml:13:\d+ The modifier “re” is not understood\. These are: contains/)],
  ],
  [
    'a condition that cannot be read',
    {
      'correlations/other.yml': `${correlation('a')}\n---\n${detection('a', 'activity: login').replace('condition: selection', 'condition: selection | count() > 5')}`,
    },
    [expect.stringMatching(/^correlations\/other\.yml:14:14 This condition cannot be read: “\|” is not understood here/)],
  ],
])('%s stops the start, with the place and the remedy', async (_what, files, expected) => {
  expect(await complaints(files)).toEqual(expected);
});

const known = {
  actions: ['okta-suspend-user', 'okta-clear-sessions', 'block-ip', 'aws-block-public-bucket'],
  tickets: ['jira'],
  notifiers: ['pagerduty', 'smtp'],
  sources: ['okta'],
};

test('what is shipped names only what the program has', async () => {
  checkReferences(await readTeamFiles('data'), known);
});

test('an action, ticket system or source that does not exist is named with its place', async () => {
  const folder = teamFolder({
    'playbooks/other.yml': 'id: other\ntitle: A\nwhen: {}\nsteps:\n  - { propose: okta-suspend-users, roles: [target] }\n  - ticket: jura',
    'correlations/other.yml': `${correlation('a')}\n---\n${detection('a', 'source: oktta')}`,
  });
  const read = await readTeamFiles(folder);
  const check = () => checkReferences(read, known);
  expect(check).toThrow(/other\.yml:5:16: There is no action “okta-suspend-users”\. Did you mean “okta-suspend-user”\?/);
  expect(check).toThrow(/other\.yml:6:13: There is no ticket system “jura”\. Did you mean “jira”\?/);
  expect(check).toThrow(/correlations\/other\.yml:13:24: There is no source “oktta”\. Did you mean “okta”\?/);
});

test('a notifier that does not exist is named with its place, and one cannot stand in for itself', async () => {
  const shipped = readFileSync('data/policy.yml', 'utf8');
  const named = (notify: string) => teamFolder({ 'policy.yml': `${shipped}\nnotify: ${notify}\n` });
  const read = await readTeamFiles(named('{ first: pagerdudy, fallback: smtp }'));
  expect(() => checkReferences(read, known)).toThrow(/policy\.yml:\d+:18: There is no notifier “pagerdudy”\. Did you mean “pagerduty”\?/);
  await expect(readTeamFiles(named('{ first: smtp, fallback: smtp }'))).rejects.toThrow(
    /fallback.*cannot stand in for itself|cannot stand in for itself/,
  );
});

test('a file that cannot be read is a problem like others', async () => {
  const folder = teamFolder({ 'people.yml': undefined });
  mkdirSync(join(folder, 'people.yml'));
  await expect(readTeamFiles(folder)).rejects.toMatchObject({
    name: 'ConfigurationError',
    problems: [{ path: expect.stringContaining('people.yml'), message: expect.stringContaining('cannot be read (EISDIR)') }],
  });
});
