import { join, plainKey } from './leaves.ts';
import { lookUp, type Mapping } from './mapping.ts';

/** Where several alerts in one delivery usually stand, in the spelling of `plainKey`. */
const lists = [
  ...['alerts', 'events', 'findings', 'incidents', 'detections', 'issues', 'newissues', 'vulnerabilities', 'notices', 'records', 'items'],
  ...['entries', 'results', 'hits.hits', 'hits', 'data', 'value'],
];
const around = ['detail', 'data', 'payload', 'event', 'body', 'result', 'response', 'hits'];
/** What has one of these by itself is one alert, whatever else it lists. */
const titles = ['title', 'headline', 'alertname', 'rulename', 'searchname', 'summary', 'subject', 'name', 'message', 'msg', 'description'];

/** One alert of a delivery, with its place in it: `alerts[1]`; empty when it is the delivery itself. */
export interface Item {
  readonly at: string;
  readonly value: unknown;
}

/** The alerts of a delivery: where the team says they stand, or else under a usual name when the delivery has no title of its own. */
export function itemsIn(payload: unknown, { list, fields }: Mapping): readonly Item[] {
  if (Array.isArray(payload)) return numbered(payload, '');
  if (list !== undefined) {
    const listed = lookUp(payload, list);
    return Array.isArray(listed) ? numbered(listed, list[0] ?? '') : [{ at: '', value: payload }];
  }
  const itself = [{ at: '', value: payload }];
  if (Array.isArray(fields.title) && lookUp(payload, fields.title) !== undefined) return itself;
  const listed = usualList(payload);
  const hasTitle = [...keysOf(payload).keys()].some((key) => titles.includes(key));
  return listed === undefined || (hasTitle && !isLabelled(listed.values)) ? itself : numbered(listed.values, listed.at);
}

function usualList(payload: unknown): { readonly at: string; readonly values: readonly unknown[] } | undefined {
  const own = keysOf(payload);
  const holders = [
    { at: '', keys: own },
    ...around.flatMap((name) => own.get(name) ?? []).map(({ key, value }) => ({ at: key, keys: keysOf(value) })),
  ];
  for (const { at, keys } of holders) {
    for (const name of lists) {
      const found = keys.get(name);
      if (Array.isArray(found?.value) && found.value.every((one) => typeof one === 'object' && one !== null)) {
        return { at: join(at, found.key), values: found.value };
      }
    }
  }
  return onlyList(own);
}

/** A delivery that is nothing but lists, by whatever name, and single values: the first that holds something. */
function onlyList(keys: ReturnType<typeof keysOf>): { readonly at: string; readonly values: readonly unknown[] } | undefined {
  const inside = [...keys.values()].filter(({ value }) => typeof value === 'object' && value !== null);
  if (!inside.every(({ value }) => Array.isArray(value))) return undefined;
  const found = inside.find(({ value }) => Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'object' && one !== null));
  return found === undefined ? undefined : { at: found.key, values: found.value as readonly unknown[] };
}

function keysOf(value: unknown): ReadonlyMap<string, { readonly key: string; readonly value: unknown }> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  return new Map(Object.entries(value).map(([key, inner]) => [plainKey(key), { key, value: inner }]));
}

/** Alerts in the shape of Alertmanager, whose senders also name the group that they come in. */
function isLabelled(values: readonly unknown[]): boolean {
  return values.length > 0 && values.every((value) => keysOf(value).has('labels'));
}

function numbered(values: readonly unknown[], at: string): readonly Item[] {
  return values.map((value, index) => ({ at: `${at}[${index}]`, value }));
}

/** What stands beside the list: single values at the top of the delivery. */
export function envelopeOf(payload: unknown): Readonly<Record<string, unknown>> {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return {};
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => typeof value !== 'object'));
}
