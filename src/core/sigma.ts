import { z } from 'zod';
import type { Alert } from './alert.ts';
import type { CorrelationRule, CorrelationStep, GroupField } from './sequence.ts';
import { ConditionError, readCondition } from './sigma-condition.ts';
import { type DetectionRule, type SigmaCorrelation, type SigmaDocument, selection } from './sigma-documents.ts';
import { holdsLine, type SelectionLine, type SigmaValue, sigmaFields, sigmaModifiers } from './sigma-selection.ts';

/** What is wrong, and where: a path into the list of documents. */
export interface SigmaProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What the documents of a file come to: a rule, or problems; and the sources that they name outright, for whoever knows which there are. */
export interface SigmaFile {
  readonly rule?: CorrelationRule;
  readonly problems: readonly SigmaProblem[];
  readonly sources: readonly { readonly id: string; readonly path: SigmaProblem['path'] }[];
}

/** Reads the documents of one file: the rule is the correlation that no other refers to, its parts are rules of the same file. */
export function readSigma(documents: readonly SigmaDocument[]): SigmaFile {
  const problems: SigmaProblem[] = [];
  const sources: { id: string; path: SigmaProblem['path'] }[] = [];
  const complain = (path: SigmaProblem['path'], message: string) => problems.push({ path, message });
  const indexOf = new Map(documents.map(({ name }, index) => [name, index]));
  const used = new Set(documents.flatMap((document) => ('correlation' in document ? document.correlation.rules : [])));
  const tops = documents.filter((document) => 'correlation' in document && !used.has(document.name));
  const [top] = tops;
  if (top === undefined || !('correlation' in top) || tops.length > 1) {
    complain(
      [tops.length > 1 ? documents.indexOf(tops[1] as SigmaDocument) : 0],
      'Write exactly one correlation per file that no other refers to: it opens the incident.',
    );
    return { problems, sources };
  }
  for (const [index, { name }] of documents.entries()) {
    if (indexOf.get(name) !== index) complain([index, 'name'], `Two rules of this file are called ${name}. Give each a name of its own.`);
    else if (documents[index] !== top && !used.has(name))
      complain([index, 'name'], `Nothing refers to ${name}. Name it among the rules of a correlation, or remove it.`);
  }
  const at = documents.indexOf(top);
  const groupBy = top.correlation['group-by'].map((field, position) => groupField(top, field, [at, 'correlation', 'group-by', position]));
  const isCount = top.correlation.type === 'event_count' || top.correlation.type === 'value_count';
  const rule: CorrelationRule = {
    id: top.name,
    title: top.title,
    description: top.description,
    attacks: techniquesIn(top.tags),
    ordered: top.correlation.type === 'temporal_ordered',
    steps: isCount
      ? [countedStep(top, at)].filter((step) => step !== undefined)
      : top.correlation.rules.flatMap((name, position) => stepOf(name, [at, 'correlation', 'rules', position])),
    groupBy,
    withinMinutes: minutesOf(top.correlation.timespan),
  };
  return problems.length > 0 ? { problems, sources } : { rule, problems, sources };

  /** What a correlation in time waits for: a detection, once, or a count of one. */
  function stepOf(name: string, path: SigmaProblem['path']): CorrelationStep[] {
    const index = indexOf.get(name);
    const found = index === undefined ? undefined : documents[index];
    if (found === undefined || index === undefined) {
      complain(path, `There is no rule “${name}” in this file. Write one of: ${[...indexOf.keys()].join(', ')}.`);
      return [];
    }
    if (!('correlation' in found))
      return [{ name: found.title, rule: found.name, matches: detectionOf(found, index), count: 1, distinct: null, withinMinutes: null }];
    if (found.correlation.type === 'temporal' || found.correlation.type === 'temporal_ordered') {
      complain(path, `${name} is itself a correlation in time. Only counts may stand within another correlation.`);
      return [];
    }
    const step = countedStep(found, index);
    return step === undefined ? [] : [step];
  }

  function countedStep({ correlation, name }: SigmaCorrelation, index: number): CorrelationStep | undefined {
    const [detection] = correlation.rules;
    const inner = detection === undefined ? undefined : documents[indexOf.get(detection) ?? -1];
    if (correlation.rules.length !== 1 || inner === undefined || 'correlation' in inner) {
      complain([index, 'correlation', 'rules'], `Name the one detection of this file that ${name} counts.`);
      return undefined;
    }
    const { gte, gt, field } = correlation.condition ?? {};
    const least = gte ?? (gt === undefined ? undefined : gt + 1);
    if (least === undefined || (gte !== undefined && gt !== undefined)) {
      complain([index, 'correlation', 'condition'], 'Write how many are needed: condition: { gte: 5 }.');
      return undefined;
    }
    if ((correlation.type === 'value_count') !== (field !== undefined)) {
      const says =
        field === undefined ? 'A value_count needs the field of which it counts the values.' : 'An event_count counts events and takes no field.';
      complain([index, 'correlation', 'condition'], says);
      return undefined;
    }
    if (field !== undefined && !sigmaFields.includes(field)) complain([index, 'correlation', 'condition', 'field'], unknownField(field));
    const matches = detectionOf(inner, indexOf.get(inner.name) ?? 0);
    return { name: inner.title, rule: inner.name, matches, count: least, distinct: field ?? null, withinMinutes: minutesOf(correlation.timespan) };
  }

  function groupField({ correlation: { aliases } }: SigmaCorrelation, field: string, path: SigmaProblem['path']): GroupField {
    const byRule = Object.hasOwn(aliases, field) ? (aliases[field] ?? {}) : {};
    for (const real of [...Object.values(byRule), ...(Object.hasOwn(aliases, field) ? [] : [field])]) {
      if (!sigmaFields.includes(real)) complain(path, unknownField(real));
    }
    return { name: field, byRule: new Map(Object.entries(byRule)) };
  }

  function detectionOf({ detection: { condition, ...searches } }: DetectionRule, index: number): (alert: Alert) => boolean {
    const read = new Map(Object.entries(searches).map(([name, search]) => [name, searchOf(search, [index, 'detection', name])]));
    try {
      const holds = readCondition(condition, [...read.keys()]);
      return (alert) => alert.status !== 'resolved' && holds((name) => read.get(name)?.(alert) === true);
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      complain([index, 'detection', 'condition'], `This condition cannot be read: ${error.message}.`);
      return () => false;
    }
  }

  function searchOf(search: unknown, path: SigmaProblem['path']): (alert: Alert) => boolean {
    const several = z.array(selection).safeParse(search);
    if (several.success) {
      const parts = several.data.map((one, position) => linesOf(one, [...path, position]));
      return (alert) => parts.some((lines) => lines.every((line) => holdsLine(alert, line)));
    }
    const single = selection.safeParse(search);
    if (!single.success) {
      complain(path, 'Keywords are not looked for: attackers write the text. Write fields and their values.');
      return () => false;
    }
    const lines = linesOf(single.data, path);
    return (alert) => lines.every((line) => holdsLine(alert, line));
  }

  function linesOf(map: z.infer<typeof selection>, path: SigmaProblem['path']): readonly SelectionLine[] {
    return Object.entries(map).map(([key, wanted]) => {
      const [field = '', ...modifiers] = key.split('|');
      if (!sigmaFields.includes(field)) complain([...path, key], unknownField(field));
      const known = modifiers.flatMap((modifier) => sigmaModifiers.find((one) => one === modifier) ?? []);
      const odd = modifiers.find((modifier) => !sigmaModifiers.some((one) => one === modifier));
      if (odd !== undefined) complain([...path, key], `The modifier “${odd}” is not understood. These are: ${sigmaModifiers.join(', ')}.`);
      const values: readonly SigmaValue[] = Array.isArray(wanted) ? wanted : [wanted];
      if (field === 'source' && modifiers.length === 0) sources.push(...values.map((id) => ({ id: String(id), path: [...path, key] })));
      return { field, modifiers: known, values };
    });
  }
}

function unknownField(field: string): string {
  return `There is no field “${field}”. Write source, rule, nature, activity, outcome, severity, country, technique, or a kind of thing such as ip, user or source.ip.`;
}

const minutesIn = { s: 1 / 60, m: 1, h: 60, d: 1440 } as const;

function minutesOf(span: string): number {
  return Number(span.slice(0, -1)) * minutesIn[span.at(-1) as keyof typeof minutesIn];
}

function techniquesIn(tags: readonly string[]): readonly string[] {
  return tags.flatMap((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase() ?? []);
}
