import { createHash } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, errors as joseErrors, jwtVerify } from 'jose';
import { z } from 'zod';
import { ConnectorError } from '../core/errors.ts';
import type { Person } from '../core/team.ts';
import type { Bot } from '../kit/bot.ts';
import { requestJson } from '../kit/http.ts';
import { type RunHooks, runCalls } from '../kit/run.ts';
import type { SignIn, SignInAttempt } from '../kit/sign-in.ts';
import { liveMemberships } from './membership.ts';
import { slackApi, webClient } from './web-client.ts';

/** The app's own credentials, as its page Basic Information shows them, and how Slack is reached. */
export interface SignInSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly botToken: string;
  /** `https://slack.com/api/` */
  readonly apiUrl: string;
}

/** Milliseconds for which Slack's keys are kept. An unknown one is asked for at once. */
const keysMs = 3_600_000;
/** Seconds by which Slack's clock may differ from ours. */
const clockTolerance = 60;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const claims = z.object({ nonce: z.string(), 'https://slack.com/team_id': z.string(), 'https://slack.com/user_id': z.string() });

/**
 * Sign in with Slack: OpenID Connect with code, PKCE, state and nonce (https://docs.slack.dev/authentication/sign-in-with-slack). Slack's own account of
 * somebody counts only for the workspace that the bot is in, for full members, and for people in people.yml.
 */
export function slackSignIn(
  { clientId, clientSecret, botToken, apiUrl }: SignInSettings,
  bot: Pick<Bot, 'files' | 'store' | 'now'>,
  hooks: RunHooks,
): SignIn {
  const { origin } = new URL(apiUrl);
  const api = slackApi(webClient(botToken, apiUrl, hooks.log), hooks);
  // Whoever exchanges a code is known by the app's secret, and by no token.
  const exchange = slackApi(webClient(undefined, apiUrl, hooks.log), hooks);
  const keysRun = runCalls({ id: 'slack-keys', title: 'Slack', limits: { maxConcurrent: 2 } }, hooks);
  // Reading asks for no group of approvers.
  const memberships = liveMemberships(api, { now: bot.now, store: bot.store, groups: [], groupHours: 0 });
  let keys: { readonly at: number; readonly set: JSONWebKeySet } | undefined;

  async function freshKeys(): Promise<JSONWebKeySet> {
    const set = await keysRun('say by which keys it signs', (signal) =>
      requestJson(keySet, `${origin}/openid/connect/keys`, { headers: {}, signal }),
    );
    keys = { at: Date.now(), set: set as JSONWebKeySet };
    return keys.set;
  }

  async function verified(token: string): Promise<unknown> {
    const options = { issuer: origin, audience: clientId, algorithms: ['RS256'], clockTolerance, requiredClaims: ['exp', 'iat', 'nonce'] };
    const known = keys !== undefined && Date.now() - keys.at < keysMs ? keys.set : await freshKeys();
    try {
      return (await jwtVerify(token, createLocalJWKSet(known), options)).payload;
    } catch (error) {
      if (!(error instanceof joseErrors.JWKSNoMatchingKey)) throw error;
      return (await jwtVerify(token, createLocalJWKSet(await freshKeys()), options)).payload;
    }
  }

  /** Undefined when what Slack says of somebody does not hold. */
  async function identityIn(token: string, nonce: string): Promise<{ readonly team: string; readonly user: string } | undefined> {
    try {
      const said = claims.parse(await verified(token));
      return said.nonce === nonce ? { team: said['https://slack.com/team_id'], user: said['https://slack.com/user_id'] } : undefined;
    } catch (error) {
      if (error instanceof ConnectorError) throw error;
      hooks.log.warn({ error }, 'what Slack signed about somebody does not hold');
      return undefined;
    }
  }

  const team = async () => (await api.ask('say who we are', (client) => client.auth.test())).team_id;

  async function belongs(person: Person): Promise<boolean> {
    return (await memberships([person]))(person).verdict !== 'outside';
  }

  return {
    title: 'Slack',
    begin: ({ state, nonce, verifier, redirect }) => {
      const address = new URL('/openid/connect/authorize', origin);
      address.search = String(
        new URLSearchParams({
          response_type: 'code',
          scope: 'openid',
          client_id: clientId,
          redirect_uri: redirect,
          state,
          nonce,
          code_challenge: createHash('sha256').update(verifier).digest('base64url'),
          code_challenge_method: 'S256',
        }),
      );
      return address.href;
    },
    finish: async (code, { nonce, verifier, redirect }: SignInAttempt) => {
      const given = {
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirect,
        code_verifier: verifier,
      };
      const { id_token: token } = await exchange.reply(
        'sign somebody in',
        (client) => client.apiCall('openid.connect.token', given) as Promise<{ id_token?: string }>,
      );
      const identity = token === undefined ? undefined : await identityIn(token, nonce);
      if (identity === undefined) return { refused: 'What Slack says of you could not be verified. Nobody was let in.' };
      if (identity.team !== (await team()))
        return { refused: 'That is an account of another Slack workspace than the one that this Firebreak is in.' };
      const person = bot.files.team.bySlack(identity.user);
      if (person === undefined || !(await belongs(person))) {
        return {
          refused: `Your Slack account ${identity.user} is nobody’s in people.yml, or no full member’s any more. Ask whoever runs this Firebreak.`,
        };
      }
      return { person };
    },
    person: async (id) => {
      const person = bot.files.team.person(id);
      return person !== undefined && (await belongs(person)) ? person : undefined;
    },
  };
}
