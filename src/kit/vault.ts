import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { ConfigurationError } from '../core/errors.ts';
import { once } from './once.ts';

/** Keeps secrets at rest: AES-256-GCM, each under a nonce of its own, bound to what it is about so that one cannot be put in the place of another. */
export interface Vault {
  /** `about`: what it is and whose, such as `one-time codes of alex.kim`. */
  seal(secret: string, about: string): string;
  /** @throws ConfigurationError when it was sealed with another key, about something else, or was changed. */
  open(sealed: string, about: string): string;
}

const version = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

/** `key`: at least 32 characters of chance (`FIREBREAK_KEY`), read when it is first needed. The cipher's own key is derived from it by HKDF-SHA-256. */
export function vault(key: () => string): Vault {
  const cipherKey = once(() => Buffer.from(hkdfSync('sha256', key(), '', 'firebreak: secrets at rest', 32)));
  return {
    seal: (secret, about) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', cipherKey(), nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final()]);
      return `${version}.${Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64url')}`;
    },
    open: (sealed, about) => {
      const [given, text = ''] = sealed.split('.');
      const bytes = Buffer.from(text, 'base64url');
      try {
        if (given !== version || bytes.length < nonceBytes + tagBytes) throw new Error('not a sealed secret');
        const opener = createDecipheriv('aes-256-gcm', cipherKey(), bytes.subarray(0, nonceBytes)).setAAD(Buffer.from(about));
        opener.setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([opener.update(bytes.subarray(nonceBytes, -tagBytes)), opener.final()]).toString('utf8');
      } catch (cause) {
        if (cause instanceof ConfigurationError) throw cause;
        throw new ConfigurationError(`What is kept as the ${about} cannot be opened: it was sealed with another key, or changed.`, {
          next: 'Set FIREBREAK_KEY to the key that it was sealed with, or enrol the person anew.',
          cause,
        });
      }
    },
  };
}
