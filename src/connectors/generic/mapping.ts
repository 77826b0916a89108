import { observableKind, observableRole } from '../../core/observable.ts';
import { expressionOver, z } from '../../kit/index.ts';

/** A place in an alert, `labels.name`, or several of which the first that holds something counts; or what an expression makes of the alert. */
const place = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).transform((paths) => (typeof paths === 'string' ? [paths] : paths));
const where = z.union([place, z.strictObject({ cel: expressionOver('item', 'envelope') })]).optional();

/** Where in your JSON things stand. Whatever is left out is looked for under its usual names. */
const mapping = z.strictObject({
  /** Where the list of alerts stands when one delivery holds several; places of fields are then meant within one of them. */
  list: place.optional(),
  /** Only what this holds for becomes an alert; the rest of the delivery is passed over. */
  only: expressionOver('item', 'envelope').optional(),
  fields: z
    .strictObject({
      id: where,
      rule: where,
      title: where,
      description: where,
      severity: where,
      status: where,
      time: where,
      activity: where,
      outcome: where,
      attacks: where,
      country: where,
      userAgent: where,
      link: where,
    })
    .prefault({}),
  /** Your words for severities as numbers of 0–100, when they are not the usual ones: `{ P1: 90 }`. */
  severities: z.record(z.string(), z.number().min(0).max(100)).default({}),
  /** Values of these places tell two alerts of one rule apart. */
  distinguish: z.array(z.string()).default([]),
  /** Where things are named. Without a kind the shape of the value decides. */
  observables: z.array(z.strictObject({ at: place, kind: observableKind.optional(), role: observableRole.default('related') })).optional(),
});
export type Mapping = z.infer<typeof mapping>;
export type FieldName = keyof Mapping['fields'];

/** `sources/generic.yml`: one mapping for all that comes here, and others for single products: the first whose `when` holds reads a delivery. */
export const genericMapping = mapping.extend({
  products: z.array(mapping.extend({ name: z.string().min(1), when: expressionOver('payload') })).default([]),
});
export type GenericMapping = z.infer<typeof genericMapping>;

/** What stands at the first of these places that holds something; undefined when none does. Never looks into prototypes. */
export function lookUp(document: unknown, paths: readonly string[]): unknown {
  return placed(document, paths)?.value;
}

/** The same, with the place at which it was found. */
export function placed(document: unknown, paths: readonly string[]): { readonly at: string; readonly value: unknown } | undefined {
  for (const at of paths) {
    const value = within(document, at);
    if (value !== undefined && value !== null && value !== '') return { at, value };
  }
  return undefined;
}

/** Products also write a path as one key with dots in it (`kibana.alert.severity`), so every dot may part two keys or belong to one. */
function within(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return Reflect.get(value, path);
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot);
    const found = Object.hasOwn(value, head) ? within(Reflect.get(value, head), path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
