import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import type { Proposal } from './proposal.ts';

/** What may be different about an action besides its target, by name. */
export type Params = Proposal['params'];

const pair = /^\s*([A-Za-z]\w*)\s*=\s*(.*?)\s*$/;

/** Parameters as people type them: `mode=managed_challenge`, several with commas or on lines of their own. What is no JSON is the word that it is. */
export const paramsArg = z.string().transform((text, { issues }): Params => {
  const pairs = text.split(/[,\n]/).filter((one) => one.trim() !== '');
  const read = pairs.map((one) => pair.exec(one));
  if (pairs.length > 0 && !read.includes(null)) return Object.fromEntries(read.map((found) => [found?.[1] ?? '', wordOrJson(found?.[2] ?? '')]));
  issues.push({ code: 'custom', input: text, message: 'write each parameter as name=value, several with commas between them' });
  return z.NEVER;
});

function wordOrJson(text: string): Params[string] {
  try {
    return JSON.parse(text) as Params[string];
  } catch {
    return text;
  }
}

/** The same the other way round, in the order of their names. */
export function spelledParams(params: Params, between = ', '): string {
  const names = Object.keys(params).toSorted();
  return names.map((name) => `${name}=${spelled(params[name] ?? null)}`).join(between);
}

function spelled(value: Params[string]): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}
