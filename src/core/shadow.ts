import type { Instant } from './alert.ts';
import type { Policy } from './policy.ts';
import type { Proposal } from './proposal.ts';
import { counted } from './text.ts';

/** What would have happened by itself under one rule, and what people decided instead. */
export interface ShadowRecord {
  readonly rule: string | null;
  readonly action: string;
  /** When the first of them was proposed. */
  readonly since: Instant;
  /** People said yes, said no, let it expire; the others are not decided yet. */
  readonly approved: number;
  readonly denied: number;
  readonly expired: number;
  readonly all: number;
}

/** The records of all rules and actions for which there was something, oldest first. */
export function shadowRecords(
  history: readonly Pick<Proposal, 'shadow' | 'action' | 'state' | 'approvals' | 'proposedAt'>[],
): readonly ShadowRecord[] {
  const shadows = history.filter(({ shadow }) => shadow).toSorted((a, b) => a.proposedAt.localeCompare(b.proposedAt));
  const groups = Map.groupBy(shadows, ({ shadow, action }) => JSON.stringify([shadow?.rule ?? null, action]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const denied = group.filter(({ state }) => state === 'denied').length;
    const expired = group.filter(({ state }) => state === 'expired').length;
    const approved = group.filter(
      ({ state, approvals }) => approvals.length > 0 && state !== 'proposed' && state !== 'denied' && state !== 'expired',
    ).length;
    return [{ rule: first.shadow?.rule ?? null, action: first.action, since: first.proposedAt, approved, denied, expired, all: group.length }];
  });
}

/** What is missing until this may happen by itself; undefined when the shadow period is over. Only what people decided counts as a case. */
export function shadowMissing(
  record: ShadowRecord | undefined,
  { shadowDays, leastCases }: Policy['containment']['automatic'],
  now: Instant,
): string | undefined {
  const days = record === undefined ? 0 : (Date.parse(now) - Date.parse(record.since)) / 86_400_000;
  const cases = record === undefined ? 0 : record.approved + record.denied;
  if (days >= shadowDays && cases >= leastCases) return undefined;
  return `It is in its shadow period: day ${Math.floor(days)} of ${shadowDays}, people decided ${cases} of at least ${counted(leastCases, 'case')}`;
}
