import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../page-api.ts';
import { sendJson } from './http.ts';
import { SlackError } from './slack-error.ts';
import type { Workspace } from './workspace.ts';

/** Where its pages stand. */
export const openIdPath = '/openid/connect/';

/** How long a code can be exchanged, and a token counts; milliseconds. */
const codeMs = 600_000;
const tokenMs = 300_000;

interface Asked {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly code: string;
  readonly redirect: string | undefined;
  readonly verifier: string | undefined;
}

/** Sign in with Slack as OpenID Connect: a page that asks whoever sits there, a code, and a token that is signed with keys that anybody can read. */
export interface OpenId {
  /** `GET /openid/connect/authorize`, `/allow` and `/keys`. */
  answer(url: URL, response: ServerResponse): void;
  /** `openid.connect.token`. @throws SlackError in Slack's words. */
  exchange(asked: Asked): JsonObject;
}

interface Code {
  readonly user: string;
  readonly redirect: string;
  readonly nonce: string | undefined;
  readonly challenge: string | undefined;
  readonly until: number;
}

export interface OpenIdOptions {
  readonly workspace: Workspace;
  readonly client: { readonly id: string; readonly secret: string };
  readonly now: () => number;
  readonly origin: () => string;
}

export function openId({ workspace, client, now, origin }: OpenIdOptions): OpenId {
  const codes = new Map<string, Code>();
  let pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;
  // Making them takes a moment, and most who practise never sign in.
  const keys = () => {
    pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return pair;
  };

  function signed(claims: object): string {
    const text = [{ alg: 'RS256', typ: 'JWT', kid: 'practice' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${createSign('RSA-SHA256').update(text).sign(keys().privateKey, 'base64url')}`;
  }

  function problemWith(query: URLSearchParams): string | undefined {
    if (query.get('client_id') !== client.id) return 'invalid_client_id';
    if (query.get('response_type') !== 'code') return 'unsupported_response_type';
    if (!query.get('scope')?.split(/[ ,]/).includes('openid')) return 'invalid_scope';
    if (!URL.canParse(query.get('redirect_uri') ?? '')) return 'bad_redirect_uri';
    const challenged = query.get('code_challenge') !== null;
    return challenged && query.get('code_challenge_method') !== 'S256' ? 'invalid_code_challenge_method' : undefined;
  }

  function ask(url: URL, response: ServerResponse): void {
    const people = workspace.users.values().filter(({ standing, part }) => standing !== 'deactivated' && part !== '');
    const links = [...people].map(({ id, realName }) => {
      const to = new URLSearchParams(url.searchParams);
      to.set('as', id);
      return `<li><a href="${openIdPath}allow?${escaped(String(to))}">${escaped(realName)}</a></li>`;
    });
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>Sign in</title><h1>Sign in to ${escaped(workspace.app.name)} with Slack</h1>
<p>Who are you?</p><ul>${links.join('')}</ul></html>`);
  }

  function allow({ searchParams: query }: URL, response: ServerResponse): void {
    const user = workspace.users.get(query.get('as') ?? '');
    const back = new URL(query.get('redirect_uri') ?? '');
    const state = query.get('state');
    if (state !== null) back.searchParams.set('state', state);
    if (user === undefined || user.standing === 'deactivated') back.searchParams.set('error', 'access_denied');
    else {
      const code = randomBytes(24).toString('hex');
      codes.set(code, {
        user: user.id,
        redirect: query.get('redirect_uri') ?? '',
        nonce: query.get('nonce') ?? undefined,
        challenge: query.get('code_challenge') ?? undefined,
        until: now() + codeMs,
      });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  return {
    answer: (url, response) => {
      const what = url.pathname.slice(openIdPath.length);
      if (what === 'keys')
        return sendJson(response, 200, { keys: [{ ...keys().publicKey.export({ format: 'jwk' }), kid: 'practice', use: 'sig', alg: 'RS256' }] });
      if (what !== 'authorize' && what !== 'allow') return sendJson(response, 404, { ok: false, error: 'not_found' });
      const problem = problemWith(url.searchParams);
      if (problem !== undefined) return sendJson(response, 200, { ok: false, error: problem });
      return what === 'authorize' ? ask(url, response) : allow(url, response);
    },
    exchange: ({ clientId, clientSecret, code, redirect, verifier }) => {
      if (clientId !== client.id) throw new SlackError('invalid_client_id');
      if (clientSecret !== client.secret) throw new SlackError('bad_client_secret');
      const found = codes.get(code);
      codes.delete(code);
      if (found === undefined) throw new SlackError('invalid_code');
      if (found.until <= now()) throw new SlackError('code_expired');
      if (found.redirect !== redirect) throw new SlackError('bad_redirect_uri');
      const proof = verifier === undefined ? undefined : createHash('sha256').update(verifier).digest('base64url');
      if (found.challenge !== proof) throw new SlackError('invalid_code_verifier');
      const at = Math.floor(now() / 1000);
      const idToken = signed({
        iss: origin(),
        sub: found.user,
        aud: client.id,
        exp: at + tokenMs / 1000,
        iat: at,
        auth_time: at,
        ...(found.nonce !== undefined && { nonce: found.nonce }),
        'https://slack.com/team_id': workspace.team.id,
        'https://slack.com/user_id': found.user,
      });
      return { access_token: `xoxp-practice-${randomBytes(12).toString('hex')}`, token_type: 'Bearer', id_token: idToken };
    },
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
