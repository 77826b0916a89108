import { randomUUID } from 'node:crypto';
import { credentials } from './credentials.ts';
import { matchesScim } from './okta-scim.ts';
import { type LogEvent, type OktaState, type OktaUser, oktaIds, seedOkta, tokenOwner } from './okta-seed.ts';
import { type Call, Refusal, type Reply, type Route, type StateRow, type System } from './system.ts';

/** The vendor's words for each status that the range can answer with. Source: Okta's error code list. */
const errors: Readonly<Record<number, readonly [code: string, summary: string]>> = {
  400: ['E0000001', 'Api validation failed'],
  401: ['E0000011', 'Invalid token provided'],
  403: ['E0000006', 'You do not have permission to perform the requested action'],
  404: ['E0000007', 'Not found: Resource not found'],
  405: ['E0000022', 'The endpoint does not support the provided HTTP method'],
  429: ['E0000047', 'API call exceeded rate limit due to too many requests.'],
  500: ['E0000009', 'Internal Server Error'],
};

/** Requests per minute that an org may send to `/api/v1/users`. */
const rateLimit = 600;

function failure(status: number, causes: readonly string[] = []): Reply {
  return worded(status, errors[status] ?? ['E0000009', 'Internal Server Error'], causes);
}

function worded(status: number, [errorCode, errorSummary]: readonly [code: string, summary: string], causes: readonly string[] = []): Reply {
  return {
    status,
    body: {
      errorCode,
      errorSummary,
      errorLink: errorCode,
      errorId: `oae${randomUUID().replaceAll('-', '').slice(0, 22)}`,
      errorCauses: causes.map((cause) => ({ errorSummary: cause })),
    },
  };
}

/** Like Okta: by id, by login, by the login's part before the `@` where only one user has it; `me` is whoever the token belongs to. */
function userOf(call: Call, state: OktaState): OktaUser {
  const asked = call.param('user').toLowerCase();
  const named = asked === 'me' ? tokenOwner : asked;
  const exact = state.users.find(({ id, profile }) => id.toLowerCase() === named || profile.login.toLowerCase() === named);
  const short = state.users.filter(({ profile }) => profile.login.toLowerCase().split('@')[0] === named);
  const found = exact ?? (short.length === 1 ? short[0] : undefined);
  if (found) return found;
  throw new Refusal(worded(404, ['E0000007', `Not found: Resource not found: ${call.param('user')} (User)`]));
}

/** A user as the API shows it: without what the range keeps beside it, with links for what can be done in this status. */
function shown(user: OktaUser, origin: string): object {
  const self = `${origin}/api/v1/users/${user.id}`;
  const lifecycle = (name: string) => ({ href: `${self}/lifecycle/${name}`, method: 'POST' });
  const moves =
    user.status === 'SUSPENDED'
      ? { unsuspend: lifecycle('unsuspend'), deactivate: lifecycle('deactivate') }
      : { suspend: lifecycle('suspend'), deactivate: lifecycle('deactivate') };
  return { ...user, _links: { self: { href: self }, ...(user.status === 'DEPROVISIONED' ? {} : moves) } };
}

function moveTo(status: OktaUser['status'], from: OktaUser['status'], why: string) {
  return (call: Call, state: OktaState): Reply => {
    const user = userOf(call, state);
    if (user.status !== from) return failure(400, [why]);
    const now = call.now.toISOString();
    Object.assign(user, { status, statusChanged: now, lastUpdated: now });
    state.logs.push(lifecycleEvent(user, status === 'SUSPENDED' ? 'user.lifecycle.suspend' : 'user.lifecycle.unsuspend', now));
    return { status: 200, body: {} };
  };
}

function lifecycleEvent(user: OktaUser, eventType: string, published: string): LogEvent {
  return {
    uuid: randomUUID(),
    published,
    eventType,
    version: '0',
    severity: 'INFO',
    displayMessage: eventType === 'user.lifecycle.suspend' ? 'Suspend Okta user' : 'Unsuspend Okta user',
    actor: { id: oktaIds.firebreak, type: 'User', alternateId: tokenOwner, displayName: 'Firebreak Service' },
    client: null,
    outcome: { result: 'SUCCESS', reason: null },
    target: [{ id: user.id, type: 'User', alternateId: user.profile.login, displayName: `${user.profile.firstName} ${user.profile.lastName}` }],
  };
}

function listUsers(call: Call, state: OktaState): Reply {
  const { query, origin } = call;
  const q = query.get('q')?.toLowerCase();
  const expression = query.get('search') ?? query.get('filter');
  const fits = (user: OktaUser): boolean => {
    const { firstName, lastName, email } = user.profile;
    if (q !== undefined && ![firstName, lastName, email].some((word) => word.toLowerCase().startsWith(q))) return false;
    return expression === null || scim(expression, user);
  };
  return page(
    call,
    state.users.filter(fits),
    ({ id }) => id,
    (user) => shown(user, origin),
  );
}

