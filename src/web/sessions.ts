import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { SignInAttempt } from '../kit/sign-in.ts';

const sessionMs = 12 * 3_600_000;
/** How long somebody may take on the other side. */
const attemptMs = 10 * 60_000;

/** What a browser keeps of people who signed in, and of attempts to. Each cookie carries its end and a MAC over all of it. */
export interface Sessions {
  /** The cookie of a new session of this person. */
  open(person: string): string;
  /** Whose session these headers carry; undefined: nobody's, or one that has ended. */
  person(headers: IncomingHttpHeaders): string | undefined;
  /** Ends the session that these headers carry, also for whoever has copied its cookie; returns the cookie that makes the browser forget it. */
  close(headers: IncomingHttpHeaders): string;
  /** A new attempt, and the cookie by which the browser keeps it. */
  attempt(redirect: string, next: string): { readonly attempt: SignInAttempt; readonly cookie: string };
  /** The attempt that this browser began, with where it wanted to go; undefined: none, or too long ago. */
  attemptOf(headers: IncomingHttpHeaders): { readonly attempt: SignInAttempt; readonly next: string } | undefined;
  /** The cookie that makes a browser forget its attempt: it counts once. */
  readonly forgetAttempt: string;
}

const sessionShape = z.object({ id: z.string(), person: z.string(), ends: z.number() });
const attemptShape = z.object({
  attempt: z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), redirect: z.string() }),
  next: z.string(),
  ends: z.number(),
});

/**
 * `secret` keys the MACs: a new one ends every session. Lax, because the way back leads here from another site; no page changes anything by GET.
 * `now`: milliseconds since 1970. What was ended early is remembered in memory: a restart forgets that, and the browser has forgotten its cookie.
 */
export function personSessions(secret: string, { secure, now }: { readonly secure: boolean; readonly now: () => number }): Sessions {
  const ended = new Map<string, number>();
  // A browser takes a cookie of this prefix from this very host alone.
  const prefix = secure ? '__Host-' : '';
  const names = { session: `${prefix}firebreak_person`, attempt: `${prefix}firebreak_sign_in` };
  const seal = (purpose: string, text: string) => createHmac('sha256', secret).update(`firebreak ${purpose} ${text}`).digest('base64url');
  const fresh = () => randomBytes(32).toString('base64url');
  const cookie = (name: string, value: string, ms: number) =>
    `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${ms / 1000}${secure ? '; Secure' : ''}`;

  function sealed(purpose: string, value: object): string {
    const text = Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${text}.${seal(purpose, text)}`;
  }

  function read<Value extends { readonly ends: number }>(name: string, purpose: string, shape: z.ZodType<Value>, header = ''): Value | undefined {
    const [, text = '', mac = ''] = new RegExp(`(?:^|; *)${name}=([\\w-]{1,4000})\\.([\\w-]{43})(?:;|$)`).exec(header) ?? [];
    if (mac === '' || !timingSafeEqual(Buffer.from(mac), Buffer.from(seal(purpose, text)))) return undefined;
    const value = shape.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return value.success && value.data.ends > now() ? value.data : undefined;
  }

  const session = (headers: IncomingHttpHeaders) => {
    const found = read(names.session, 'session', sessionShape, headers.cookie);
    return found === undefined || ended.has(found.id) ? undefined : found;
  };

  return {
    open: (person) => cookie(names.session, sealed('session', { id: fresh(), person, ends: now() + sessionMs }), sessionMs),
    person: (headers) => session(headers)?.person,
    close: (headers) => {
      const found = session(headers);
      for (const [id, ends] of ended) if (ends <= now()) ended.delete(id);
      if (found !== undefined) ended.set(found.id, found.ends);
      return cookie(names.session, '', 0);
    },
    attempt: (redirect, next) => {
      const attempt = { state: fresh(), nonce: fresh(), verifier: fresh(), redirect };
      return { attempt, cookie: cookie(names.attempt, sealed('attempt', { attempt, next, ends: now() + attemptMs }), attemptMs) };
    },
    attemptOf: (headers) => read(names.attempt, 'attempt', attemptShape, headers.cookie),
    forgetAttempt: cookie(names.attempt, '', 0),
  };
}
