import type { Alert } from './alert.ts';
import { alertDraft } from './alert.ts';
import type { ObservableKind } from './observable.ts';

/**
 * What OCSF has no word for, or only a coarser one. It stands under `unmapped.firebreak`, where OCSF keeps such things, so that an alert that goes out and comes
 * back is the same.
 */
export const ownWords = alertDraft.pick({
  nature: true,
  severity: true,
  activity: true,
  outcome: true,
  observables: true,
  place: true,
  userAgent: true,
  distinguish: true,
});

/** type_id of an observable. https://schema.ocsf.io/1.6.0/objects/observable */
const typeIds: Readonly<Record<ObservableKind, number>> = {
  ip: 2,
  domain: 1,
  host: 1,
  url: 6,
  hash: 8,
  email: 5,
  user: 4,
  process: 9,
  file: 7,
  'cloud-resource': 10,
  container: 99,
  repo: 99,
  secret: 99,
};

/** severity_id: the highest whose range begins at or below a severity of ours. https://schema.ocsf.io/1.6.0/dictionary#severity_id */
const severityIds: readonly (readonly [from: number, id: number])[] = [
  [100, 6],
  [90, 5],
  [75, 4],
  [50, 3],
  [25, 2],
  [0, 1],
];

const detectionFinding = 2004;

/** An alert as a Detection Finding of OCSF 1.6 (class 2004). Texts are as they were sent: whoever reads them treats them as somebody else's words. */
export function findingOf(alert: Alert): Readonly<Record<string, unknown>> {
  const { id, source, externalId, rule, title, description, severity, status, happenedAt, observables, attacks, place, link, incident } = alert;
  const activity = status === 'resolved' ? 3 : alert.count > 1 ? 2 : 1;
  const ip = observables.find(({ kind, role }) => kind === 'ip' && role === 'source')?.value;
  const actor = observables.find(({ kind, role }) => (kind === 'user' || kind === 'email') && role === 'actor')?.value;
  const resources = observables.filter(({ kind, role }) => kind === 'cloud-resource' && role === 'target');
  return {
    class_uid: detectionFinding,
    class_name: 'Detection Finding',
    category_uid: 2,
    category_name: 'Findings',
    activity_id: activity,
    type_uid: detectionFinding * 100 + activity,
    time: Date.parse(happenedAt),
    time_dt: happenedAt,
    severity_id: severityIds.find(([from]) => severity >= from)?.[1] ?? 0,
    status_id: status === 'resolved' ? 4 : incident === null ? 1 : 2,
    count: alert.count,
    metadata: {
      version: '1.6.0',
      uid: id,
      product: { name: 'Firebreak', vendor_name: 'Firebreak' },
      log_provider: source,
      ...(incident !== null && { correlation_uid: incident }),
    },
    finding_info: {
      uid: externalId,
      title: title.raw(),
      ...(description !== undefined && { desc: description.raw() }),
      ...(link !== undefined && { src_url: link }),
      analytic: { type_id: 1, uid: rule, name: rule },
      attacks: attacks.map((uid) => (uid.includes('.') ? { technique: { uid: uid.slice(0, 5) }, sub_technique: { uid } } : { technique: { uid } })),
    },
    observables: observables.map(({ kind, value, role }) => ({ name: `${role}.${kind}`, type_id: typeIds[kind], value })),
    ...((ip !== undefined || actor !== undefined) && {
      evidences: [
        {
          ...(actor !== undefined && { actor: { user: { name: actor } } }),
          ...(ip !== undefined && { src_endpoint: { ip, ...(place?.country !== undefined && { location: { country: place.country } }) } }),
        },
      ],
    }),
    ...(resources.length > 0 && { resources: resources.map(({ value }) => ({ uid: value })) }),
    unmapped: { firebreak: JSON.parse(JSON.stringify(ownWords.parse(alert))) },
  };
}
