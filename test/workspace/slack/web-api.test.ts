import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SlackServer } from '../../../src/workspace/slack/server.ts';
import { clientOf, start } from './practice-app.ts';

let slack: SlackServer;
let client: ReturnType<typeof clientOf>;

beforeAll(async () => {
  slack = await start({ enforceRates: 'none' });
  client = clientOf(slack);
});
beforeEach(() => {
  slack.control.reset();
  slack.control.enforceRates('none');
  slack.control.grantScopes(undefined);
});
afterAll(() => slack.close());

const refusal = (error: string) => expect.objectContaining({ data: expect.objectContaining({ ok: false, error }) });
const general = 'C0GENERAL';

describe('who may call', () => {
  it('says who the token belongs to and which scopes it has', async () => {
    const answer = await client.auth.test();
    expect(answer).toMatchObject({ ok: true, team_id: 'T0PRACTICE', user: 'firebreak', user_id: 'U0FIREBREAK' });
    expect(answer.response_metadata?.scopes).toContain('chat:write');
  });

  it.each([
    ['no token', '', 'not_authed'],
    ['an unknown token', 'xoxb-wrong', 'invalid_auth'],
  ])('refuses %s', async (_, token, error) => {
    const response = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', headers: token ? { authorization: `Bearer ${token}` } : {} });
    expect(await response.json()).toMatchObject({ ok: false, error });
  });

  it('opens sockets only for the app-level token, and nothing else for it', async () => {
    await expect(client.apps.connections.open({})).rejects.toEqual(refusal('not_allowed_token_type'));
    const app = clientOf(slack, slack.appToken);
    expect((await app.apps.connections.open({})).url).toMatch(/^ws:\/\/127\.0\.0\.1:/);
    await expect(app.users.list({})).rejects.toEqual(refusal('not_allowed_token_type'));
  });

  it('names the scope that is missing', async () => {
    slack.control.grantScopes(['users:read']);
    await expect(client.chat.postMessage({ channel: general, text: 'hello' })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'chat:write', provided: 'users:read' },
    });
  });

  it('asks for the scope of the kind of channel', async () => {
    slack.control.grantScopes(['channels:manage']);
    await expect(client.conversations.create({ name: 'inc-1', is_private: true })).rejects.toMatchObject({ data: { needed: 'groups:write' } });
  });

  it('does not know methods that Slack does not have', async () => {
    await expect(client.apiCall('chat.shout')).rejects.toEqual(refusal('unknown_method'));
  });
});

describe('people', () => {
  it('tells guests from members', async () => {
    expect((await client.users.info({ user: 'U0GUEST' })).user).toMatchObject({ is_restricted: true, is_ultra_restricted: false, deleted: false });
    expect((await client.users.info({ user: 'U0ANALYST' })).user).toMatchObject({ is_restricted: false, is_bot: false, tz: 'Europe/Ljubljana' });
  });

  it('shows deactivated people and strangers as such', async () => {
    slack.control.changePerson('ben', { standing: 'deactivated' });
    slack.control.changePerson('oscar', { standing: 'stranger' });
    expect((await client.users.info({ user: 'U0APPROVER' })).user).toMatchObject({ deleted: true });
    expect((await client.users.info({ user: 'U0OUTSIDER' })).user).toMatchObject({ is_stranger: true });
  });

  it('finds people by e-mail, and shows e-mail only with the scope for it', async () => {
    expect((await client.users.lookupByEmail({ email: 'ALEX@acme.example' })).user?.id).toBe('U0SUSPECT');
    await expect(client.users.lookupByEmail({ email: 'nobody@acme.example' })).rejects.toEqual(refusal('users_not_found'));
    slack.control.grantScopes(['users:read']);
    expect((await client.users.info({ user: 'U0SUSPECT' })).user?.profile?.email).toBeUndefined();
  });

  it('lists people page by page', async () => {
    const first = await client.users.list({ limit: 3 });
    expect(first.members).toHaveLength(3);
    const second = await client.users.list({ limit: 100, cursor: first.response_metadata?.next_cursor ?? '' });
    expect(second.members?.map(({ id }) => id)).not.toContain(first.members?.[0]?.id);
  });

  it('knows the user groups', async () => {
    expect((await client.usergroups.list({})).usergroups?.[0]).toMatchObject({ id: 'S0SECURITY', handle: 'security' });
    expect((await client.usergroups.users.list({ usergroup: 'S0SECURITY' })).users).toContain('U0ANALYST');
  });
});

