import { createHash } from 'node:crypto';
import {
  type AlertInput,
  countryCode,
  defineSource,
  InputError,
  instantOf,
  type ObservableInput,
  observableKinds,
  observableOf,
  type Problem,
  severityOf,
  severityWords,
  Untrusted,
  z,
} from '../../kit/index.ts';
import { type GenericMapping, genericMapping, lookUp, usualLists } from '../generic-mapping.ts';

const activities = ['login', 'logout', 'read', 'download', 'create', 'update', 'delete', 'policy-change'] as const;
const over = ['resolved', 'closed', 'ok', 'recovered', 'inactive'];

/** Any JSON. The usual names of fields are understood as they are; a team that has others says so in `sources/generic.yml`. */
export default defineSource({
  id: 'generic',
  title: 'Any JSON',
  documentation: 'https://www.rfc-editor.org/rfc/rfc8259',
  payload: z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))], {
    error: 'send one JSON object with at least a title, or a list of such objects',
  }),
  options: genericMapping,
  signedBy: {
    type: 'any',
    of: [
      {
        type: 'hmac',
        header: 'x-signature-256',
        algorithm: 'sha256',
        encoding: 'hex',
        prefix: 'sha256=',
        timestampHeader: 'x-timestamp',
        signed: ['timestamp', { text: '.' }, 'body'],
      },
      { type: 'token', headers: ['authorization', 'x-api-key'] },
    ],
  },
  toAlerts: (payload, { options, receivedAt }) => {
    const alerts: AlertInput[] = [];
    const problems: Problem[] = [];
    const items = itemsIn(payload, options);
    for (const [index, item] of items.entries()) {
      const wrong = problemsIn(item, options);
      problems.push(...wrong.map(({ path, message }) => ({ path: items.length > 1 ? `[${index}].${path}` : path, message })));
      if (wrong.length === 0) alerts.push(readAlert(item, options, receivedAt));
    }
    if (problems.length > 0) throw new InputError('an alert cannot be read', { problems });
    return alerts;
  },
  examples: [
    {
      name: 'the shortest that is useful',
      payload: { title: 'Somebody scans the VPN', severity: 'high', observables: ['203.0.113.7'] },
      alerts: [
        {
          nature: 'alert',
          title: { untrusted: 'Somebody scans the VPN' },
          severity: 75,
          status: 'firing',
          observables: [{ kind: 'ip', value: '203.0.113.7', role: 'related' }],
        },
      ],
    },
    {
      name: 'kinds by shape, roles by the usual names, and a word that could be anything is kept as text',
      payload: {
        id: 'a-1',
        rule: 'vpn-scan',
        title: 'Somebody scans the VPN',
        severity: 61,
        time: '2026-03-14T02:11:09+01:00',
        user: 'Alex@acme.example',
        src_ip: '198.51.100.9',
        attacks: ['T1595', 'no technique'],
        country: 'Brazil',
        url: 'https://siem.acme.example/a-1',
        observables: ['evil[.]example', { kind: 'host', value: 'VPN-1', role: 'target' }, 'gibberish', 'hxxps://evil.example/a', 42],
      },
      alerts: [
        {
          externalId: 'a-1',
          rule: 'vpn-scan',
          severity: 61,
          happenedAt: '2026-03-14T01:11:09.000Z',
          attacks: ['T1595'],
          place: { country: 'BR' },
          link: 'https://siem.acme.example/a-1',
          description: { untrusted: 'Also named: gibberish, 42' },
          observables: [
            { kind: 'domain', value: 'evil.example', role: 'related' },
            { kind: 'host', value: 'vpn-1', role: 'target' },
            { kind: 'url', value: 'https://evil.example/a', role: 'related' },
            { kind: 'ip', value: '198.51.100.9', role: 'source' },
            { kind: 'user', value: 'alex@acme.example', role: 'actor' },
          ],
        },
      ],
    },
    {
      name: 'a product with words of its own, mapped in sources/generic.yml, two alerts at once',
      options: {
        list: 'data.items',
        fields: { title: 'what.short', severity: 'prio' },
        severities: { P1: 90 },
        observables: [{ at: 'who', kind: 'user', role: 'actor' }],
      },
      payload: {
        data: {
          items: [
            { what: { short: 'Disk image copied' }, prio: 'P1', who: ['kim', 'alex'] },
            { what: { short: 'Door opened at night' }, status: 'resolved' },
          ],
        },
      },
      alerts: [
        {
          title: { untrusted: 'Disk image copied' },
          severity: 90,
          observables: [
            { kind: 'user', value: 'kim', role: 'actor' },
            { kind: 'user', value: 'alex', role: 'actor' },
          ],
        },
        { title: { untrusted: 'Door opened at night' }, severity: 50, status: 'resolved', observables: [] },
      ],
    },
  ],
});

/** The alerts of a delivery: where the team says they stand, or else under a usual name when the delivery has no title of its own. */
function itemsIn(payload: unknown, { list, fields }: GenericMapping): readonly unknown[] {
  if (Array.isArray(payload)) return payload;
  const listed = list === undefined && lookUp(payload, fields.title) !== undefined ? undefined : lookUp(payload, list ?? usualLists);
  return Array.isArray(listed) ? listed : [payload];
}

