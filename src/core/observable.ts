import { z } from 'zod';
import { Untrusted } from './untrusted.ts';

/** What an alert can name, an enricher can look at and an action can act on. The joint between the three. */
export const observableKinds = [
  'ip',
  'domain',
  'url',
  'hash',
  'email',
  'user',
  'host',
  'process',
  'file',
  'cloud-resource',
  'container',
  'repo',
  'secret',
] as const;
export const observableKind = z.enum(observableKinds);
export type ObservableKind = z.infer<typeof observableKind>;

/** The part that an observable played: the attacking side, the attacked side, whoever acted, or merely named. */
export const observableRole = z.enum(['source', 'target', 'actor', 'related']);
export type ObservableRole = z.infer<typeof observableRole>;

/**
 * One thing named by an alert, in canonical spelling (see `canonical`), so that equal things compare equal.
 * `value` is what an attacker may have written: show it only through `spell`.
 */
export const observable = z.object({
  kind: observableKind,
  value: z.string().min(1).max(2048),
  role: observableRole.default('related'),
});
export type Observable = z.infer<typeof observable>;

/** Kind and value in one string, the key under which an observable is looked up: `ip:203.0.113.7`. */
export type ObservableKey = `${ObservableKind}:${string}`;

export function keyOf({ kind, value }: Pick<Observable, 'kind' | 'value'>): ObservableKey {
  return `${kind}:${value}`;
}

/** The observable as text that may be shown. */
export function spell({ value }: Pick<Observable, 'value'>): Untrusted {
  return Untrusted.of(value);
}