describe('channels', () => {
  it('makes a private channel, invites, sets the topic and lists it', async () => {
    const { channel } = await client.conversations.create({ name: 'inc-1', is_private: true });
    const id = channel?.id ?? '';
    await client.conversations.invite({ channel: id, users: 'U0ANALYST,U0APPROVER' });
    await client.conversations.setTopic({ channel: id, topic: 'INC-1' });
    expect((await client.conversations.members({ channel: id })).members).toEqual(['U0FIREBREAK', 'U0ANALYST', 'U0APPROVER']);
    expect((await client.conversations.info({ channel: id })).channel).toMatchObject({ is_private: true, topic: { value: 'INC-1' } });
    expect((await client.conversations.list({ types: 'private_channel' })).channels?.map(({ name }) => name)).toEqual(['inc-1']);
    expect(
      slack.control
        .as('ana')
        .channels()
        .map(({ name }) => name),
    ).toContain('inc-1');
    expect(
      slack.control
        .as('oscar')
        .channels()
        .map(({ name }) => name),
    ).not.toContain('inc-1');
  });

  it.each([
    ['General', 'invalid_name_specials'],
    ['x'.repeat(81), 'invalid_name_maxlength'],
    ['general', 'name_taken'],
  ])('refuses the name %s', async (name, error) => {
    await expect(client.conversations.create({ name })).rejects.toEqual(refusal(error));
  });

  it('keeps the name of an archived channel taken', async () => {
    const { channel } = await client.conversations.create({ name: 'inc-2' });
    await client.conversations.archive({ channel: channel?.id ?? '' });
    await expect(client.conversations.create({ name: 'inc-2' })).rejects.toEqual(refusal('name_taken'));
    await expect(client.chat.postMessage({ channel: channel?.id ?? '', text: 'x' })).rejects.toEqual(refusal('is_archived'));
  });

  it('does not invite twice, nor take out who is not there', async () => {
    await expect(client.conversations.invite({ channel: general, users: 'U0ANALYST' })).rejects.toEqual(refusal('already_in_channel'));
    await expect(client.conversations.kick({ channel: general, user: 'U0GUEST' })).rejects.toEqual(refusal('not_in_channel'));
  });

  it('hides private channels that the bot is not in', async () => {
    const { channel } = await client.conversations.create({ name: 'inc-3', is_private: true });
    await client.conversations.leave({ channel: channel?.id ?? '' });
    await expect(client.conversations.info({ channel: channel?.id ?? '' })).rejects.toEqual(refusal('channel_not_found'));
  });

  it('opens one direct message with each person', async () => {
    const first = await client.conversations.open({ users: 'U0ANALYST' });
    const second = await client.conversations.open({ users: 'U0ANALYST' });
    expect(first.channel?.id).toMatch(/^D/);
    expect(second.channel?.id).toBe(first.channel?.id);
    expect((await client.chat.postMessage({ channel: 'U0ANALYST', text: 'psst' })).channel).toBe(first.channel?.id);
  });
});

