import { parse as parseHost } from 'tldts';
import { z } from 'zod';
import { observableKinds, observableOf } from './observable.ts';
import { refang } from './untrusted.ts';

/**
 * What the free text of an alert names: anything that could be an observable by its spelling, and ids of vulnerabilities and techniques. An attacker may have
 * written it, so it is only ever searched for and shown: a mention ties no alerts together, is asked nobody about, is no target, and scores nothing.
 */
export const mention = z.object({
  kind: z.enum([...observableKinds, 'cve', 'technique']),
  /** In canonical spelling; show it only through `spell`. */
  value: z.string().min(1).max(2048),
  field: z.enum(['title', 'description']),
  /** Where it stands in the text as it was written, in UTF-16 units: from `start` up to and without `end`. */
  start: z.int().nonnegative(),
  end: z.int().positive(),
});
export type Mention = z.infer<typeof mention>;

/** The key under which a mention is looked up, apart from what alerts name in fields of their own: `said:ip:203.0.113.7`. */
export type MentionKey = `said:${Mention['kind']}:${string}`;

export function mentionKey({ kind, value }: Pick<Mention, 'kind' | 'value'>): MentionKey {
  return `said:${kind}:${value}`;
}

/** So much of a text is read, in UTF-16 units, and so many mentions are kept of one alert. */
const mostText = 16_384;
const mostMentions = 100;

/**
 * A run without spaces, or with spaces only around a bracketed dot or at (`evil [dot] com`). What ends a value in prose, tables and markup ends the run. At every
 * place one character or one bracketed sign is taken, and nothing has to follow, so the time is linear in the text.
 */
const run = /(?:\s{0,2}[[({]\s?(?:\.|dot|d0t|@|at|:\/\/|:)\s?[\])}]\s{0,2}|[^\s<>"'`|,;…‘’“”])+/gi;
const bracketed = /[[({]\s?(?:\.|dot|d0t|@|at|:\/\/|:)\s?[\])}]/i;
/** Ids that stand out wherever they are, in a link too. */
const cves = /(?<![\w-])CVE-\d{4}-\d{4,7}(?![\w-])/gi;
const techniques = /(?<![\w-])T\d{4}(?:\.\d{3})?(?![\w-])/g;

/** What a title and a description mention, in the order in which it stands there. */
export function mentionsIn(texts: { readonly title: string; readonly description?: string | undefined }): readonly Mention[] {
  const found = (['title', 'description'] as const).flatMap((field) => {
    const text = (texts[field] ?? '').slice(0, mostText);
    const ids = (kind: Mention['kind'], sign: RegExp) =>
      [...text.matchAll(sign)].map(({ 0: id, index }) => ({ kind, value: id.toUpperCase(), field, start: index, end: index + id.length }));
    const things = [...text.matchAll(run)].flatMap(({ 0: words, index }) => named(words, index, field));
    return [...things, ...ids('cve', cves), ...ids('technique', techniques)].sort((a, b) => a.start - b.start || b.end - a.end);
  });
  return found.slice(0, mostMentions);
}

/** What one run names: as a whole; or, as in `src=203.0.113.7` and `file:/etc/passwd`, behind its label; or as an IPv6 address in its brackets. */
function named(words: string, at: number, field: Mention['field']): readonly Mention[] {
  if (!tellsItself.test(words)) return [];
  const whole = trimmed(words, 0);
  const label = /^[\w.-]{1,40}?[=:](?!\/\/)/.exec(words.slice(whole.from))?.[0];
  const literal = /\[[0-9a-f:.]{4,}\](?::\d{1,5})?/i.exec(words);
  const spans = [
    whole,
    ...(label === undefined ? [] : [trimmed(words, whole.from + label.length)]),
    ...(literal === null ? [] : [{ from: literal.index, to: literal.index + literal[0].length }]),
  ];
  for (const { from, to } of spans) {
    const thing = thingOf(words.slice(from, to));
    if (thing !== undefined) return [{ ...thing, field, start: at + from, end: at + to }];
  }
  return [];
}

/** Whatever else a word holds: without one of these signs, or the beginning of a hash, it is only a word. */
const tellsItself = /[.:/\\@]|[([{](?:dot|at)|[0-9a-f]{32}/i;
const before = new Set(' \t\n\r([{*_.:');
const after = new Set(' \t\n\r)]}.:!?*_');
const opens: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** The run from `skip` on without the brackets and stops of the sentence around it; a bracket that the run itself opens stays. */
function trimmed(words: string, skip: number): { readonly from: number; readonly to: number } {
  let from = skip;
  while (from < words.length && before.has(words[from] ?? '')) from += 1;
  const seen = new Map<string, number>();
  for (const sign of words.slice(from)) seen.set(sign, (seen.get(sign) ?? 0) + 1);
  let to = words.length;
  for (; to > from; to -= 1) {
    const last = words[to - 1] ?? '';
    const opener = opens[last];
    const own = opener !== undefined && (seen.get(opener) ?? 0) >= (seen.get(last) ?? 0);
    if (!after.has(last) || own) break;
    seen.set(last, (seen.get(last) ?? 0) - 1);
  }
  return { from, to };
}

/** Endings that are both a top-level domain and a kind of file: meant as a file unless it is spelled as an address. */
const fileEndings = /\.(?:sh|py|pl|rs|md|zip|mov|ps|so|cc|app|bat|com\.exe)$/i;
const windowsPath = /^(?:[a-z]:\\|\\\\[^\\]+\\)[^\\:*?]+(?:\\[^\\:*?]+)*$/i;
const unixPath = /^~?(?:\/[\w.@%+~-]+){2,}\/?$/;

function thingOf(written: string): Pick<Mention, 'kind' | 'value'> | undefined {
  if (written.length < 4 || written.length > 2048) return undefined;
  if (windowsPath.test(written) || unixPath.test(written)) return { kind: 'file', value: written };
  const read = kindSpelledOut.test(written) ? undefined : observableOf(refang(written));
  // `and/or` reads as a repository, and any word behind a colon as whatever stands before it: prose does not mean it so.
  if (read === undefined || !tellable.has(read.kind)) return undefined;
  if (read.kind === 'domain' && fileEndings.test(written) && !bracketed.test(written)) {
    return parseHost(written).subdomain ? { kind: 'domain', value: read.value } : { kind: 'file', value: written };
  }
  return { kind: read.kind, value: read.value };
}

/** `ip:203.0.113.7` is a value behind its label. */
const kindSpelledOut = new RegExp(`^(?:${observableKinds.join('|')}):`, 'i');
const tellable: ReadonlySet<string> = new Set(['ip', 'url', 'hash', 'email', 'domain', 'cloud-resource']);

/** What somebody typed as something that only texts name: `CVE-2024-3094`, `T1110.003`. */
export const textOnlyArg = z.string().transform((typed, context): Pick<Mention, 'kind' | 'value'> => {
  const text = typed.trim().toUpperCase();
  const thing = mentionsIn({ title: text }).find(({ start, end }) => start === 0 && end === text.length);
  if (thing?.kind === 'cve' || thing?.kind === 'technique') return { kind: thing.kind, value: thing.value };
  context.addIssue({ code: 'custom', message: 'write a vulnerability or a technique, such as CVE-2024-3094 or T1110.003' });
  return z.NEVER;
});