/** What keeps an item from being an alert: what is missing, and what would have to be guessed at. */
function problemsIn(item: unknown, { fields, severities, observables }: GenericMapping): readonly Problem[] {
  const problems: Problem[] = [];
  if (asText(lookUp(item, fields.title)) === undefined) {
    problems.push({ path: 'title', message: 'a title is missing: send "title", or say in sources/generic.yml where yours stands' });
  }
  if (severityIn(lookUp(item, fields.severity), severities) === undefined) {
    const path = fields.severity.find((place) => lookUp(item, [place]) !== undefined) ?? 'severity';
    const message = `nobody knows this severity: write a number of 0–100, or ${severityWords}, or name your own words under severities in sources/generic.yml`;
    problems.push({ path, message });
  }
  for (const place of observables.flatMap(({ at }) => at.filter((path) => lookUp(item, [path]) !== undefined).slice(0, 1))) {
    for (const [index, thing] of listOf(lookUp(item, [place])).entries()) {
      if (!namesNoKind.safeParse(thing).success) continue;
      problems.push({
        path: `${place}[${index}].kind`,
        message: `nobody knows this kind: write one of ${observableKinds.join(', ')}, or leave it out`,
      });
    }
  }
  return problems;
}

/** `kind` is our own word, so an unknown one is a mistake. Under `type` other products have words of theirs, and there the value decides. */
const namesNoKind = z.looseObject({ kind: z.string().refine((kind) => !observableKinds.some((known) => known === kind.toLowerCase())) });

/** One alert, from an item without problems. */
function readAlert(item: unknown, { fields, severities, distinguish, observables }: GenericMapping, receivedAt: string): AlertInput {
  const text = (name: keyof typeof fields) => asText(lookUp(item, fields[name]));
  const title = text('title') ?? '';
  const things = observables.flatMap(({ at, kind, role }) => listOf(lookUp(item, at)).map((value) => thingOf(value, kind, role)));
  const unclear = things.filter((thing) => typeof thing === 'string');
  const description = [text('description'), unclear.length > 0 ? `Also named: ${unclear.join(', ')}` : undefined].filter(
    (part) => part !== undefined,
  );
  const rule = text('rule')?.slice(0, 256) ?? `untitled rule ${digest(title).slice(0, 12)}`;
  const link = text('link');
  const country = countryCode(text('country') ?? '');
  const userAgent = text('userAgent');
  const status = text('status')?.toLowerCase();
  return {
    externalId: text('id')?.slice(0, 512) ?? digest(`${rule}\n${title}`),
    rule,
    title: Untrusted.of(title),
    ...(description.length > 0 && { description: Untrusted.of(description.join('\n')) }),
    severity: severityIn(lookUp(item, fields.severity), severities) ?? 50,
    status: status !== undefined && over.includes(status) ? 'resolved' : 'firing',
    happenedAt: instantOf(lookUp(item, fields.time)) ?? receivedAt,
    activity: activities.find((activity) => activity === text('activity')) ?? 'other',
    outcome: outcomeIn(text('outcome')),
    observables: things.filter((thing) => typeof thing !== 'string'),
    attacks: listOf(lookUp(item, fields.attacks)).flatMap((one) => /\bT\d{4}(\.\d{3})?\b/.exec(String(one))?.[0] ?? []),
    ...(country !== undefined && { place: { country } }),
    ...(userAgent !== undefined && { userAgent: Untrusted.of(userAgent) }),
    ...(link?.startsWith('https://') && { link }),
    distinguish: distinguish.map((path) => asText(lookUp(item, [path])) ?? ''),
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** A number of 0–100, or one of our usual words or the team's own; the middle when nothing is said, and undefined when it is none of these. */
function severityIn(value: unknown, own: GenericMapping['severities']): number | undefined {
  if (value === undefined) return 50;
  const word = asText(value) ?? '';
  const mapped = Object.hasOwn(own, word) ? own[word] : undefined;
  const number = word.trim() === '' ? Number.NaN : Number(word);
  return mapped ?? severityOf(word) ?? (number >= 0 && number <= 100 ? number : undefined);
}

function outcomeIn(word = ''): 'success' | 'failure' | 'unknown' {
  if (/^(success|succeeded|allow(ed)?)$/i.test(word)) return 'success';
  return /^(failure|failed|den(y|ied)|blocked)$/i.test(word) ? 'failure' : 'unknown';
}

const spelledOut = z.object({
  kind: z.string().optional(),
  type: z.string().optional(),
  value: z.string().min(1).max(2048),
  role: z.enum(['source', 'target', 'actor', 'related']).catch('related'),
});

/** A thing as it is named, or text when it could be anything: it is then kept as part of the description, so that nothing is lost. */
function thingOf(value: unknown, kind: ObservableInput['kind'] | undefined, role: ObservableInput['role']): ObservableInput | string {
  if (typeof value === 'string' && value.length <= 2048) {
    if (kind !== undefined) return { kind, value, role };
    const recognised = observableOf(value);
    return recognised === undefined ? value : { ...recognised, role };
  }
  const named = spelledOut.safeParse(value);
  if (!named.success) return JSON.stringify(value);
  const recognised = observableOf(`${named.data.kind ?? named.data.type ?? ''}:${named.data.value}`) ?? observableOf(named.data.value);
  return recognised === undefined ? named.data.value : { ...recognised, role: named.data.role };
}