describe('messages', () => {
  it('posts, changes and deletes', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: general, text: 'first' });
    await client.chat.update({ channel: general, ts, text: 'second' });
    expect(slack.control.messages(general).at(-1)).toMatchObject({ ts, text: 'second', edited: true });
    await client.chat.delete({ channel: general, ts });
    expect(slack.control.messages(general)).toEqual([]);
    await expect(client.chat.update({ channel: general, ts, text: 'third' })).rejects.toEqual(refusal('message_not_found'));
  });

  it('keeps metadata and gives it back only when asked', async () => {
    const metadata = { event_type: 'firebreak', event_payload: { key: 'INC-1/card' } };
    await client.chat.postMessage({ channel: general, text: 'card', metadata });
    const without = await client.conversations.history({ channel: general });
    const together = await client.conversations.history({ channel: general, include_all_metadata: true });
    expect(without.messages?.[0]?.metadata).toBeUndefined();
    expect(together.messages?.[0]?.metadata).toMatchObject(metadata);
  });

  it('threads replies under their parent and leaves them out of the history', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: general, text: 'parent' });
    await client.chat.postMessage({ channel: general, text: 'reply', thread_ts: ts });
    expect((await client.conversations.history({ channel: general })).messages?.map(({ text }) => text)).toEqual(['parent']);
    const thread = await client.conversations.replies({ channel: general, ts });
    expect(thread.messages).toMatchObject([
      { text: 'parent', reply_count: 1 },
      { text: 'reply', thread_ts: ts },
    ]);
    await expect(client.chat.postMessage({ channel: general, text: 'x', thread_ts: '1.000001' })).rejects.toEqual(refusal('thread_not_found'));
  });

  it('pages the history, newest first, within the times asked for', async () => {
    const stamps: string[] = [];
    for (const text of ['a', 'b', 'c']) stamps.push((await client.chat.postMessage({ channel: general, text })).ts ?? '');
    const first = await client.conversations.history({ channel: general, limit: 2 });
    expect(first).toMatchObject({ has_more: true, messages: [{ text: 'c' }, { text: 'b' }] });
    const rest = await client.conversations.history({ channel: general, cursor: first.response_metadata?.next_cursor ?? '' });
    expect(rest.messages).toMatchObject([{ text: 'a' }]);
    const later = await client.conversations.history({ channel: general, oldest: stamps[0] ?? '' });
    expect(later.messages).toMatchObject([{ text: 'c' }, { text: 'b' }]);
  });

  it.each([
    ['nothing to say', { channel: general }, 'no_text'],
    ['a channel that is not there', { channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
    ['a channel that the bot is not in', { channel: 'C0LOBBY', text: 'x' }, 'not_in_channel'],
    ['too much text', { channel: general, text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['metadata without a type', { channel: general, text: 'x', metadata: '{"event_payload":{}}' }, 'invalid_metadata_schema'],
    ['blocks that are no list', { channel: general, text: 'x', blocks: '{"type":"divider"}' }, 'invalid_blocks_format'],
  ])('refuses %s', async (_, args, error) => {
    await expect(client.apiCall('chat.postMessage', args)).rejects.toEqual(refusal(error));
  });

  it('takes JSON bodies as well as forms', async () => {
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: '#general', blocks: [{ type: 'divider' }] }),
    });
    expect(await response.json()).toMatchObject({ ok: true, channel: general });
  });

  it('shows an ephemeral message to one person only, and to no history', async () => {
    await client.chat.postEphemeral({ channel: general, user: 'U0ANALYST', text: 'only you' });
    expect(slack.control.as('ana').ephemerals(general)).toMatchObject([{ text: 'only you', ephemeral: true }]);
    expect(slack.control.as('ben').messages(general)).toEqual([]);
    expect((await client.conversations.history({ channel: general })).messages).toEqual([]);
    await expect(client.chat.postEphemeral({ channel: general, user: 'U0GUEST', text: 'x' })).rejects.toEqual(refusal('user_not_in_channel'));
  });

  it('pins, reacts and bookmarks, each once', async () => {
    const { ts: timestamp = '' } = await client.chat.postMessage({ channel: general, text: 'case file' });
    await client.pins.add({ channel: general, timestamp });
    await expect(client.pins.add({ channel: general, timestamp })).rejects.toEqual(refusal('already_pinned'));
    expect((await client.pins.list({ channel: general })).items).toHaveLength(1);
    await client.reactions.add({ channel: general, timestamp, name: 'eyes' });
    await expect(client.reactions.add({ channel: general, timestamp, name: 'eyes' })).rejects.toEqual(refusal('already_reacted'));
    await client.bookmarks.add({ channel_id: general, title: 'Ticket', type: 'link', link: 'https://jira.example/SEC-1' });
    expect((await client.bookmarks.list({ channel_id: general })).bookmarks).toMatchObject([{ title: 'Ticket' }]);
    expect(slack.control.as('ana').pins(general)).toMatchObject([{ text: 'case file', reactions: [{ name: 'eyes', users: ['U0FIREBREAK'] }] }]);
  });

  it('takes a file in three steps', async () => {
    await client.filesUploadV2({ channel_id: general, filename: 'report.md', content: '# Report', initial_comment: 'Here it is' });
    const message = slack.control.as('ana').messages(general).at(-1);
    expect(message).toMatchObject({ text: 'Here it is', files: [{ name: 'report.md', size: 8 }] });
    const bytes = await fetch(`${slack.url}${message?.files[0]?.url}`);
    expect(await bytes.text()).toBe('# Report');
  });
});

