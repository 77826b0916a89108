import { Secret, TOTP } from 'otpauth';
import type { Instant } from '../core/alert.ts';

/** Seconds of one time step, digits of a code, steps that a clock may be off: what every authenticator app takes (RFC 6238, 5.2 and 4). */
const period = 30;
const digits = 6;
const window = 1;

/** 160 random bits in base32, as RFC 4226 (4, R6) recommends. */
export function freshSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The number of the time step that a code belongs to, counted from 1970, within one step of now; null when it belongs to none. Compares in constant time. */
export function stepOfCode(secret: string, code: string, now: Instant): number | null {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const timestamp = Date.parse(now);
  const delta = totp(secret).validate({ token, timestamp, window });
  return delta === null ? null : Math.floor(timestamp / 1000 / period) + delta;
}

/** What an authenticator app reads from a QR code: `otpauth://totp/Firebreak:alex.kim?secret=…` */
export function keyUri(secret: string, person: string): string {
  return totp(secret, person).toString();
}

function totp(secret: string, label = 'Firebreak'): TOTP {
  return new TOTP({ issuer: 'Firebreak', label, algorithm: 'SHA1', digits, period, secret: Secret.fromBase32(secret) });
}
