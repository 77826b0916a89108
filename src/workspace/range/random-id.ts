import { randomInt } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A random id of letters and digits, as Okta and others make them: `00u` + 17 more. */
export function randomId(length: number, prefix = ''): string {
  return prefix + Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}
