import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { credentials } from './credentials.ts';
import { type Call, Refusal, type Reply, type Route, readJson, type System } from './system.ts';

/** An IP Access Rule as the API shows it. */
export interface AccessRule {
  readonly id: string;
  notes: string;
  readonly allowed_modes: readonly string[];
  mode: string;
  readonly configuration: { readonly target: string; readonly value: string };
  readonly created_on: string;
  modified_on: string;
  readonly scope: { readonly id: string; readonly type: 'organization' };
}

export interface CloudflareState {
  rules: AccessRule[];
}

const modes = ['block', 'challenge', 'js_challenge', 'managed_challenge', 'whitelist'] as const;
const mode = z.enum(modes);
const configuration = z
  .strictObject({ target: z.enum(['ip', 'ip6', 'ip_range', 'asn', 'country']), value: z.string().min(1) })
  .refine(({ target, value }) => fitsTarget(target, value), { message: 'firewallaccessrules.api.invalid_configuration', path: ['value'] });
const newRule = z.strictObject({ mode, configuration, notes: z.string().default('') });
const changedRule = z.strictObject({ mode: mode.optional(), notes: z.string().optional() });

/** Ranges may only be /16 or /24 for IPv4 and /32, /48 or /64 for IPv6. */
function fitsTarget(target: string, value: string): boolean {
  const [address = '', size] = value.split('/');
  switch (target) {
    case 'ip':
      return isIP(value) === 4;
    case 'ip6':
      return isIP(value) === 6;
    case 'ip_range':
      return isIP(address) === 4 ? ['16', '24'].includes(size ?? '') : isIP(address) === 6 && ['32', '48', '64'].includes(size ?? '');
    case 'asn':
      return /^AS\d+$/i.test(value);
    default:
      return /^[A-Z][A-Z0-9]$/.test(value);
  }
}

/** The vendor's number and words for each status. */
const errors: Readonly<Record<number, readonly [code: number, message: string]>> = {
  400: [10_001, 'firewallaccessrules.api.invalid_request'],
  401: [1000, 'Invalid API Token'],
  403: [10_000, 'Authentication error'],
  404: [7003, 'Could not route to the requested path, perhaps your object identifier is invalid?'],
  405: [10_405, 'Method not allowed for this authentication scheme'],
  429: [10_429, 'More than 1200 requests per 300 seconds reached. Please wait and consider throttling your request speed'],
  500: [10_500, 'Internal server error'],
};

function failure(status: number, words?: readonly [code: number, message: string]): Reply {
  const [code, message] = words ?? errors[status] ?? [10_500, 'Internal server error'];
  return { status, body: { result: null, success: false, errors: [{ code, message }], messages: [] } };
}

const success = (result: unknown, more: object = {}): Reply => ({ status: 200, body: { result, success: true, errors: [], messages: [], ...more } });

function ruleOf(call: Call, state: CloudflareState): AccessRule {
  const found = state.rules.find(({ id }) => id === call.param('rule'));
  if (found) return found;
  throw new Refusal(failure(404, [10_001, 'firewallaccessrules.api.not_found']));
}

function listRules({ query }: Call, state: CloudflareState): Reply {
  const wanted = (name: string, value: string) => !query.has(name) || query.get(name)?.toLowerCase() === value.toLowerCase();
  const found = state.rules.filter(
    (rule) =>
      wanted('mode', rule.mode) &&
      wanted('configuration.target', rule.configuration.target) &&
      wanted('configuration.value', rule.configuration.value) &&
      (!query.has('notes') || rule.notes.toLowerCase().includes((query.get('notes') ?? '').toLowerCase())),
  );
  const page = whole(query.get('page') ?? '1');
  const size = whole(query.get('per_page') ?? '20');
  const shown = found.slice((page - 1) * size, page * size);
  return success(shown, {
    result_info: { page, per_page: size, count: shown.length, total_count: found.length, total_pages: Math.ceil(found.length / size) },
  });
}

function whole(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new Refusal(failure(400));
}

function createRule(call: Call, state: CloudflareState): Reply {
  const wanted = readJson(call, newRule);
  const { target, value } = wanted.configuration;
  const same = state.rules.some((rule) => rule.configuration.target === target && rule.configuration.value === value);
  if (same) return failure(400, [10_009, 'firewallaccessrules.api.duplicate_of_existing']);
  const now = call.now.toISOString();
  const rule: AccessRule = {
    id: randomBytes(16).toString('hex'),
    notes: wanted.notes,
    allowed_modes: modes,
    mode: wanted.mode,
    configuration: wanted.configuration,
    created_on: now,
    modified_on: now,
    scope: { id: call.param('account'), type: 'organization' },
  };
  state.rules.push(rule);
  return success(rule);
}

const rules = '/client/v4/accounts/:account/firewall/access_rules/rules';

const routes: readonly Route<CloudflareState>[] = [
  {
    method: 'GET',
    path: '/client/v4/user/tokens/verify',
    handle: () =>
      success(
        { id: 'ed17574386854bf78a67040be0a770b0', status: 'active' },
        { messages: [{ code: 10_000, message: 'This API Token is valid and active', type: null }] },
      ),
  },
  { method: 'GET', path: rules, handle: listRules },
  { method: 'POST', path: rules, handle: createRule },
  { method: 'GET', path: `${rules}/:rule`, handle: (call, state) => success(ruleOf(call, state)) },
  {
    method: 'PATCH',
    path: `${rules}/:rule`,
    handle(call, state) {
      const rule = ruleOf(call, state);
      const change = readJson(call, changedRule);
      rule.mode = change.mode ?? rule.mode;
      rule.notes = change.notes ?? rule.notes;
      rule.modified_on = call.now.toISOString();
      return success(rule);
    },
  },
  {
    method: 'DELETE',
    path: `${rules}/:rule`,
    handle(call, state) {
      const { id } = ruleOf(call, state);
      state.rules = state.rules.filter((rule) => rule.id !== id);
      return success({ id });
    },
  },
];

function authorize({ headers, path }: Call): Reply | undefined {
  const given = headers.authorization;
  if (given === undefined) return failure(400, [9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers']);
  if (!given.startsWith('Bearer ')) return failure(400, [6003, 'Invalid request headers']);
  if (given !== `Bearer ${credentials.cloudflare.token}`) return failure(401);
  const account = /^\/client\/v4\/accounts\/([^/]+)/.exec(path)?.[1];
  return account === undefined || account === credentials.cloudflare.account ? undefined : failure(403);
}

/** Cloudflare's account-level IP Access Rules (API v4): the edge that keeps an address out. */
export const cloudflare: System<CloudflareState> = {
  id: 'cloudflare',
  title: 'Cloudflare',
  kind: 'edge firewall',
  seed: () => ({ rules: [] }),
  routes,
  authorize,
  failure: (status) => ({ ...failure(status), ...(status === 429 ? { headers: { 'retry-after': '1' } } : {}) }),
  invalid: ([problem]) => failure(400, [10_001, problem?.message ?? 'firewallaccessrules.api.invalid_request']),
  rows: ({ rules: kept }) =>
    kept.map(({ id, mode: how, configuration: { target, value }, notes, created_on }) => ({
      id,
      label: value,
      state: how === 'whitelist' ? 'allowed' : how === 'block' ? 'blocked' : 'challenged',
      tone: how === 'whitelist' ? 'neutral' : 'good',
      facts: [
        ['Target', target],
        ['Note', notes === '' ? 'none' : notes],
        ['Since', created_on],
      ],
    })),
};
