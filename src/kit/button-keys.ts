import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../core/alert.ts';
import type { Store } from '../core/store.ts';

/** A key under which buttons are sealed. Its id travels with each button; the secret never leaves the store and this process. */
const buttonKey = z.object({ id: z.string(), secret: z.string(), since: z.string() });
export type ButtonKey = z.infer<typeof buttonKey>;

/** Hours for which buttons of the former key are still taken: longer than any proposal waits. */
export const formerKeyHours = 24;

const fact = 'button-keys';
/** The newest first. Never more than two: rotating twice shuts out whoever has read the one before. */
const ring = z.array(buttonKey).min(1).max(2);

/**
 * The keys whose seals are taken at this moment, the one that seals first. Made when there is none; read anew each time, as another process may have
 * rotated them.
 */
export async function buttonKeys(store: Store, now: Instant): Promise<readonly [ButtonKey, ...ButtonKey[]]> {
  const [current, former] = await kept(store, now);
  const stillTaken = former !== undefined && Date.parse(now) < Date.parse(current.since) + formerKeyHours * 3_600_000;
  return stillTaken ? [current, former] : [current];
}

/** Puts a new key before the present one, whose buttons are taken for another day. Returns the new one's id. */
export async function rotateButtonKeys(store: Store, now: Instant): Promise<string> {
  const [current] = await kept(store, now);
  const next = freshKey(now);
  await store.setFact(fact, JSON.stringify([next, current]));
  return next.id;
}

async function kept(store: Store, now: Instant): Promise<readonly [ButtonKey, ButtonKey | undefined]> {
  const known = await store.fact(fact);
  if (known === undefined) {
    await store.setFact(fact, JSON.stringify([freshKey(now)]));
    return kept(store, now);
  }
  const [current, former] = ring.parse(JSON.parse(known));
  return [current as ButtonKey, former];
}

function freshKey(now: Instant): ButtonKey {
  return { id: randomBytes(4).toString('hex'), secret: randomBytes(32).toString('base64url'), since: now };
}
