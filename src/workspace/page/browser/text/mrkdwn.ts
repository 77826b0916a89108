/**
 * Reads Slack's mrkdwn into a tree. The tree is data, never markup: only `text/inline.tsx` makes elements of it, one per kind.
 * Source of the rules: docs.slack.dev, "Formatting message text".
 */
import { safeLink } from './safe-link.ts';

/** A piece of a line. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly content: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'emoji'; readonly name: string }
  | { readonly kind: 'link'; readonly href: string; readonly label: string }
  | { readonly kind: 'user' | 'channel' | 'group'; readonly id: string; readonly label: string | null }
  | { readonly kind: 'broadcast'; readonly range: string }
  | { readonly kind: 'date'; readonly seconds: number; readonly format: string; readonly href: string | null; readonly fallback: string }
  | { readonly kind: 'break' };

/** A run of lines that stand together. */
export type Passage =
  | { readonly kind: 'lines'; readonly content: readonly Inline[] }
  | { readonly kind: 'quote'; readonly content: readonly Inline[] }
  | { readonly kind: 'block'; readonly text: string };

const marks: Readonly<Record<string, 'strong' | 'emphasis' | 'strike'>> = { '*': 'strong', _: 'emphasis', '~': 'strike' };
const fence = /```\n?([\s\S]+?)\n?```/g;
const quoted = /^(?:&gt;|>) ?/;
const quotedToTheEnd = /^(?:&gt;|>){3} ?/;

/**
 * @param verbatim true: bare addresses stay text, as Slack does for `verbatim: true`.
 */
export function readMrkdwn(source: string, verbatim = false): readonly Passage[] {
  const passages: Passage[] = [];
  let from = 0;
  for (const match of source.matchAll(fence)) {
    passages.push(...readLines(source.slice(from, match.index).replace(/\n$/, ''), verbatim));
    passages.push({ kind: 'block', text: bare(match[1] ?? '') });
    from = match.index + match[0].length;
    if (source[from] === '\n') from += 1;
  }
  return [...passages, ...readLines(source.slice(from), verbatim)];
}

/** One line without quotes and blocks, as labels have it. */
export function readInline(source: string, verbatim = false): readonly Inline[] {
  return mergeText(scan(source, verbatim));
}

/** What Slack escapes, taken back. `&amp;lt;` becomes `&lt;`, not `<`. */
export function unescaped(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) => (name === 'lt' ? '<' : name === 'gt' ? '>' : '&'));
}

function readLines(source: string, verbatim: boolean): readonly Passage[] {
  if (source === '') return [];
  const passages: { kind: 'lines' | 'quote'; content: Inline[] }[] = [];
  const lines = source.split('\n');
  for (const [index, line] of lines.entries()) {
    if (quotedToTheEnd.test(line)) {
      const rest = [line.replace(quotedToTheEnd, ''), ...lines.slice(index + 1)];
      passages.push({ kind: 'quote', content: rest.flatMap((each, nth) => withBreak(each, nth, verbatim)) });
      break;
    }
    const kind = quoted.test(line) ? 'quote' : 'lines';
    const last = passages.at(-1);
    const words = kind === 'quote' ? line.replace(quoted, '') : line;
    if (last?.kind === kind) last.content.push(...withBreak(words, 1, verbatim));
    else passages.push({ kind, content: [...readInline(words, verbatim)] });
  }
  return passages;
}

function withBreak(line: string, nth: number, verbatim: boolean): readonly Inline[] {
  return nth === 0 ? readInline(line, verbatim) : [{ kind: 'break' }, ...readInline(line, verbatim)];
}

function scan(source: string, verbatim: boolean): Inline[] {
  const pieces: Inline[] = [];
  let at = 0;
  while (at < source.length) {
    const taken = take(source, at, verbatim);
    if (taken) pieces.push(taken.piece);
    else pieces.push({ kind: 'text', text: source[at] ?? '' });
    at = taken ? taken.end : at + 1;
  }
  return pieces;
}

interface Taken {
  readonly piece: Inline;
  /** Where reading goes on. */
  readonly end: number;
}

function take(source: string, at: number, verbatim: boolean): Taken | undefined {
  const mark = source[at] ?? '';
  if (mark === '&') return takeEntity(source, at);
  if (mark === '<') return takeControl(source, at);
  if (mark === '`') return takeCode(source, at);
  if (mark === ':') return takeEmoji(source, at);
  if (mark in marks) return takeStyled(source, at, mark, verbatim);
  if (mark === 'h' && !verbatim) return takeAddress(source, at);
  return undefined;
}

