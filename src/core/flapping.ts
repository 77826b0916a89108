import type { Alert, Instant } from './alert.ts';
import { counted } from './text.ts';

/** An alert flaps when it went from firing to resolved or back so often within so many minutes: then neither says how things stand. */
const leastChanges = 4;
export const flappingMinutes = 60;
/** Changes that are remembered of an alert. */
const mostChanges = 12;

/** Within so many hours after an incident was closed because its alerts were over, one that fires again opens it anew rather than another one. */
export const reopenHours = 24;

/** The times at which it changed, with one more. */
export function changesWith({ changes = [] }: Pick<Alert, 'changes'>, at: Instant): Instant[] {
  return [...changes, at].slice(-mostChanges);
}

/** Whether its last changes came so quickly that it flaps. What stays quiet for as long is taken at its word again with its next change. */
export function isFlapping({ changes = [] }: Pick<Alert, 'changes'>): boolean {
  const last = changes.slice(-leastChanges).map((at) => Date.parse(at));
  return last.length === leastChanges && (last.at(-1) ?? 0) - (last[0] ?? 0) <= flappingMinutes * 60_000;
}

/** How often it changed within the last minutes that count, as words. */
export function flappingWords({ changes = [] }: Pick<Alert, 'changes'>): string {
  const last = Date.parse(changes.at(-1) ?? '');
  const recent = changes.filter((at) => last - Date.parse(at) <= flappingMinutes * 60_000);
  return `fired or was resolved ${counted(recent.length, 'time')} within ${flappingMinutes} minutes`;
}
