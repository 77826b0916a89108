import type { ObservableInput } from '../kit/index.ts';

/** What a payload may or may not name, as an observable; nothing when it is absent, empty, or one of the words with which vendors say “none”. */
export function named(kind: ObservableInput['kind'], value: unknown, role: ObservableInput['role'] = 'related'): ObservableInput[] {
  if (typeof value !== 'string') return [];
  const text = value.trim();
  return text === '' || text.length > 2048 || nothing.has(text.toLowerCase()) ? [] : [{ kind, value: text, role }];
}

const nothing = new Set(['-', 'n/a', 'na', 'none', 'null', '<na>', 'unknown', 'undefined']);
