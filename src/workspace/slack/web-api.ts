import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../page-api.ts';
import type { Faults, Mishap } from './faults.ts';
import { fieldsOf, readBody, sendJson } from './http.ts';
import { attachedMethods } from './methods/attached.ts';
import { chatMethods } from './methods/chat.ts';
import { conversationMethods } from './methods/conversations.ts';
import { fileMethods } from './methods/files.ts';
import { type Around, argsOf, type Method, type Methods, needScope } from './methods/method.ts';
import { openIdMethods } from './methods/openid.ts';
import { teamMethods } from './methods/team.ts';
import { viewMethods } from './methods/views.ts';
import { RateLimited, SlackError } from './slack-error.ts';

/** Every method that is spoken here, by its name. */
export const methods: Methods = {
  ...teamMethods,
  ...conversationMethods,
  ...chatMethods,
  ...attachedMethods,
  ...viewMethods,
  ...fileMethods,
  ...openIdMethods,
};

/** One call of the app, as the log keeps it. The token is left out. */
export interface Call {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** HTTP status; 0 when the connection was cut. */
  readonly status: number;
  readonly answer: JsonObject;
}

export interface WebApiOptions {
  readonly around: Around;
  readonly faults: Faults;
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly log: (call: Call) => void;
}

/** Answers `POST /api/<method>` as Slack does: 200 with `ok`, except for too many calls. */
export function webApi(options: WebApiOptions) {
  const { around, faults, tokens } = options;

  const run = async (name: string, fields: Readonly<Record<string, unknown>>, token: string | undefined): Promise<JsonObject> => {
    const method = methods[name];
    if (!method) throw new SlackError('unknown_method', { req_method: name });
    checkToken(method, token, tokens);
    around.rates.call(name, method.tier);
    for (const scope of method.scopes ?? []) needScope(around, scope);
    return { ok: true, ...(await method.run(argsOf(fields), around)) };
  };

  return async (request: IncomingMessage, response: ServerResponse, name: string): Promise<void> => {
    const fields = await givenFields(request);
    if (!fields) return sendJson(response, 200, { ok: false, error: 'invalid_json' });
    const { token: tokenField, ...args } = fields;
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? (tokenField === undefined ? undefined : String(tokenField));

    const note = (status: number, answer: JsonObject) => options.log({ at: around.workspace.now(), method: name, args, status, answer });
    const mishap = faults.forCall(name);
    if (mishap && 'delayMs' in mishap) await sleep(mishap.delayMs);
    const early = mishap && earlyEnd(mishap);
    if (early === 'cut') {
      note(0, {});
      request.socket.destroy();
      return;
    }

    const { status, answer, headers } = early ?? (await settled(() => run(name, args, token)));
    if (mishap && 'drop' in mishap) {
      note(0, answer);
      request.socket.destroy();
      return;
    }
    note(status, answer);
    const scopes = token === tokens.app ? ['connections:write'] : around.scopes();
    sendJson(response, status, answer, {
      ...headers,
      'x-oauth-scopes': scopes.join(','),
      ...(methods[name]?.scopes && { 'x-accepted-oauth-scopes': methods[name].scopes.join(',') }),
    });
  };
}

interface Settled {
  readonly status: number;
  readonly answer: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

async function settled(task: () => Promise<JsonObject>): Promise<Settled> {
  try {
    return { status: 200, answer: await task() };
  } catch (error) {
    if (error instanceof RateLimited) return tooMany(error.retryAfterSeconds);
    if (error instanceof SlackError) return { status: 200, answer: { ok: false, error: error.code, ...(error.fields as JsonObject) } };
    throw error;
  }
}

function tooMany(seconds: number): Settled {
  return { status: 429, answer: { ok: false, error: 'ratelimited' }, headers: { 'retry-after': String(seconds) } };
}

/** How a call ends before it is done, if it does. */
function earlyEnd(mishap: Mishap): Settled | 'cut' | undefined {
  if ('error' in mishap) return { status: 200, answer: { ok: false, error: mishap.error } };
  if ('status' in mishap) return { status: mishap.status, answer: { ok: false, error: 'internal_error' } };
  if ('retryAfterSeconds' in mishap) return tooMany(mishap.retryAfterSeconds);
  if ('drop' in mishap && mishap.drop === 'before') return 'cut';
  return undefined;
}

/** @throws SlackError `not_authed`, `invalid_auth` or `not_allowed_token_type`. */
function checkToken(method: Method, token: string | undefined, tokens: WebApiOptions['tokens']): void {
  if (method.token === 'none') return;
  if (token === undefined || token === '') throw new SlackError('not_authed');
  if (token !== tokens.bot && token !== tokens.app) throw new SlackError('invalid_auth');
  const wanted = method.token === 'app' ? tokens.app : tokens.bot;
  if (token !== wanted) throw new SlackError('not_allowed_token_type');
}

/** What stands in the address and the body together; undefined when the body cannot be read. */
async function givenFields(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const inAddress = new URL(request.url ?? '/', 'http://local').searchParams;
  const body = await readBody(request);
  try {
    return { ...Object.fromEntries(inAddress), ...fieldsOf(body, request.headers['content-type'] ?? '') };
  } catch {
    return undefined;
  }
}
