import type { Problem } from '../core/errors.ts';
import { spellPath } from './problem.ts';

/** How deep arrays and objects may stand in one another, and how many keys a document may have in all. */
const deepest = 64;
const mostKeys = 10_000;
const mostProblems = 20;

/** The value, or everything that is wrong with the document. */
export type ParsedJson = { readonly value: unknown } | { readonly problems: readonly Problem[] };

/** What becomes of whole numbers that JavaScript's numbers would round: refused with their path, or read as text, digit by digit. */
export type LongNumbers = 'refused' | 'as text';

/**
 * Reads JSON that a stranger sent. What JSON.parse lets through and we do not: bytes that are no UTF-8, two equal keys in one object (the last one
 * would silently win), keys that reach for a prototype, whole numbers that would lose digits, numbers beyond what fits, and documents too deep or too wide.
 *
 * A scan without recursion finds all of that together with its path; then JSON.parse makes the value, so an accepted document means exactly what it means
 * everywhere else. lossless-json does not serve here: it recurses (five thousand `[` overflow the stack), lets equal duplicates pass and
 * names no path.
 */
export function parseStrictJson(bytes: Uint8Array, longNumbers: LongNumbers = 'refused'): ParsedJson {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problems: [{ path: '', message: 'these bytes are not UTF-8; send the document as UTF-8' }] };
  }
  const scan = new Scan(text, longNumbers);
  const problems = scan.problems();
  if (problems.length > 0) return { problems };
  return { value: scan.hasLongNumbers || /\\ud[89a-f]/i.test(text) ? JSON.parse(text, lossless) : JSON.parse(text) };
}

/**
 * Half of a surrogate pair has no UTF-8 and no place in a hash chain; it becomes U+FFFD, as the store would have it. A whole number that would lose digits
 * becomes its own spelling.
 */
function lossless(_key: string, value: unknown, { source }: { readonly source?: string } = {}): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  return typeof value === 'number' && source !== undefined && isLong(source, value) ? source : value;
}

function isLong(spelling: string, value: number): boolean {
  return !Number.isSafeInteger(value) && /^-?\d+$/.test(spelling);
}

/** One array or object that the scan is inside of. */
interface Frame {
  /** Keys seen so far; undefined for an array. */
  readonly keys: Set<string> | undefined;
  /** The key or index whose value is being read; undefined before the first key. */
  at: string | number | undefined;
}

/** What may stand next. */
type Next = 'value' | 'value or end' | 'key' | 'key or end' | 'comma or end';

/** Ends the scan: after a break in the grammar nothing that follows can be trusted. */
class Broken extends Error {}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literal = /true|false|null/y;

class Scan {
  readonly #text: string;
  readonly #longNumbers: LongNumbers;
  readonly #frames: Frame[] = [];
  readonly #problems: Problem[] = [];
  #position = 0;
  #keys = 0;
  hasLongNumbers = false;

  constructor(text: string, longNumbers: LongNumbers) {
    this.#text = text;
    this.#longNumbers = longNumbers;
  }

  problems(): readonly Problem[] {
    try {
      this.#document();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
    }
    return this.#problems;
  }

  #document(): void {
    let next: Next = 'value';
    for (;;) {
      this.#skipSpace();
      next = next === 'comma or end' ? this.#separator() : this.#item(next);
      if (next !== 'comma or end' || this.#frames.length > 0) continue;
      this.#skipSpace();
      if (this.#position < this.#text.length) this.#break('something follows after the end of the document');
      return;
    }
  }

  /** Reads a value, a key, or the end of an empty array or object. */
  #item(next: Exclude<Next, 'comma or end'>): Next {
    const character = this.#text[this.#position];
    if ((next === 'value or end' && character === ']') || (next === 'key or end' && character === '}')) return this.#leave();
    if (next === 'key' || next === 'key or end') return this.#key();
    if (character === '{') return this.#enter(new Set());
    if (character === '[') return this.#enter(undefined);
    if (character === '"') this.#string();
    else if ((character !== 't' && character !== 'f' && character !== 'n') || !this.#take(literal)) this.#number();
    return 'comma or end';
  }

  #enter(keys: Set<string> | undefined): Next {
    if (this.#frames.length === deepest) this.#break(`the document is nested deeper than ${deepest} levels`);
    this.#position += 1;
    this.#frames.push({ keys, at: keys === undefined ? 0 : undefined });
    return keys === undefined ? 'value or end' : 'key or end';
  }

  #leave(): Next {
    this.#position += 1;
    this.#frames.pop();
    return 'comma or end';
  }