function takeEntity(source: string, at: number): Taken | undefined {
  const entity = /^&(?:lt|gt|amp);/.exec(source.slice(at, at + 5))?.[0];
  return entity ? { piece: { kind: 'text', text: unescaped(entity) }, end: at + entity.length } : undefined;
}

function takeCode(source: string, at: number): Taken | undefined {
  const close = source.indexOf('`', at + 1);
  if (close <= at + 1) return undefined;
  return { piece: { kind: 'code', text: bare(source.slice(at + 1, close)) }, end: close + 1 };
}

function takeEmoji(source: string, at: number): Taken | undefined {
  const match = /^:([a-z0-9_+'-]{1,60}):(?::skin-tone-[2-6]:)?/.exec(source.slice(at, at + 80));
  if (!match?.[1] || !/[a-z+]/.test(match[1])) return undefined;
  return { piece: { kind: 'emoji', name: match[1] }, end: at + match[0].length };
}

/** A mark opens after nothing, a space or punctuation, and closes before one; there is no space inside it at either end. */
function takeStyled(source: string, at: number, mark: string, verbatim: boolean): Taken | undefined {
  const kind = marks[mark];
  if (!kind || isWordEnd(source[at - 1]) || isSpace(source[at + 1]) || source[at + 1] === mark) return undefined;
  const close = closingMark(source, at + 1, mark);
  if (close < 0) return undefined;
  return { piece: { kind, content: readInline(source.slice(at + 1, close), verbatim) }, end: close + 1 };
}

function closingMark(source: string, from: number, mark: string): number {
  for (let at = from; at < source.length; at += 1) {
    const here = source[at];
    if (here === '<' || here === '`') {
      const end = source.indexOf(here === '<' ? '>' : '`', at + 1);
      if (end > 0) at = end;
    } else if (here === mark && at > from && !isSpace(source[at - 1]) && !isWordStart(source[at + 1])) return at;
  }
  return -1;
}

function takeAddress(source: string, at: number): Taken | undefined {
  if (isWordEnd(source[at - 1])) return undefined;
  const address = /^https?:\/\/[^\s<>|"]+/.exec(source.slice(at))?.[0].replace(/[.,;:!?)\]}'*_~]+$/, '');
  const href = address && safeLink(unescaped(address));
  return href ? { piece: { kind: 'link', href, label: unescaped(address) }, end: at + address.length } : undefined;
}

/** `<…>`: a mention, a date or a link. What is none of them stays the text it is. */
function takeControl(source: string, at: number): Taken | undefined {
  const match = /^<([^<>\n]+)>/.exec(source.slice(at));
  const piece = match?.[1] && readControl(match[1]);
  return piece ? { piece, end: at + match[0].length } : undefined;
}

function readControl(inside: string): Inline | undefined {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : unescaped(inside.slice(bar + 1));
  if (/^@[UW][A-Z0-9]+$/.test(target)) return { kind: 'user', id: target.slice(1), label };
  if (/^#[CG][A-Z0-9]+$/.test(target)) return { kind: 'channel', id: target.slice(1), label };
  if (/^!subteam\^S[A-Z0-9]+$/.test(target)) return { kind: 'group', id: target.slice('!subteam^'.length), label };
  if (/^!(?:here|channel|everyone)$/.test(target)) return { kind: 'broadcast', range: target.slice(1) };
  if (target.startsWith('!date^')) return readDate(target, label);
  if (/^[!@#]/.test(target)) return undefined;
  const href = safeLink(unescaped(target));
  return href ? { kind: 'link', href, label: label || unescaped(target) } : undefined;
}

function readDate(target: string, label: string | null): Inline | undefined {
  const [, stamp = '', format = '', address] = target.split('^');
  if (!/^-?\d{1,12}$/.test(stamp) || format === '') return undefined;
  const href = address ? (safeLink(unescaped(address)) ?? null) : null;
  return { kind: 'date', seconds: Number(stamp), format: unescaped(format), href, fallback: label ?? '' };
}

/** Inside code, a link is the words it stands for. */
function bare(source: string): string {
  const links = /<((?:https?:|mailto:|[@#!])[^<>\n|]+)(?:\|([^<>\n]*))?>/g;
  return unescaped(source.replace(links, (_, target: string, label?: string) => label || target));
}

function mergeText(pieces: readonly Inline[]): readonly Inline[] {
  const merged: Inline[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (piece.kind === 'text' && last?.kind === 'text') merged[merged.length - 1] = { kind: 'text', text: last.text + piece.text };
    else merged.push(piece);
  }
  return merged;
}

function isWordEnd(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

const isWordStart = isWordEnd;

function isSpace(character: string | undefined): boolean {
  return character === undefined || /\s/.test(character);
}
