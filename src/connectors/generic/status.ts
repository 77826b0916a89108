import { candidates, type Said } from './usual.ts';

/** Words with which products say that it is over. */
const over = new Set([
  ...['resolved', 'closed', 'ok', 'recovered', 'inactive', 'fixed', 'remediated', 'cleared', 'normal', 'healthy', 'autoresolved', 'autoclosed'],
  ...['completed', 'ended'],
]);
/** The same of an action, where a word such as `ok` or `ended` may be about something else. */
const ending = new Set(['resolve', 'resolved', 'close', 'closed', 'autoresolved', 'autoclosed', 'recovered', 'recovery']);

/** Whether a sender says that it is over: by a word, or by what stands under the usual names. */
export function isOver(status: string | Said): boolean {
  if (typeof status === 'string') return over.has(plain(status));
  for (const { path, value } of candidates(status, 'status')) {
    if (typeof value !== 'string') continue;
    const name = path.slice(path.lastIndexOf('.') + 1);
    // `incident.resolved`, `issue_closed`: what happened to the thing that the alert is about.
    if (['action', 'alerttype', 'eventaction', 'eventtype'].includes(name)) {
      const last = value.split(/[.:_\s]/).at(-1) ?? '';
      if (ending.has(plain(last)) && (status.scopes.length > 1 || name !== 'action')) return true;
    } else return over.has(plain(value)) || isAllRight(status);
  }
  return isAllRight(status);
}

/** Where what watches a device calls the end of it a severity of its own. */
function isAllRight({ byPath }: Said): boolean {
  return ['ok', 'clear', 'cleared'].includes(plain(String(byPath.get('severity')?.value ?? '')));
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[^a-z]/g, '');
}
