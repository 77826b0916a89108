import type { IncomingHttpHeaders } from 'node:http';
import { ConnectorError } from '../core/errors.ts';
import { html } from '../kit/html.ts';
import type { By } from '../kit/knock.ts';
import type { Log } from '../kit/log.ts';
import type { SignIn } from '../kit/sign-in.ts';
import { ownPath } from './own-path.ts';
import type { Reply } from './reply.ts';
import type { Sessions } from './sessions.ts';
import { page } from './shell.ts';

/** Where an answer comes back to; it stands among the redirect URLs of the app. */
const callbackPath = '/sign-in/callback';

/** How people sign in to pages as themselves. */
export interface PeopleDoor {
  readonly title: string;
  /** Who reads with these headers; undefined: nobody whom people.yml still knows. */
  readerOf(headers: IncomingHttpHeaders): Promise<By | undefined>;
  /** Answers what concerns signing in and out; undefined: it is something else. */
  answer(request: { readonly method: string; readonly url: URL; readonly headers: IncomingHttpHeaders }): Promise<Reply | undefined>;
}

/** `publicUrl`: the address under which browsers reach us; it is what the other side sends them back to. */
export function peopleDoor(signIn: SignIn, sessions: Sessions, publicUrl: () => string, log: Log): PeopleDoor {
  async function finish(url: URL, headers: IncomingHttpHeaders): Promise<Reply> {
    const begun = sessions.attemptOf(headers);
    const code = url.searchParams.get('code');
    if (begun === undefined || url.searchParams.get('state') !== begun.attempt.state) {
      return refused('This is not where this browser began to sign in, or it took longer than ten minutes. Begin again.');
    }
    if (code === null) return refused(`${signIn.title} let nobody in. Begin again, and allow it there.`);
    try {
      const found = await signIn.finish(code, begun.attempt);
      if ('refused' in found) return refused(found.refused);
      const cookies = [sessions.open(found.person.id), sessions.forgetAttempt];
      return { status: 303, type: 'text', body: '', headers: { location: ownPath(begun.next), 'set-cookie': cookies } };
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      log.warn({ error }, 'somebody could not sign in');
      return refused(
        `${signIn.title} could not be asked who you are. Begin again in a minute; the token of this Firebreak opens its pages meanwhile.`,
      );
    }
  }

  function refused(why: string): Reply {
    const body = html`<p><strong>${why}</strong></p><p><a href="/sign-in">Begin again</a></p>`;
    return { status: 403, type: 'html', body: page('Not signed in', body), headers: { 'set-cookie': sessions.forgetAttempt } };
  }

  return {
    title: signIn.title,
    readerOf: async (headers) => {
      const id = sessions.person(headers);
      const person = id === undefined ? undefined : await signIn.person(id);
      if (person === undefined) return undefined;
      return { actor: { kind: 'human', id: person.id, name: person.name }, person, entrance: 'web', timezone: person.timezone };
    },
    answer: async ({ method, url, headers }) => {
      if (method === 'POST' && url.pathname === '/logout') {
        const body = html`<p>You are signed out here. Slack is as it was.</p><p><a href="/">Sign in again</a></p>`;
        return { status: 200, type: 'html', body: page('Signed out', body), headers: { 'set-cookie': sessions.close(headers) } };
      }
      if (method !== 'GET') return undefined;
      if (url.pathname === callbackPath) return finish(url, headers);
      if (url.pathname !== '/sign-in') return undefined;
      const { attempt, cookie } = sessions.attempt(`${publicUrl()}${callbackPath}`, url.searchParams.get('next') ?? '/');
      return { status: 302, type: 'text', body: '', headers: { location: signIn.begin(attempt), 'set-cookie': cookie } };
    },
  };
}
