import { ownWords } from '../core/ocsf.ts';
import { type AlertInput, countryCode, instantOf, type ObservableInput, Untrusted, z } from '../kit/index.ts';
import { named } from './named.ts';
import { techniquesIn } from './techniques.ts';

const text = z.string().nullish();
const time = z.union([z.number(), z.string()]).nullish();
const user = z.looseObject({ name: text, email_addr: text, uid: text });
const endpoint = z.looseObject({ ip: text, hostname: text, domain: text, location: z.looseObject({ country: text }).nullish() });
const technique = z.looseObject({ uid: text });
const resource = z.looseObject({ uid: text, name: text, type: text, owner: user.nullish() });

/**
 * An OCSF finding, as far as we read it: Detection Finding (2004), its forerunner Security Finding (2001), and their relatives of category 2.
 * https://schema.ocsf.io/classes/detection_finding
 */
export const ocsfFinding = z.looseObject({
  class_uid: z.number(),
  category_uid: z.number().nullish(),
  severity_id: z.number().nullish(),
  status_id: z.number().nullish(),
  status: text,
  message: text,
  time: time,
  time_dt: text,
  metadata: z.looseObject({ uid: text, event_code: text, product: z.looseObject({ name: text }).nullish() }).nullish(),
  finding_info: z
    .looseObject({
      uid: text,
      title: text,
      desc: text,
      src_url: text,
      types: z.array(z.string()).nullish(),
      created_time: time,
      first_seen_time: time,
      last_seen_time: time,
      modified_time: time,
      analytic: z.looseObject({ uid: text, name: text }).nullish(),
      attacks: z.array(z.looseObject({ technique: technique.nullish(), sub_technique: technique.nullish() })).nullish(),
    })
    .nullish(),
  /** The same in class 2001. */
  finding: z.looseObject({ uid: text, title: text, desc: text, created_time: time, modified_time: time, src_url: text }).nullish(),
  resources: z.array(resource).nullish(),
  resource: resource.nullish(),
  observables: z.array(z.looseObject({ name: text, type_id: z.number().nullish(), value: text })).nullish(),
  evidences: z
    .array(
      z.looseObject({
        src_endpoint: endpoint.nullish(),
        dst_endpoint: endpoint.nullish(),
        actor: z.looseObject({ user: user.nullish() }).nullish(),
        file: z.looseObject({ path: text, name: text, hashes: z.array(z.looseObject({ value: text })).nullish() }).nullish(),
        process: z.looseObject({ name: text }).nullish(),
      }),
    )
    .nullish(),
  src_endpoint: endpoint.nullish(),
  dst_endpoint: endpoint.nullish(),
  actor: z.looseObject({ user: user.nullish() }).nullish(),
  user: user.nullish(),
  device: endpoint.nullish(),
  /** What we wrote ourselves when it was exported; anything else there is nobody's word of ours. */
  unmapped: z
    .looseObject({ firebreak: ownWords.optional().catch(undefined) })
    .nullish()
    .catch(undefined),
});
export type OcsfFinding = z.infer<typeof ocsfFinding>;

/** severity_id: 1 informational … 6 fatal; 0 and 99 say nothing. https://schema.ocsf.io/dictionary#severity_id */
const severityOfId: Readonly<Record<number, number>> = { 1: 10, 2: 25, 3: 50, 4: 75, 5: 90, 6: 100 };

/** type_id of an observable. https://schema.ocsf.io/objects/observable */
const kindOfType: Readonly<Record<number, ObservableInput['kind']>> = {
  1: 'host',
  2: 'ip',
  4: 'user',
  5: 'email',
  6: 'url',
  7: 'file',
  8: 'hash',
  9: 'process',
  10: 'cloud-resource',
};

/** Resolved, and suppressed: somebody or something found that nothing has to be done. */
const over = new Set([3, 4]);

/** An OCSF finding in our words. */
export function alertOfFinding(found: OcsfFinding, receivedAt: string): AlertInput {
  const info = { ...found.finding, ...found.finding_info };
  const rule = info.analytic?.uid || info.analytic?.name || found.metadata?.event_code || info.types?.[0] || info.title || `class ${found.class_uid}`;
  const title = info.title || found.message || rule;
  const description = info.desc || found.message;
  const country = countryCode(places(found).find((name) => name) ?? '');
  return {
    externalId: (info.uid || found.metadata?.uid || `${rule}/${title}`).slice(0, 512),
    rule: rule.slice(0, 256),
    title: Untrusted.of(title),
    ...(description && { description: Untrusted.of(description) }),
    severity: severityOfId[found.severity_id ?? 0] ?? 50,
    status: over.has(found.status_id ?? 0) ? 'resolved' : 'firing',
    happenedAt:
      firstInstant(info.last_seen_time, info.first_seen_time, found.time_dt, found.time, info.modified_time, info.created_time) ?? receivedAt,
    observables: thingsIn(found),
    attacks: techniquesIn(...(info.attacks ?? []).flatMap(({ technique: main, sub_technique }) => [sub_technique?.uid ?? main?.uid])),
    ...(country !== undefined && { place: { country } }),
    ...(info.src_url?.startsWith('https://') && { link: info.src_url }),
    ...found.unmapped?.firebreak,
  };
}

function firstInstant(...times: readonly unknown[]): string | undefined {
  return times.map(instantOf).find((at) => at !== undefined);
}

function places({ src_endpoint, evidences }: OcsfFinding): readonly (string | null | undefined)[] {
  return [src_endpoint, ...(evidences ?? []).map((one) => one.src_endpoint)].map((one) => one?.location?.country);
}

/** Fields that say which part a thing plays come first; the flat list of observables says only what it is. */
function thingsIn(found: OcsfFinding): ObservableInput[] {
  const { evidences, resources, resource: single, device, observables } = found;
  return [
    ...[found, ...(evidences ?? [])].flatMap(({ actor, src_endpoint, dst_endpoint }) => [
      ...person(actor?.user, 'actor'),
      ...ends(src_endpoint, 'source'),
      ...ends(dst_endpoint, 'target'),
    ]),
    ...person(found.user, 'target'),
    ...ends(device, 'target'),
    ...[single, ...(resources ?? [])].flatMap((one) => named(resourceKind(one?.type), one?.uid || one?.name, 'target')),
    ...(evidences ?? []).flatMap(({ file, process }) => [
      ...named('file', file?.path || file?.name),
      ...(file?.hashes ?? []).flatMap(({ value }) => named('hash', value)),
      ...named('process', process?.name),
    ]),
    ...(observables ?? []).flatMap(({ type_id, value }) => {
      const kind = kindOfType[type_id ?? 0];
      return kind === undefined ? [] : named(kind, value);
    }),
  ];
}

function person(who: z.infer<typeof user> | null | undefined, role: ObservableInput['role']): ObservableInput[] {
  return named('user', who?.email_addr || who?.name || who?.uid, role);
}

function ends(end: z.infer<typeof endpoint> | null | undefined, role: ObservableInput['role']): ObservableInput[] {
  return [...named('ip', end?.ip, role), ...named('host', end?.hostname, role), ...named('domain', end?.domain)];
}

function resourceKind(type: string | null | undefined): ObservableInput['kind'] {
  return /^(user|account)$/i.test(type ?? '') ? 'user' : 'cloud-resource';
}
