import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import clearSessions from '../../../src/connectors/actions/okta-clear-sessions.ts';
import suspend from '../../../src/connectors/actions/okta-suspend-user.ts';
import type { Observable } from '../../../src/core/observable.ts';
import type { Surroundings } from '../../../src/kit/define.ts';
import { acme, type RangeVendors, startRangeVendors } from '../../contracts/range-vendors.ts';

let vendors: RangeVendors;
let around: Surroundings;
beforeAll(async () => {
  vendors = await startRangeVendors();
});
afterAll(() => vendors.close());
beforeEach(() => {
  vendors.range.reset();
  around = vendors.connect();
});

const user = (value: string): Observable => ({ kind: 'user', value, role: 'actor' });
const setStatus = (login: string, status: 'ACTIVE' | 'SUSPENDED' | 'DEPROVISIONED') =>
  vendors.range.happen(({ okta }) => {
    for (const account of okta.users) if (account.profile.login === login) account.status = status;
  });
const statusOf = (login: string) => vendors.range.inspect.okta.users.find(({ profile }) => profile.login === login)?.status;

describe('suspending', () => {
  test('names the account by its id, whatever the alert calls the person', async () => {
    const byLogin = await suspend.check(user('alex@acme.example'), around);
    expect(byLogin.id).toMatch(/^00u/);
    expect(byLogin.label).toBe('alex@acme.example');
    expect(await suspend.check(user('alex.kim'), around)).toEqual(byLogin);
  });

  test('is refused for somebody who is suspended already: an undo must not let in whom others shut out', async () => {
    setStatus('alex@acme.example', 'SUSPENDED');
    await expect(suspend.check(user('alex@acme.example'), around)).rejects.toMatchObject({
      retryable: false,
      next: expect.stringContaining('suspended already'),
    });
  });

  test.each(['dana@acme.example', 'nobody@acme.example'])('is refused for %s, with what to do', async (login) => {
    await expect(suspend.check(user(login), around)).rejects.toMatchObject({ retryable: false, next: expect.stringMatching(/\.$/) });
  });

  test('is riskier for somebody who holds a role here', () => {
    const of = (label: string) => suspend.risk({ id: '00u', label, account: 'x' }, { team: acme });
    expect(of('alex@acme.example')).toMatchObject({ tier: 1, blastRadius: expect.stringContaining('1 person: Alex Kim, who owns 1 known asset.') });
    expect(of('mira@acme.example')).toMatchObject({ tier: 2, blastRadius: expect.stringContaining('analyst, approver') });
    expect(of('stranger@acme.example')).toMatchObject({ tier: 1, blastRadius: expect.stringContaining('people.yml does not say') });
  });
});

describe('taking a suspension back', () => {
  const undo = async () => {
    if ('impossible' in suspend.undo) throw new Error(suspend.undo.impossible);
    const resolved = await around.clients.okta
      .user('alex@acme.example')
      .then((account) => ({ id: account?.id ?? '', label: 'alex@acme.example', account: '' }));
    return suspend.undo.restore({ target: user('alex@acme.example'), resolved, params: {}, before: { status: 'ACTIVE' }, token: 't' }, around);
  };

  test('leaves alone whom somebody has deactivated in the meantime', async () => {
    setStatus('alex@acme.example', 'DEPROVISIONED');
    await expect(undo()).rejects.toMatchObject({ message: expect.stringContaining('deactivated') });
    expect(statusOf('alex@acme.example')).toBe('DEPROVISIONED');
  });

  test('has nothing to do when somebody has done it by hand', async () => {
    expect(await undo()).toContain('as it was before');
    expect(vendors.range.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });
});

test('ending sessions ends all of them, revokes tokens, and says that it cannot be taken back', async () => {
  const resolved = await clearSessions.check(user('alex@acme.example'), around);
  await clearSessions.run({ target: user('alex@acme.example'), resolved, params: {}, before: null, token: 't' }, around);
  const { sessions, oauthTokens } = vendors.range.inspect.okta;
  expect(sessions.filter(({ userId }) => userId === resolved.id)).toEqual([]);
  expect(oauthTokens[resolved.id] ?? 0).toBe(0);
  expect(sessions.length).toBeGreaterThan(0);
  expect(clearSessions.undo).toMatchObject({ impossible: expect.stringContaining('cannot be given back') });
});