/** One page of a list, with the `Link` to the next. Okta's lists hold at most 200. */
function page<Item>({ query, origin, path }: Call, items: readonly Item[], idOf: (item: Item) => string, show: (item: Item) => object): Reply {
  const limit = Math.min(Number(query.get('limit') ?? 200), 200);
  if (!Number.isInteger(limit) || limit < 1) return failure(400, ['limit: must be a whole number from 1']);
  const after = query.get('after');
  const start = after === null ? 0 : items.findIndex((item) => idOf(item) === after) + 1;
  const shownItems = items.slice(start, start + limit);
  const last = shownItems.at(-1);
  const next = new URLSearchParams(query);
  if (last !== undefined) next.set('after', idOf(last));
  const links = [`<${origin}${path}?${query}>; rel="self"`];
  if (start + limit < items.length) links.push(`<${origin}${path}?${next}>; rel="next"`);
  return { status: 200, headers: { link: links.join(', ') }, body: shownItems.map(show) };
}

function scim(expression: string, target: object): boolean {
  const verdict = matchesScim(expression, target);
  if (verdict === undefined) throw new Refusal(worded(400, ['E0000031', 'Invalid search criteria.']));
  return verdict;
}

function listLogs(call: Call, state: OktaState): Reply {
  const { query } = call;
  const since = query.get('since') ?? new Date(call.now.getTime() - 7 * 86_400_000).toISOString();
  const until = query.get('until') ?? call.now.toISOString();
  if (Number.isNaN(Date.parse(since)) || Number.isNaN(Date.parse(until))) return failure(400, ['since: must be an ISO 8601 time']);
  const filter = query.get('filter');
  const q = query.get('q')?.toLowerCase();
  const found = state.logs
    .filter(({ published }) => Date.parse(published) >= Date.parse(since) && Date.parse(published) <= Date.parse(until))
    .filter((event) => filter === null || scim(filter, event))
    .filter((event) => q === undefined || JSON.stringify(event).toLowerCase().includes(q))
    .toSorted((one, other) => one.published.localeCompare(other.published));
  return page(
    call,
    query.get('sortOrder') === 'DESCENDING' ? found.toReversed() : found,
    ({ uuid }) => uuid,
    (event) => event,
  );
}

const routes: readonly Route<OktaState>[] = [
  { method: 'GET', path: '/api/v1/users', handle: listUsers },
  { method: 'GET', path: '/api/v1/users/:user', handle: (call, state) => ({ status: 200, body: shown(userOf(call, state), call.origin) }) },
  {
    method: 'POST',
    path: '/api/v1/users/:user/lifecycle/suspend',
    handle: moveTo('SUSPENDED', 'ACTIVE', 'Cannot suspend a user that is not active.'),
  },
  {
    method: 'POST',
    path: '/api/v1/users/:user/lifecycle/unsuspend',
    handle: moveTo('ACTIVE', 'SUSPENDED', 'Cannot unsuspend a user that is not suspended.'),
  },
  {
    method: 'DELETE',
    path: '/api/v1/users/:user/sessions',
    handle(call, state) {
      const user = userOf(call, state);
      const tokensToo = call.query.get('oauthTokens') ?? 'false';
      if (!['true', 'false'].includes(tokensToo)) return failure(400, ['oauthTokens: must be true or false']);
      state.sessions = state.sessions.filter(({ userId }) => userId !== user.id);
      if (tokensToo === 'true') state.oauthTokens[user.id] = 0;
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/users/:user/groups',
    handle(call, state) {
      const user = userOf(call, state);
      const groups = state.groups.filter(({ members }) => members.includes(user.id)).map(({ members: _members, ...group }) => group);
      return { status: 200, body: groups };
    },
  },
  { method: 'GET', path: '/api/v1/logs', handle: listLogs },
];

function row(user: OktaUser, state: OktaState): StateRow {
  const sessions = state.sessions.filter(({ userId }) => userId === user.id);
  const from = sessions.map(({ ip, country }) => `${ip} (${country})`).join(', ');
  return {
    id: user.profile.login,
    label: `${user.profile.firstName} ${user.profile.lastName} (${user.profile.login})`,
    state: user.status.toLowerCase(),
    tone: user.status === 'SUSPENDED' ? 'good' : user.status === 'ACTIVE' && sessions.some(({ hostile }) => hostile) ? 'bad' : 'neutral',
    facts: [
      ['Sessions', sessions.length === 0 ? 'none' : `${sessions.length}: ${from}`],
      ['OAuth tokens', String(state.oauthTokens[user.id] ?? 0)],
      ['Since', user.statusChanged],
    ],
  };
}

/** Okta's management API v1, as far as Firebreak speaks it, with Okta's rules about which status may follow which. */
export const okta: System<OktaState> = {
  id: 'okta',
  title: 'Okta',
  kind: 'identity provider',
  seed: seedOkta,
  routes,
  authorize: ({ headers }) => (headers.authorization === `SSWS ${credentials.okta.token}` ? undefined : failure(401)),
  headers: ({ now }) => ({
    'x-okta-request-id': randomUUID().replaceAll('-', ''),
    'x-rate-limit-limit': String(rateLimit),
    'x-rate-limit-remaining': String(rateLimit - 1),
    'x-rate-limit-reset': String(Math.ceil(now.getTime() / 60_000) * 60),
  }),
  failure: (status) => ({ ...failure(status), ...(status === 429 ? { headers: { 'x-rate-limit-remaining': '0' } } : {}) }),
  invalid: (problems) =>
    failure(
      400,
      problems.map(({ message }) => message),
    ),
  rows: (state) => state.users.map((user) => row(user, state)),
};
