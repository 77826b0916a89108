import { Secret, TOTP } from 'otpauth';
import type { Stage } from './stage.ts';
import { firebreak } from './terminal.ts';

/** The code that an authenticator app shows for a secret (base32), now or at another time (ms since 1970). */
export function codeAt(secret: string, timestamp = Date.now()): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
}

/** A page of the bot, or a form sent to it, by somebody who has its address and no token. */
export function pageOf(url: string, form?: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(url, {
    headers: { accept: 'text/html' },
    ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
  });
}

/** The link that whoever runs the bot makes at the terminal for somebody. */
export async function enrolmentLink(stage: Stage, person: string): Promise<string> {
  const { out } = await firebreak(stage.environment, 'enrol', person, '--json');
  return `${stage.bot.url}${new URL(JSON.parse(out).link).pathname}`;
}

/** The secret on the page behind a link, base32. */
export function secretOn(html: string): string {
  return (/<code>([A-Z2-7 ]+)<\/code>/.exec(html)?.[1] ?? '').replaceAll(' ', '');
}

/** Enrols somebody by a link, as they would. Returns their secret, of which the present code is used up. */
export async function enrolByLink(stage: Stage, person: string): Promise<string> {
  const link = await enrolmentLink(stage, person);
  const secret = secretOn(await (await pageOf(link, { step: 'show' })).text());
  const confirmed = await (await pageOf(link, { step: 'confirm', code: codeAt(secret) })).text();
  if (!confirmed.includes('count from now on')) throw new Error(`${person} could not enrol: ${confirmed}`);
  return secret;
}
