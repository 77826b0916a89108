import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { credentials } from '../../../src/workspace/range/credentials.ts';
import { type Range, startRange } from '../../../src/workspace/range/server.ts';
import type { SystemId } from '../../../src/workspace/range/system.ts';

let range: Range;
beforeAll(async () => {
  range = await startRange();
});
afterAll(() => range.close());
beforeEach(() => range.reset());

const basic = `Basic ${Buffer.from(`${credentials.jira.email}:${credentials.jira.token}`).toString('base64')}`;
const signedIn: Readonly<Record<Exclude<SystemId, 'aws'>, Record<string, string>>> = {
  okta: { authorization: `SSWS ${credentials.okta.token}` },
  cloudflare: { authorization: `Bearer ${credentials.cloudflare.token}` },
  jira: { authorization: basic },
  github: { authorization: `Bearer ${credentials.github.token}` },
  abuseipdb: { key: credentials.abuseipdb.key },
  pagerduty: {},
  mail: {},
  webhook: {},
  watcher: {},
};

async function ask(
  system: Exclude<SystemId, 'aws'>,
  path: string,
  init: { method?: string; json?: unknown; text?: string; headers?: Record<string, string> } = {},
) {
  const body = init.json === undefined ? init.text : JSON.stringify(init.json);
  const response = await fetch(range.urls[system] + path, {
    method: init.method ?? 'GET',
    headers: init.headers ?? signedIn[system],
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

const rules = `/client/v4/accounts/${credentials.cloudflare.account}/firewall/access_rules/rules`;
const document = (text: string) => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });
const ticket = (fields: object = {}) => ({ fields: { project: { key: 'SEC' }, issuetype: { name: 'Incident' }, summary: 'A takeover', ...fields } });

describe('a stranger is turned away in the words of', () => {
  it.each([
    ['okta', '/api/v1/users/alex', 401, { errorCode: 'E0000011' }],
    ['cloudflare', rules, 401, { success: false, errors: [{ code: 1000 }] }],
    ['jira', '/rest/api/3/myself', 401, { 'status-code': 401 }],
    ['github', '/user', 401, { message: 'Bad credentials' }],
    ['abuseipdb', '/api/v2/check?ipAddress=203.0.113.7', 401, { errors: [{ status: 401 }] }],
  ] as const)('%s', async (system, path, status, body) => {
    const wrong = { authorization: 'Bearer wrong', key: 'wrong' };
    expect(await ask(system, path, { headers: wrong })).toMatchObject({ status, body });
  });

  it('S3, as XML', async () => {
    const response = await fetch(`${range.urls.aws}/acme-payroll?publicAccessBlock`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>AccessDenied</Code>');
  });
});

describe('what does not exist is answered in the words of', () => {
  it.each([
    ['okta', '/api/v1/users/ghost@acme.example', 404, { errorCode: 'E0000007' }],
    ['cloudflare', `${rules}/0123456789abcdef0123456789abcdef`, 404, { success: false }],
    ['jira', '/rest/api/3/issue/SEC-99', 404, { errorMessages: ['Issue does not exist or you do not have permission to see it.'] }],
    ['github', '/repos/acme/ghost', 404, { message: 'Not Found' }],
    ['abuseipdb', '/api/v2/ghost', 404, { errors: [{ status: 404 }] }],
  ] as const)('%s', async (system, path, status, body) => {
    expect(await ask(system, path)).toMatchObject({ status, body });
  });
});

it.each([
  ['okta', '/api/v1/users/alex', { errorCode: 'E0000022' }],
  ['jira', '/rest/api/3/myself', { 'status-code': 405 }],
  ['abuseipdb', '/api/v2/check', { errors: [{ status: 405 }] }],
] as const)('%s refuses a method that its path does not know', async (system, path, body) => {
  expect(await ask(system, path, { method: 'PATCH' })).toMatchObject({ status: 405, body });
});

describe('Okta', () => {
  it('suspends an active user once, and lets nobody be suspended twice', async () => {
    const suspend = () => ask('okta', '/api/v1/users/alex@acme.example/lifecycle/suspend', { method: 'POST' });
    expect(await suspend()).toMatchObject({ status: 200, body: {} });
    expect((await ask('okta', '/api/v1/users/alex')).body).toMatchObject({ status: 'SUSPENDED' });
    expect(await suspend()).toMatchObject({ status: 400, body: { errorCode: 'E0000001', errorCauses: [{}] } });
  });

  it('lifts only a suspension', async () => {
    const unsuspend = () => ask('okta', '/api/v1/users/alex/lifecycle/unsuspend', { method: 'POST' });
    expect(await unsuspend()).toMatchObject({ status: 400, body: { errorCode: 'E0000001' } });
    await ask('okta', '/api/v1/users/alex/lifecycle/suspend', { method: 'POST' });
    expect(await unsuspend()).toMatchObject({ status: 200 });
    expect((await ask('okta', '/api/v1/users/alex')).body).toMatchObject({ status: 'ACTIVE' });
  });

  it("ends a user's sessions, nobody else's, and the tokens only when asked", async () => {
    await ask('okta', '/api/v1/users/alex/sessions', { method: 'DELETE' });
    expect(range.inspect.okta.sessions.map(({ country }) => country)).toEqual(['ES']);
    const { id } = (await ask('okta', '/api/v1/users/alex')).body;
    expect(range.inspect.okta.oauthTokens[id]).toBe(2);
    await ask('okta', '/api/v1/users/alex/sessions?oauthTokens=true', { method: 'DELETE' });
    expect(range.inspect.okta.oauthTokens[id]).toBe(0);
  });

  it('finds users by a SCIM filter and refuses what is none', async () => {
    const search = (expression: string) => ask('okta', `/api/v1/users?search=${encodeURIComponent(expression)}`);
    const found = await search('profile.login eq "SAM@acme.example" and status eq "ACTIVE"');
    expect(found.body.map(({ profile }: { profile: { login: string } }) => profile.login)).toEqual(['sam@acme.example']);
    expect(await search('sam')).toMatchObject({ status: 400, body: { errorCode: 'E0000031' } });
  });

  it('says with every answer how many requests are left', async () => {
    const { headers } = await ask('okta', '/api/v1/users/me');
    expect(['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-rate-limit-${name}`)) > 0)).toEqual([true, true, true]);
  });
});

describe('Cloudflare', () => {
  const rule = (value: string, target = 'ip') => ({ mode: 'block', configuration: { target, value }, notes: 'order 1' });
  const create = (body: unknown) => ask('cloudflare', rules, { method: 'POST', json: body });

  it('keeps a rule, lists it by its value, and forgets it when it is deleted', async () => {
    const { body: created } = await create(rule('203.0.113.7'));
    expect(created).toMatchObject({ success: true, errors: [], messages: [], result: { mode: 'block', notes: 'order 1' } });
    const listed = await ask('cloudflare', `${rules}?configuration.value=203.0.113.7`);
    expect(listed.body).toMatchObject({ result: [{ id: created.result.id }], result_info: { total_count: 1 } });
    expect((await ask('cloudflare', `${rules}/${created.result.id}`, { method: 'DELETE' })).body).toMatchObject({
      result: { id: created.result.id },
    });
    expect(range.inspect.cloudflare.rules).toEqual([]);
  });

  it('takes one rule per address', async () => {
    await create(rule('203.0.113.7'));
    expect(await create(rule('203.0.113.7'))).toMatchObject({ status: 400, body: { errors: [{ code: 10_009 }] } });
  });

  it.each([rule('nonsense'), rule('203.0.113.0/20', 'ip_range'), rule('2001:db8::1'), { ...rule('203.0.113.7'), mode: 'obliterate' }, 'text'])(
    'refuses the rule %j',
    async (body) => {
      expect(await create(body)).toMatchObject({ status: 400, body: { success: false, result: null } });
    },
  );

  it('keeps the accounts of others shut', async () => {
    expect(await ask('cloudflare', '/client/v4/accounts/ffffffffffffffffffffffffffffffff/firewall/access_rules/rules')).toMatchObject({
      status: 403,
      body: { errors: [{ code: 10_000 }] },
    });
  });
});

describe('Jira', () => {
  it('names every wrong field of a new ticket, and writes nothing', async () => {
    const wrong = ticket({ summary: '', description: 'words', labels: ['two words'] });
    const { status, body } = await ask('jira', '/rest/api/3/issue', { method: 'POST', json: wrong });
    expect(status).toBe(400);
    expect(Object.keys(body.errors).sort()).toEqual(['description', 'labels', 'summary']);
    expect(range.inspect.jira.issues).toHaveLength(1);
  });

  it('finds a ticket by its label, though not before its index has it', async () => {
    range.faults.next({ system: 'jira', method: 'POST', path: '/rest/api/3/issue', indexLagMs: 60_000 });
    const created = await ask('jira', '/rest/api/3/issue', { method: 'POST', json: ticket({ labels: ['firebreak-a'] }) });
    await ask('jira', '/rest/api/3/issue', { method: 'POST', json: ticket({ labels: ['firebreak-b'] }) });
    const search = async (label: string, more = {}) => {
      const json = { jql: `project = SEC AND labels = "${label}"`, fields: ['summary'], ...more };
      return (await ask('jira', '/rest/api/3/search/jql', { method: 'POST', json })).body.issues.length;
    };
    expect(await search('firebreak-a')).toBe(0);
    expect(await search('firebreak-a', { reconcileIssues: [Number(created.body.id)] })).toBe(1);
    expect(await search('firebreak-b')).toBe(1);
  });

  it.each(['', 'order by created', 'nonsense', 'colour = "red"', 'project = NOPE'])('refuses the query “%s”', async (jql) => {
    expect(await ask('jira', `/rest/api/3/search/jql?jql=${encodeURIComponent(jql)}`)).toMatchObject({
      status: 400,
      body: { errorMessages: [expect.any(String)] },
    });
  });

  it('edits a ticket as strictly as it opens one, and people see it', async () => {
    const edit = (json: object) => ask('jira', '/rest/api/3/issue/SEC-1', { method: 'PUT', json });
    const wrong = [
      {},
      { fields: { summary: '' } },
      { fields: { description: 'words' } },
      { fields: { sumary: 'a misspelling' } },
      { fields: { priority: { name: 'Utmost' } } },
      { fields: { labels: ['a'] }, update: { labels: [{ add: 'b' }] } },
    ];
    for (const json of wrong) expect((await edit(json)).status, JSON.stringify(json)).toBe(400);
    const row = () => range.state().find(({ id }) => id === 'jira')?.rows[0];
    expect(row()?.label).toBe('SEC-1 Review who may read the payroll exports');
    expect((await edit({ fields: { summary: 'Payroll', description: document('two words') } })).status).toBe(204);
    expect(row()).toMatchObject({ label: 'SEC-1 Payroll', facts: expect.arrayContaining([['Description', '2 words']]) });
    expect(Object.fromEntries(row()?.facts ?? []).Changed).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  });

  it('moves a ticket only along its workflow', async () => {
    const move = (id: string) => ask('jira', '/rest/api/3/issue/SEC-1/transitions', { method: 'POST', json: { transition: { id } } });
    expect((await move('41')).status).toBe(400);
    expect((await move('31')).status).toBe(204);
    expect(range.inspect.jira.issues[0]?.status).toBe('Done');
    expect((await ask('jira', '/rest/api/3/issue/SEC-1/transitions')).body.transitions).toMatchObject([
      { id: '41', to: { statusCategory: { key: 'indeterminate' } } },
    ]);
  });

  it('replaces a remote link with the same global id', async () => {
    const link = (title: string) =>
      ask('jira', '/rest/api/3/issue/SEC-1/remotelink', {
        method: 'POST',
        json: { globalId: 'inc-1', object: { url: 'http://127.0.0.1/incidents/INC-1', title } },
      });
    expect([(await link('one')).status, (await link('two')).status]).toEqual([201, 200]);
    expect((await ask('jira', '/rest/api/3/issue/SEC-1/remotelink')).body).toMatchObject([{ object: { title: 'two' } }]);
  });

  it('keeps comments and properties', async () => {
    const comment = await ask('jira', '/rest/api/3/issue/SEC-1/comment', { method: 'POST', json: { body: document('contained') } });
    expect(comment).toMatchObject({ status: 201, body: { body: { type: 'doc' } } });
    expect((await ask('jira', '/rest/api/3/issue/SEC-1/comment')).body).toMatchObject({ total: 1 });
    expect((await ask('jira', '/rest/api/3/issue/SEC-1/comment', { method: 'POST', json: { body: 'text' } })).status).toBe(400);
    const property = '/rest/api/3/issue/SEC-1/properties/firebreak';
    expect((await ask('jira', property)).status).toBe(404);
    expect((await ask('jira', property, { method: 'PUT', json: { incident: 'INC-1' } })).status).toBe(201);
    expect((await ask('jira', property)).body).toEqual({ key: 'firebreak', value: { incident: 'INC-1' } });
  });

  it('shows a ticket to people without any power in what it says', async () => {
    await ask('jira', '/rest/api/3/issue', { method: 'POST', json: ticket({ summary: '<script>alert(1)</script>' }) });
    const page = await (await fetch(`${range.urls.jira}/browse/SEC-2`)).text();
    expect(page).not.toContain('<script');
    expect(page).toContain('alert(1)');
  });
});

describe('GitHub and AbuseIPDB', () => {
  it('says who owns a path, and what was merged lately', async () => {
    const { body } = await ask('github', '/repos/acme/payroll/contents/.github%2FCODEOWNERS');
    expect(Buffer.from(body.content, 'base64').toString()).toContain('@sam-ortega');
    const found = await ask('github', `/search/issues?q=${encodeURIComponent('repo:acme/payroll is:pr author:sam-ortega')}`);
    expect(found.body).toMatchObject({ total_count: 1, items: [{ number: 412 }] });
  });

  it('knows one bad address, and counts what it was asked', async () => {
    const score = async (address: string) =>
      (await ask('abuseipdb', `/api/v2/check?ipAddress=${address}&maxAgeInDays=90`)).body.data.abuseConfidenceScore;
    expect([await score('203.0.113.7'), await score('192.0.2.1')]).toEqual([92, 0]);
    expect(range.inspect.abuseipdb.left).toBe(998);
    expect(await ask('abuseipdb', '/api/v2/check?ipAddress=nonsense')).toMatchObject({
      status: 422,
      body: { errors: [{ source: { parameter: 'ipAddress' } }] },
    });
  });
});

describe('a fault', () => {
  it('is worded by the vendor, happens as often as it says, and has no effect', async () => {
    range.faults.next({ system: 'okta', method: 'POST', path: /suspend$/, status: 403, times: 2 });
    const suspend = () => ask('okta', '/api/v1/users/alex/lifecycle/suspend', { method: 'POST' });
    expect(await suspend()).toMatchObject({ status: 403, body: { errorCode: 'E0000006' } });
    expect((await ask('okta', '/api/v1/users/alex')).body.status).toBe('ACTIVE');
    expect((await suspend()).status).toBe(403);
    expect((await suspend()).status).toBe(200);
  });

  it('asks to come back later', async () => {
    range.faults.next({ system: 'abuseipdb', status: 429 });
    const { status, headers } = await ask('abuseipdb', '/api/v2/check?ipAddress=203.0.113.7');
    expect([status, Number(headers.get('retry-after'))]).toEqual([429, 29]);
  });

  it('breaks the connection before anything happened, or after it did', async () => {
    const suspend = () => ask('okta', '/api/v1/users/alex/lifecycle/suspend', { method: 'POST' });
    range.faults.next({ system: 'okta', drop: 'before' });
    await expect(suspend()).rejects.toThrow('fetch failed');
    expect(range.inspect.okta.users[0]?.status).toBe('ACTIVE');
    range.faults.next({ system: 'okta', drop: 'after' });
    await expect(suspend()).rejects.toThrow('fetch failed');
    expect(range.inspect.okta.users[0]?.status).toBe('SUSPENDED');
    expect(range.requests.map(({ status }) => status)).toEqual([null, null]);
  });
});

it('remembers what it was asked, without the credentials', async () => {
  await ask('cloudflare', `${rules}?per_page=5`);
  expect(range.requests).toMatchObject([{ system: 'cloudflare', method: 'GET', path: rules, query: '?per_page=5', status: 200, fault: null }]);
  expect(JSON.stringify(range.requests)).not.toContain(credentials.cloudflare.token);
});

it('tells whoever listens that something changed, and only then', async () => {
  let changes = 0;
  const stop = range.onChange(() => {
    changes += 1;
  });
  await ask('okta', '/api/v1/users/alex');
  expect(changes).toBe(0);
  await ask('okta', '/api/v1/users/alex/lifecycle/suspend', { method: 'POST' });
  expect(changes).toBe(1);
  stop();
});

describe('the state on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'range-'));
  const file = join(folder, 'deep', 'range.json');
  let own: Range | undefined;
  afterEach(async () => own?.close());
  afterAll(() => rmSync(folder, { recursive: true }));

  it('survives a restart', async () => {
    const first = await startRange({ file });
    await fetch(`${first.urls.okta}/api/v1/users/alex/lifecycle/suspend`, { method: 'POST', headers: signedIn.okta });
    await first.close();
    own = await startRange({ file });
    expect(own.inspect.okta.users[0]?.status).toBe('SUSPENDED');
  });

  it('names a file that cannot be read', async () => {
    own = undefined;
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40));
    await expect(startRange({ file })).rejects.toThrow(file);
  });
});
