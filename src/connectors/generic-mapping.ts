import { observableKind, observableRole } from '../core/observable.ts';
import { z } from '../kit/index.ts';

/** A place in the payload, `alert.labels.name`, or several of which the first that holds something counts. */
const place = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).transform((paths) => (typeof paths === 'string' ? [paths] : paths));
const at = (...usual: string[]) => place.default(usual);

/** Where several alerts in one delivery usually stand. */
export const usualLists = ['alerts', 'events', 'findings'];

/** `sources/generic.yml`: where in your JSON things stand. Whatever is left out is looked for under its usual names. */
export const genericMapping = z.strictObject({
  /** Where the list of alerts stands when one delivery holds several; places of fields are then meant within one of them. */
  list: place.optional(),
  fields: z
    .strictObject({
      id: at('id', 'uuid', 'alert_id', 'alertId', 'event_id', 'eventId'),
      rule: at('rule', 'rule.id', 'rule.name', 'detector', 'check', 'signature', 'type'),
      title: at('title', 'name', 'summary', 'message', 'rule.description'),
      description: at('description', 'details', 'text'),
      severity: at('severity', 'level', 'priority', 'rule.severity'),
      status: at('status', 'state'),
      time: at('time', 'timestamp', '@timestamp', 'happenedAt', 'occurred_at', 'created_at', 'date'),
      activity: at('activity'),
      outcome: at('outcome', 'result'),
      attacks: at('attacks', 'techniques', 'mitre'),
      country: at('country', 'country_code', 'geo.country'),
      userAgent: at('userAgent', 'user_agent'),
      link: at('link', 'url', 'html_url'),
    })
    .prefault({}),
  /** Your words for severities as numbers of 0–100, when they are not the usual ones: `{ P1: 90 }`. */
  severities: z.record(z.string(), z.number().min(0).max(100)).default({}),
  /** Values of these places tell two alerts of one rule apart. */
  distinguish: z.array(z.string()).default([]),
  /** Where things are named. Without a kind the shape of the value decides. */
  observables: z
    .array(z.strictObject({ at: place, kind: observableKind.optional(), role: observableRole.default('related') }))
    .prefault([
      { at: ['observables', 'indicators', 'iocs'] },
      { at: ['source_ip', 'src_ip', 'sourceIp', 'client_ip', 'remote_ip', 'ip'], kind: 'ip', role: 'source' },
      { at: ['user', 'username', 'user.name', 'actor'], kind: 'user', role: 'actor' },
      { at: ['host', 'hostname', 'host.name'], kind: 'host', role: 'target' },
      { at: ['resource', 'arn', 'bucket'], kind: 'cloud-resource', role: 'target' },
    ]),
});
export type GenericMapping = z.infer<typeof genericMapping>;

/** What stands at the first of these places that holds something; undefined when none does. Never looks into prototypes. */
export function lookUp(document: unknown, paths: readonly string[]): unknown {
  for (const path of paths) {
    const found = path.split('.').reduce(step, step({ document }, 'document'));
    if (found !== undefined && found !== null && found !== '') return found;
  }
  return undefined;
}

function step(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
