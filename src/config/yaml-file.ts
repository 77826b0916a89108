import { readFileSync } from 'node:fs';
import { type Alias, type Document, isMap, isNode, isPair, isScalar, LineCounter, type Node, parseAllDocuments, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import type { Problem } from '../core/errors.ts';
import { keysAt } from './schema-keys.ts';

/** A path into a document: keys and list positions. */
export type Path = readonly (string | number)[];

/** A YAML file that was read: its value by the schema, and the way from a path in it to `file:line:column`. */
export interface YamlFile<Value> {
  readonly value: Value;
  readonly where: (path: Path) => string;
}

/**
 * Reads YAML by a schema. Every problem says where it is (`data/policy.yml:4:3`) and what to write instead; a key that the schema does not know
 * comes with the nearest one that it does. `name` is how people call the file.
 */
export function readYaml<Value>(name: string, source: string, schema: z.ZodType<Value>): Read<Value> {
  const lines = new LineCounter();
  return readDocument(name, parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true }), lines, schema);
}

/** The same for a file of several documents, parted by `---`: its value is the list of them, and a path begins with the number of one, from 0. */
export function readYamlDocuments<Value>(name: string, source: string, schema: z.ZodType<Value>): Read<readonly Value[]> {
  const lines = new LineCounter();
  const documents = parseAllDocuments(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const read = ('empty' in documents ? [] : documents).map((document) => readDocument(name, document, lines, schema));
  const problems = read.flatMap((one) => ('problems' in one ? one.problems : []));
  if (problems.length > 0 || read.length === 0)
    return { problems: read.length === 0 ? [{ path: `${name}:1:1`, message: 'The file is empty.' }] : problems };
  const files = read.filter((one) => 'value' in one);
  return { value: files.map(({ value }) => value), where: ([index, ...path]) => files[Number(index ?? 0)]?.where(path) ?? `${name}:1:1` };
}

type Read<Value> = YamlFile<Value> | { readonly problems: readonly Problem[] };

function readDocument<Value>(name: string, document: Document.Parsed, lines: LineCounter, schema: z.ZodType<Value>): Read<Value> {
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) return { problems: broken.map(({ message, pos }) => ({ path: place(pos[0]), message: `This is not YAML: ${message}` })) };

  const alias = firstAlias(document);
  if (alias !== undefined)
    return { problems: [{ path: place(alias.range?.[0] ?? 0), message: `“*${alias.source}” is not read here. Write out what it stands for.` }] };

  const where = (path: Path) => place(offsetOf(document, path));
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {});
  if (parsed.success) return { value: parsed.data, where };
  return { problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, [], { document, place, schema })) };
}

/** Anchors may be written; what refers to them is refused, because a few lines of it can stand for gigabytes. */
function firstAlias(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias: (_key, node) => {
      found = node;
      return visit.BREAK;
    },
  });
  return found;
}

interface Reading {
  readonly document: Document;
  readonly place: (offset: number) => string;
  readonly schema: z.ZodType;
}

/** Reads a file of the team, as `readYaml` does; one that cannot be read is a problem, too. */
export function readYamlFile<Value>(name: string, path: string, schema: z.ZodType<Value>): Read<Value> {
  const source = contentOf(name, path);
  return typeof source === 'string' ? readYaml(name, source, schema) : source;
}

/** The same for a file of several documents. */
export function readYamlDocumentsFile<Value>(name: string, path: string, schema: z.ZodType<Value>): Read<readonly Value[]> {
  const source = contentOf(name, path);
  return typeof source === 'string' ? readYamlDocuments(name, source, schema) : source;
}

function contentOf(name: string, path: string): string | { readonly problems: readonly Problem[] } {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    return { problems: [{ path: name, message: `The file cannot be read (${code}). Give the user that Firebreak runs as leave to read it.` }] };
  }
}

/** One issue of the schema as problems for people. `above` is the path to the union that the issue is in. */
function problemsOf(issue: z.core.$ZodIssue, above: Path, reading: Reading): readonly Problem[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  const { document, place, schema } = reading;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({ path: place(offsetOfKey(document, path, key)), message: unknownKey(key, known) }));
  }
  if (issue.code === 'invalid_union') {
    const closest = issue.errors.toSorted((a, b) => a.length - b.length || unknownKeysIn(a) - unknownKeysIn(b) || depthOf(b) - depthOf(a))[0] ?? [];
    return closest.flatMap((inner) => problemsOf(inner, path, reading));
  }
  return [{ path: place(offsetOf(document, path)), message: sentenceOf(issue, path, document.getIn(path)) }];
}

/** How far into what was written an alternative fits before it does not. */
function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

function unknownKeysIn(issues: readonly z.core.$ZodIssue[]): number {
  return issues.filter(({ code }) => code === 'unrecognized_keys').length;
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestOf(key, known);
  if (nearest !== undefined) return `“${key}” is not known here. Did you mean “${nearest}”?`;
  return `“${key}” is not known here. Write one of: ${known.join(', ')}.`;
}

function sentenceOf(issue: z.core.$ZodIssue, path: Path, found: unknown): string {
  const name = path.findLast((step) => typeof step === 'string');
  const subject = name === undefined ? 'This' : `“${name}”`;
  if (found === undefined) return `${subject} is missing. Write ${wanted(issue)}.`;
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    const nearest = typeof found === 'string' ? nearestOf(found, values) : undefined;
    return `${subject} cannot be ${JSON.stringify(found)}. ${nearest === undefined ? `Write one of: ${values.join(', ')}.` : `Did you mean ${nearest}? Write one of: ${values.join(', ')}.`}`;
  }
  if (issue.code === 'invalid_type') return `${subject} is ${typeNameOf(found)}. Write ${wanted(issue)}.`;
  if (issue.code === 'too_small') return `${subject} is too small or too short. Write at least ${issue.minimum}${unitOf(issue.origin)}.`;
  if (issue.code === 'too_big') return `${subject} is too large or too long. Write at most ${issue.maximum}${unitOf(issue.origin)}.`;
  const message = issue.message.replace(/\.$/, '');
  return `${subject} cannot be ${JSON.stringify(found)}: ${message}.`;
}

const typeNames: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a mapping of keys to values',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  record: 'a mapping of keys to values',
};

function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return `one of: ${issue.values.map(String).join(', ')}`;
  return 'it';
}

function typeNameOf(found: unknown): string {
  if (isNode(found)) return isMap(found) ? 'a mapping of keys to values' : isScalar(found) ? 'a single value' : 'a list';
  if (found === null) return 'empty';
  return typeNames[typeof found] ?? typeof found;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

/** Where the value at a path begins; of something that is missing, where it should have been. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function offsetOfKey(document: Document, path: Path, key: string): number {
  const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(map)) return offsetOf(document, path);
  const pair = map.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
  return (pair?.key as Node | undefined)?.range?.[0] ?? offsetOf(document, path);
}

/** The known word that somebody most likely meant: at most a third of it mistyped. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  const ranked = known.map((candidate) => ({ candidate, changes: changesBetween(word.toLowerCase(), candidate.toLowerCase()) }));
  ranked.sort((a, b) => a.changes - b.changes);
  const best = ranked[0];
  return best !== undefined && best.changes <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}

/** Letters to insert, remove or replace to get from one word to the other (Levenshtein). */
function changesBetween(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const line = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      line.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}