describe('too fast', () => {
  it('lets a short burst into a channel, then asks to wait', async () => {
    slack.control.enforceRates('posting');
    const posts = Array.from({ length: 8 }, (_, index) => client.chat.postMessage({ channel: general, text: String(index) }));
    const refused = (await Promise.allSettled(posts)).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(refused[0]).toMatchObject({ reason: { retryAfter: 1 } });
    const { channel } = await client.conversations.create({ name: 'elsewhere' });
    await expect(client.chat.postMessage({ channel: channel?.id ?? '', text: 'free' })).resolves.toMatchObject({ ok: true });
  });

  it('counts calls by tier when everything is enforced', async () => {
    slack.control.enforceRates('all');
    const listing = Array.from({ length: 22 }, () => client.users.list({}));
    const refused = (await Promise.allSettled(listing)).filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(2);
  });
});

describe('what goes wrong on purpose', () => {
  it('answers with an error as often as asked, then works again', async () => {
    slack.control.faults.add({ method: 'chat.postMessage', mishap: { error: 'internal_error' }, times: 2 });
    for (const _ of [1, 2]) await expect(client.chat.postMessage({ channel: general, text: 'x' })).rejects.toEqual(refusal('internal_error'));
    await expect(client.chat.postMessage({ channel: general, text: 'x' })).resolves.toMatchObject({ ok: true });
  });

  it('does what was asked and loses the answer', async () => {
    slack.control.faults.add({ method: 'chat.postMessage', mishap: { drop: 'after' } });
    await expect(client.chat.postMessage({ channel: general, text: 'once' })).rejects.toThrow();
    expect(slack.control.messages(general)).toMatchObject([{ text: 'once' }]);
  });

  it('cuts the connection before anything is done', async () => {
    slack.control.faults.add({ method: '*', mishap: { drop: 'before' } });
    await expect(client.chat.postMessage({ channel: general, text: 'never' })).rejects.toThrow();
    expect(slack.control.messages(general)).toEqual([]);
  });

  it('says it is too much, or breaks, with HTTP statuses', async () => {
    slack.control.faults.add({ method: 'auth.test', mishap: { retryAfterSeconds: 7 } });
    await expect(client.auth.test()).rejects.toMatchObject({ retryAfter: 7 });
    slack.control.faults.add({ method: 'auth.test', mishap: { status: 503 } });
    await expect(client.auth.test()).rejects.toMatchObject({ statusCode: 503 });
  });

  it('lets some calls through first', async () => {
    slack.control.faults.add({ method: 'auth.test', mishap: { error: 'fatal_error' }, after: 1 });
    await expect(client.auth.test()).resolves.toMatchObject({ ok: true });
    await expect(client.auth.test()).rejects.toEqual(refusal('fatal_error'));
  });

  it('keeps a log of calls without the token', async () => {
    await client.chat.postMessage({ channel: general, text: 'logged' });
    expect(slack.control.calls.at(-1)).toMatchObject({ method: 'chat.postMessage', args: { text: 'logged' }, status: 200 });
    expect(JSON.stringify(slack.control.calls)).not.toContain(slack.botToken);
  });
});
