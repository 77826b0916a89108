import type { z } from 'zod';
import type { Problem } from '../core/errors.ts';

/** Spells where in a document something stands: `detail.service.action[0].type`; an odd key as `labels["a b"]`. At most 200 characters. */
export function spellPath(segments: readonly PropertyKey[]): string {
  let path = '';
  for (const segment of segments) {
    if (typeof segment === 'number') path += `[${segment}]`;
    else if (/^[\w$-]{1,64}$/.test(String(segment))) path += path === '' ? String(segment) : `.${String(segment)}`;
    else path += `[${JSON.stringify(String(segment).slice(0, 64))}]`;
    if (path.length > 200) return `${path.slice(0, 199)}…`;
  }
  return path;
}

/** What a schema found wrong, as problems with their paths; at most `most`. */
export function problemsOf(error: z.ZodError, most = 20): readonly Problem[] {
  return error.issues.slice(0, most).map(({ path, message }) => ({ path: spellPath(path), message }));
}
