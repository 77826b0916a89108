import { type JsonRequest, requestJson, unlessMissing, vendorUrl } from '../../kit/http.ts';
import { defineClient, z } from '../../kit/index.ts';

/** What Okta calls the state of an account. */
const status = z.enum(['STAGED', 'PROVISIONED', 'ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'SUSPENDED', 'DEPROVISIONED']);
export type OktaStatus = z.infer<typeof status>;

const user = z
  .object({
    id: z.string().min(1),
    status,
    created: z.string().nullish(),
    lastLogin: z.string().nullish(),
    passwordChanged: z.string().nullish(),
    profile: z.object({ login: z.string(), firstName: z.string().nullish(), lastName: z.string().nullish() }),
  })
  .transform(({ id, status, created, lastLogin, passwordChanged, profile }) => ({
    id,
    status,
    login: profile.login,
    name: [profile.firstName, profile.lastName].filter(Boolean).join(' '),
    created: created ?? null,
    lastLogin: lastLogin ?? null,
    passwordChanged: passwordChanged ?? null,
  }));
/** An account. Times are ISO 8601 as Okta gives them; null when Okta knows none. */
export type OktaUser = z.infer<typeof user>;

const groups = z.array(z.object({ profile: z.object({ name: z.string() }) })).transform((list) => list.map(({ profile }) => profile.name));

/** An event of the system log, as Okta says it: it is kept as evidence, so nothing of it is left out. */
const logEvent = z.looseObject({ uuid: z.string(), published: z.string(), eventType: z.string() });
export type OktaLogEvent = z.infer<typeof logEvent>;

/** Okta as Firebreak uses it. */
export interface OktaClient {
  /** The organisation's address: which Okta this is. */
  readonly organisation: string;
  /** By id or login; undefined when there is no such account. */
  user(idOrLogin: string): Promise<OktaUser | undefined>;
  /** Names of the groups that the account is in. */
  groups(id: string): Promise<readonly string[]>;
  /** The newest events of the system log since an instant in which the account acted or was acted on, at most 200. */
  eventsAbout(id: string, since: string): Promise<readonly OktaLogEvent[]>;
  /** Only an active account can be suspended. Not idempotent: a second call is refused. */
  suspend(id: string): Promise<void>;
  /** Only a suspended account can be. Not idempotent. */
  unsuspend(id: string): Promise<void>;
  /** Ends all sessions that Okta itself holds, revokes its OAuth tokens and forgets devices that it remembers. Sessions that other apps keep for themselves go on. */
  clearSessions(id: string): Promise<void>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    okta: OktaClient;
  }
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/ */
export default defineClient({
  id: 'okta',
  title: 'Okta',
  settings: z.object({
    OKTA_ORG_URL: vendorUrl.describe('Address of the Okta organisation, such as https://acme.okta.com'),
    OKTA_API_TOKEN: z.string().min(1).describe('API token of an account with the role Help Desk Administrator'),
  }),
  credential: 'OKTA_API_TOKEN',
  connect: ({ OKTA_ORG_URL, OKTA_API_TOKEN }, run): OktaClient => {
    const send = <Answer>(answer: z.ZodType<Answer>, path: string, request: Omit<JsonRequest, 'headers'>) =>
      requestJson(answer, `${OKTA_ORG_URL}/api/v1${path}`, { ...request, headers: { authorization: `SSWS ${OKTA_API_TOKEN}` } });
    const at = (id: string) => `/users/${encodeURIComponent(id)}`;
    const nothing = z.unknown();
    const mayManage = { changes: true, needs: "the role 'Help Desk Administrator' (it may manage the lifecycle and sessions of users)" };

    return {
      organisation: OKTA_ORG_URL,
      user: (idOrLogin) =>
        run('look up an account', (signal) => unlessMissing(send(user, at(idOrLogin), { signal })), { needs: "the role 'Read-Only Administrator'" }),
      groups: (id) => run("list an account's groups", (signal) => send(groups, `${at(id)}/groups`, { signal })),
      eventsAbout: (id, since) => {
        const query = { since, filter: `actor.id eq "${id}" or target.id eq "${id}"`, sortOrder: 'DESCENDING', limit: '200' };
        return run('read the system log', (signal) => send(z.array(logEvent), '/logs', { query, signal }), {
          needs: "the role 'Read-Only Administrator' (it may read the system log)",
        });
      },
      suspend: async (id) => {
        await run('suspend an account', (signal) => send(nothing, `${at(id)}/lifecycle/suspend`, { method: 'POST', signal }), mayManage);
      },
      unsuspend: async (id) => {
        await run(
          'lift the suspension of an account',
          (signal) => send(nothing, `${at(id)}/lifecycle/unsuspend`, { method: 'POST', signal }),
          mayManage,
        );
      },
      clearSessions: async (id) => {
        const query = { oauthTokens: 'true', forgetDevices: 'true' };
        await run("end an account's sessions", (signal) => send(nothing, `${at(id)}/sessions`, { method: 'DELETE', query, signal }), mayManage);
      },
    };
  },
  ourselves: async (okta) => {
    const me = await okta.user('me');
    return me === undefined ? [] : [me.login, me.id];
  },
  probe: async (okta) => {
    const me = await okta.user('me');
    return `${okta.organisation}, as ${me?.login ?? 'a token without an account'}`;
  },
});