  #separator(): Next {
    const frame = this.#frames.at(-1);
    const character = this.#text[this.#position];
    if (frame === undefined) return 'comma or end';
    if (character === (frame.keys === undefined ? ']' : '}')) return this.#leave();
    if (character !== ',') this.#break(`a comma or ${frame.keys === undefined ? ']' : '}'} has to stand here`);
    this.#position += 1;
    if (typeof frame.at === 'number') frame.at += 1;
    return frame.keys === undefined ? 'value' : 'key';
  }

  #key(): Next {
    const frame = this.#frames.at(-1);
    if (this.#text[this.#position] !== '"' || frame?.keys === undefined) return this.#break('a key in double quotes has to stand here');
    const key = this.#string();
    this.#keys += 1;
    if (this.#keys > mostKeys) this.#break(`the document has more than ${mostKeys} keys`);
    const holder = this.#frames.at(-2)?.at;
    frame.at = key;
    if (frame.keys.has(key)) this.#note('this key stands twice; send it once');
    if (key === '__proto__' || (key === 'prototype' && holder === 'constructor')) this.#note('this key is not accepted');
    frame.keys.add(key);
    this.#skipSpace();
    if (this.#text[this.#position] !== ':') this.#break('a colon has to stand here');
    this.#position += 1;
    return 'value';
  }

  /** Reads a string and returns what it means. */
  #string(): string {
    const start = this.#position;
    let end = start + 1;
    for (;;) {
      const code = this.#text.charCodeAt(end);
      if (code === 0x22) break;
      if (Number.isNaN(code) || code < 0x20) {
        this.#position = Math.min(end, this.#text.length);
        this.#break(Number.isNaN(code) ? 'this string has no end' : 'a control character has to be escaped');
      }
      end += code === 0x5c ? this.#escape(end) : 1;
    }
    this.#position = end + 1;
    const inside = this.#text.slice(start + 1, end);
    return inside.includes('\\') ? JSON.parse(`"${inside}"`) : inside;
  }

  /** Length of the escape at this position. */
  #escape(at: number): number {
    const kind = this.#text[at + 1] ?? '';
    if (kind === 'u' && /^[\da-f]{4}$/i.test(this.#text.slice(at + 2, at + 6))) return 6;
    if (kind !== '' && '"\\/bfnrt'.includes(kind)) return 2;
    this.#position = at;
    return this.#break('this escape does not exist in JSON');
  }

  #number(): void {
    const found = this.#take(number);
    if (found === undefined) return void this.#break('a value has to stand here');
    const value = Number(found[0]);
    const long = isLong(found[0], value);
    this.hasLongNumbers ||= long;
    if (long && this.#longNumbers === 'refused') this.#note('this whole number would lose digits; send it as a string');
    else if (!long && !Number.isFinite(value)) this.#note('this number is too large');
  }

  /** By hand: a pattern costs more than all the rest of a long list. */
  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#position += 1;
    }
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#position += found[0].length;
    return found;
  }

  #path(): string {
    return spellPath(this.#frames.flatMap(({ at }) => at ?? []));
  }

  /** Notes a problem and reads on. */
  #note(message: string): void {
    this.#problems.push({ path: this.#path(), message });
    if (this.#problems.length >= mostProblems) throw new Broken();
  }

  /** Notes a problem after which reading on makes no sense. */
  #break(message: string): never {
    const before = this.#text.slice(0, this.#position).split('\n');
    this.#problems.push({ path: this.#path(), message: `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${message}` });
    throw new Broken();
  }
}
