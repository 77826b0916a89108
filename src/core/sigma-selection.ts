import type { Alert } from './alert.ts';
import { observableKind, observableKinds, observableRole } from './observable.ts';

/** What a field of a selection may be compared with. */
export type SigmaValue = string | number | boolean | null;

/** Our taxonomy for Sigma's fields: what an alert or event says in our own words. Free text, which an attacker writes, is not among it. */
const plainFields = {
  source: ({ source }: Alert) => [source],
  rule: ({ rule }: Alert) => [rule],
  nature: ({ nature }: Alert) => [nature],
  activity: ({ activity }: Alert) => [activity],
  outcome: ({ outcome }: Alert) => [outcome],
  severity: ({ severity }: Alert) => [severity],
  country: ({ place }: Alert) => (place?.country === undefined ? [] : [place.country]),
  technique: ({ attacks }: Alert) => attacks,
} as const;

/** Every field that a rule may name: those above, a kind of thing (`ip`), and a kind with the part that it plays (`source.ip`, `actor.user`). */
export const sigmaFields: readonly string[] = [
  ...Object.keys(plainFields),
  ...observableKinds,
  ...observableRole.options.flatMap((role) => observableKinds.map((kind) => `${role}.${kind}`)),
];

/** https://sigmahq.io/sigma-specification/specification/sigma-appendix-modifiers.html; the others are refused when the rule is read. */
export const sigmaModifiers = ['contains', 'startswith', 'endswith', 'all', 'cased', 'exists', 'gt', 'gte', 'lt', 'lte'] as const;
type Modifier = (typeof sigmaModifiers)[number];

/** What an alert says in a field; nothing when it does not say. `user` counts e-mail addresses too. */
export function valuesAt(alert: Alert, field: string): readonly (string | number)[] {
  if (Object.hasOwn(plainFields, field)) return plainFields[field as keyof typeof plainFields](alert);
  const [first = '', second] = field.split('.');
  const kind = observableKind.safeParse(second ?? first).data;
  const role = second === undefined ? undefined : first;
  return alert.observables
    .filter((thing) => thing.kind === kind || (kind === 'user' && thing.kind === 'email'))
    .filter((thing) => role === undefined || thing.role === role)
    .map(({ value }) => value);
}

/** One line of a selection: `field|modifier: value`, or a list of values. */
export interface SelectionLine {
  readonly field: string;
  readonly modifiers: readonly Modifier[];
  readonly values: readonly SigmaValue[];
}

/** Whether an alert says what a line asks for. Text is compared without regard to case, `*` and `?` stand for anything, as Sigma has it. */
export function holdsLine(alert: Alert, { field, modifiers, values }: SelectionLine): boolean {
  const said = valuesAt(alert, field);
  if (modifiers.includes('exists')) return values.includes(true) === said.length > 0;
  const fits = (value: SigmaValue) => (value === null ? said.length === 0 : said.some((one) => compare(one, value, modifiers)));
  return modifiers.includes('all') ? values.every(fits) : values.some(fits);
}

function compare(said: string | number, wanted: Exclude<SigmaValue, null>, modifiers: readonly Modifier[]): boolean {
  const bound = modifiers.find((modifier) => modifier === 'gt' || modifier === 'gte' || modifier === 'lt' || modifier === 'lte');
  if (bound !== undefined) return within(Number(said), bound, Number(wanted));
  const cased = modifiers.includes('cased');
  const text = cased ? String(said) : String(said).toLowerCase();
  const pattern = cased ? String(wanted) : String(wanted).toLowerCase();
  if (modifiers.includes('contains')) return matches(text, `*${pattern}*`);
  if (modifiers.includes('startswith')) return matches(text, `${pattern}*`);
  if (modifiers.includes('endswith')) return matches(text, `*${pattern}`);
  return matches(text, pattern);
}

function within(said: number, bound: 'gt' | 'gte' | 'lt' | 'lte', limit: number): boolean {
  switch (bound) {
    case 'gt':
      return said > limit;
    case 'gte':
      return said >= limit;
    case 'lt':
      return said < limit;
    case 'lte':
      return said <= limit;
    default:
      return bound satisfies never;
  }
}

/**
 * Whether text fits a pattern in which `*` stands for anything and `?` for one character, `\*` and `\?` for themselves. Goes back to the last `*` only,
 * so it takes no longer than text times pattern, whoever wrote the text.
 */
function matches(text: string, pattern: string): boolean {
  const wanted = pattern.match(/\\[*?\\]|[\s\S]/g) ?? [];
  let at = 0;
  let place = 0;
  let star = -1;
  let from = 0;
  while (at < text.length) {
    const sign = wanted[place];
    if (sign === '*') {
      star = place++;
      from = at;
    } else if (sign === '?' || (sign !== undefined && (sign.length === 2 ? sign[1] : sign) === text[at])) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      place = star + 1;
      at = ++from;
    } else return false;
  }
  return wanted.slice(place).every((sign) => sign === '*');
}
