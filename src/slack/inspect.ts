import { WebClient } from '@slack/web-api';
import type { RunHooks } from '../kit/run.ts';
import { slackWord } from './slack-error.ts';
import { clientOptions, slackApi, webClient } from './web-client.ts';

/** A member of the workspace, as far as people.yml needs to know. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
  readonly timezone: string | undefined;
}

/** What can be learned about a Slack set-up without changing anything. */
export interface SlackInspection {
  /** Who the token is, and its scopes; or Slack's word for what is wrong with it. */
  who(): Promise<{ readonly team: string; readonly bot: string; readonly scopes: readonly string[] } | { readonly problem: string }>;
  /** Whether the app-level token opens a socket; Slack's word for what is wrong, otherwise undefined. */
  socketProblem(appToken: string): Promise<string | undefined>;
  /** A member by id, handle, display name, full name or e-mail, in any case; undefined when nobody or more than one is called so. */
  member(called: string): Promise<Member | undefined>;
}

/** Looks at a Slack set-up for `init` and `doctor`. @throws ConnectorError when Slack does not answer. */
export function inspectSlack(botToken: string, apiUrl: string | undefined, hooks: RunHooks): SlackInspection {
  const api = slackApi(webClient(botToken, apiUrl, hooks.log), hooks);
  return {
    who: async () => {
      try {
        const said = await api.read('say who we are', (client) => client.auth.test());
        return { team: said.team ?? '', bot: said.user ?? '', scopes: said.response_metadata?.scopes ?? [] };
      } catch (error) {
        const problem = slackWord(error);
        if (problem === undefined) throw error;
        return { problem };
      }
    },
    socketProblem: async (appToken) => {
      const client = new WebClient(appToken, clientOptions(apiUrl, hooks.log));
      try {
        await slackApi(client, hooks).read('open a socket', (asApp) => asApp.apps.connections.open());
        return undefined;
      } catch (error) {
        const problem = slackWord(error);
        if (problem === undefined) throw error;
        return problem;
      }
    },
    member: async (called) => {
      const wanted = called.trim().replace(/^@/, '').toLowerCase();
      const found: Member[] = [];
      let cursor: string | undefined;
      do {
        const page = await api.read('list the members', (client) => client.users.list({ limit: 200, ...(cursor !== undefined && { cursor }) }));
        for (const { id, name, tz, deleted, is_bot, profile } of page.members ?? []) {
          const spellings = [id, name, profile?.display_name, profile?.real_name, profile?.email];
          if (id === undefined || deleted || is_bot || !spellings.some((spelling) => spelling?.toLowerCase() === wanted)) continue;
          found.push({ id, name: profile?.real_name || name || id, email: profile?.email, timezone: tz });
        }
        cursor = page.response_metadata?.next_cursor || undefined;
      } while (cursor !== undefined);
      return found.length === 1 ? found[0] : undefined;
    },
  };
}
