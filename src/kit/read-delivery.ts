import { createHash } from 'node:crypto';
import { type AlertDraft, type AlertInput, alertDraft, type Instant } from '../core/alert.ts';
import { InputError, type Problem } from '../core/errors.ts';
import { canonical, keyOf, type Observable } from '../core/observable.ts';
import type { DeliveryFacts, SourceDefinition } from './define.ts';
import { problemsOf } from './problem.ts';
import { parseStrictJson } from './strict-json.ts';
import { withoutSecrets } from './without-secrets.ts';

/** An observable as a source names it: in any spelling; without a role it is merely related. */
export type ObservableInput = NonNullable<AlertInput['observables']>[number];

/** The bytes of a delivery and what came with them. */
export interface ReceivedBytes {
  readonly rawBody: Uint8Array;
  /** All headers, names in lower case; the source gets to see those that it lists. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly receivedAt: Instant;
  /** What the team set in `sources/<id>.yml`, as the source's own schema read it; undefined without such a file. */
  readonly options: unknown;
  /** Takes secrets out of what was sent, before anything is made of it. */
  readonly redact: (text: string) => string;
}

/**
 * What a delivery says, or why it cannot be understood. `delivery` names it either way: the vendor's id, or the SHA-256 of the body in hex. `because` says of
 * each alert from where its parts were taken, where the source had to find out.
 */
export type ReadDelivery =
  | { readonly delivery: string; readonly alerts: readonly AlertDraft[]; readonly because: () => readonly (readonly string[])[] }
  | { readonly delivery: string; readonly problems: readonly Problem[] };

/**
 * Bytes → strict JSON → the source's schema → alerts in our words, with observables in canonical spelling. Decides nothing and keeps nothing:
 * the hook, a replay from quarantine and `source try` share it.
 */
export function readDelivery<Payload, Options>(source: SourceDefinition<Payload, Options>, received: ReceivedBytes): ReadDelivery {
  const digest = createHash('sha256').update(received.rawBody).digest('hex');
  const parsed = parseStrictJson(received.rawBody, source.longNumbers);
  if ('problems' in parsed) return { delivery: digest, problems: parsed.problems };
  const payload = source.payload.safeParse(withoutSecrets(parsed.value, received.redact));
  if (!payload.success) return { delivery: digest, problems: problemsOf(payload.error) };

  const facts: DeliveryFacts<Options> = {
    headers: Object.fromEntries((source.headers ?? []).map((name) => [name, received.headers[name]])),
    receivedAt: received.receivedAt,
    // A source without options is declared with `Options = undefined`, so undefined is exactly what it asked for.
    options: (received.options ?? source.options?.parse({})) as Options,
  };
  try {
    const delivery = source.deliveryId?.(payload.data, facts) ?? digest;
    return understood(delivery, source.toAlerts(payload.data, facts), () => source.explain?.(payload.data, facts) ?? []);
  } catch (error) {
    return { delivery: digest, problems: unreadable(source.id, error) };
  }
}

/** What a source could not make sense of goes to quarantine with its reason, also when the fault is the source's own: it can be replayed when that is mended. */
function unreadable(source: string, error: unknown): readonly Problem[] {
  if (error instanceof InputError && error.problems.length > 0) return error.problems;
  return [{ path: '', message: `the source ${source} could not read this payload: ${error instanceof Error ? error.message : String(error)}` }];
}

function understood(delivery: string, inputs: readonly AlertInput[], because: () => readonly (readonly string[])[]): ReadDelivery {
  const problems: Problem[] = [];
  const alerts: AlertDraft[] = [];
  for (const input of inputs) {
    const draft = alertDraft.safeParse({ ...input, observables: distinct(input.observables ?? []) });
    if (draft.success) alerts.push(draft.data);
    else problems.push(...problemsOf(draft.error));
  }
  return problems.length > 0 ? { delivery, problems } : { delivery, alerts, because };
}

/** Most telling first: who acted, where from, on what. */
const byWeight = ['related', 'target', 'source', 'actor'] as const;

/** Each thing once, in its canonical spelling, with the most telling of the roles that it was given. */
function distinct(observables: readonly ObservableInput[]): readonly Observable[] {
  const found = new Map<string, Observable>();
  for (const { kind, value, role = 'related' } of observables) {
    const one = { kind, value: canonical(kind, value), role };
    if (one.value === '') continue;
    const known = found.get(keyOf(one));
    if (known === undefined || byWeight.indexOf(role) > byWeight.indexOf(known.role)) found.set(keyOf(one), one);
  }
  return [...found.values()];
}
