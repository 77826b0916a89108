import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { equalsOneOf, tokenIn } from '../kit/verify.ts';

const cookieName = 'firebreak_session';
const sessionMs = 12 * 3_600_000;

/** Who may see pages and metrics. */
export interface Access {
  /** Whether these headers carry the token or a session that was opened with it. */
  admits(headers: IncomingHttpHeaders): boolean;
  /** Whether there is a token by which anybody could come in. */
  readonly hasToken: boolean;
  /** The Set-Cookie header of a new session; undefined when this is not the token. */
  open(token: string): string | undefined;
}

/** The practice workspace holds nothing of anybody: its pages are open. */
export const openToAll: Access = { admits: () => true, hasToken: false, open: () => undefined };

/**
 * One token opens pages and metrics: as `Authorization: Bearer`, or once on the login page, which starts a session of 12 hours. The cookie carries its
 * end and a MAC over it, keyed with the token, so nothing has to be kept and a new token ends every session. Without a token nobody is admitted.
 */
export function tokenAccess(token: string | undefined, options: { readonly secure: boolean; readonly now: () => number }): Access {
  if (token === undefined || token === '') return { admits: () => false, hasToken: false, open: () => undefined };
  const seal = (end: string) => createHmac('sha256', token).update(`firebreak session until ${end}`).digest('base64url');
  return {
    hasToken: true,
    admits: ({ authorization, cookie }) => {
      if (authorization !== undefined) return equalsOneOf(tokenIn(authorization), [token]);
      const [, end = '', mac = ''] = new RegExp(`(?:^|; *)${cookieName}=(\\d{1,15})\\.([\\w-]{43})(?:;|$)`).exec(cookie ?? '') ?? [];
      return mac !== '' && timingSafeEqual(Buffer.from(mac), Buffer.from(seal(end))) && Number(end) > options.now();
    },
    open: (given) => {
      if (!equalsOneOf(given, [token])) return undefined;
      const end = String(options.now() + sessionMs);
      const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${sessionMs / 1000}${options.secure ? '; Secure' : ''}`;
      return `${cookieName}=${end}.${seal(end)}; ${attributes}`;
    },
  };
}
