import { createHash } from 'node:crypto';

/** SHA-256 of a text, hex: enough to see whether it is still the same, without keeping it. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
