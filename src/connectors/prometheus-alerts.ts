import { type AlertInput, instantOf, type ObservableInput, severityOf, Untrusted, z } from '../kit/index.ts';

const labels = z.record(z.string(), z.string()).default({});

/** One alert as Prometheus' Alertmanager and Grafana's both notify of it. */
export const prometheusAlert = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: labels,
  startsAt: z.string(),
  endsAt: z.string().optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().optional(),
});
export type PrometheusAlert = z.infer<typeof prometheusAlert>;

/** What both say of all alerts of a group. */
export const prometheusGroup = { externalURL: z.string().optional(), commonAnnotations: labels, alerts: z.array(prometheusAlert).min(1) };

/** Labels by which teams commonly name things, and the part that the thing then plays. `instance` is handled apart: it carries a port. */
const namedByLabel: Readonly<Record<string, Pick<ObservableInput, 'kind' | 'role'>>> = {
  host: { kind: 'host', role: 'target' },
  hostname: { kind: 'host', role: 'target' },
  node: { kind: 'host', role: 'target' },
  nodename: { kind: 'host', role: 'target' },
  pod: { kind: 'container', role: 'target' },
  container: { kind: 'container', role: 'target' },
  user: { kind: 'user', role: 'actor' },
  username: { kind: 'user', role: 'actor' },
  client_ip: { kind: 'ip', role: 'source' },
  remote_ip: { kind: 'ip', role: 'source' },
  source_ip: { kind: 'ip', role: 'source' },
  src_ip: { kind: 'ip', role: 'source' },
  domain: { kind: 'domain', role: 'related' },
  url: { kind: 'url', role: 'related' },
  repo: { kind: 'repo', role: 'target' },
};

/** An alert of a group in our words. `links`: pages where a person can see it, the best first; only https counts. */
export function alertOf(
  one: PrometheusAlert,
  {
    commonAnnotations,
    links,
    receivedAt,
  }: { readonly commonAnnotations: PrometheusAlert['annotations']; readonly links: readonly (string | undefined)[]; readonly receivedAt: string },
): AlertInput {
  const said = { ...commonAnnotations, ...one.annotations };
  const rule = one.labels.alertname ?? 'unnamed';
  const description = said.description ?? said.message;
  const link = links.find((url) => url?.startsWith('https://'));
  const over = one.status === 'resolved' ? instantOf(one.endsAt) : undefined;
  const identity = one.fingerprint ?? allLabels(one);
  return {
    externalId: identity.slice(0, 512),
    rule: rule.slice(0, 256),
    title: Untrusted.of(said.summary ?? said.title ?? rule),
    ...(description !== undefined && { description: Untrusted.of(description) }),
    severity: severityOf(one.labels.severity ?? '') ?? 50,
    status: one.status,
    happenedAt: over ?? instantOf(one.startsAt) ?? receivedAt,
    observables: thingsIn(one.labels),
    ...(link !== undefined && { link }),
    distinguish: [identity],
  };
}

/** What Alertmanager itself takes as the identity of an alert: all of its labels. */
function allLabels({ labels: given }: PrometheusAlert): string {
  return Object.entries(given)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

function thingsIn(given: PrometheusAlert['labels']): ObservableInput[] {
  const things: ObservableInput[] = [];
  for (const [name, value] of Object.entries(given)) {
    const kind = Object.hasOwn(namedByLabel, name) ? namedByLabel[name] : undefined;
    if (kind !== undefined && value !== '') things.push({ ...kind, value });
  }
  const instance = given.instance?.replace(/:\d{1,5}$/, '');
  if (instance) things.unshift({ kind: /^[\d.]+$|^\[/.test(instance) ? 'ip' : 'host', value: instance, role: 'target' });
  return things;
}
