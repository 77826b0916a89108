import { instant } from '../../core/alert.ts';
import { keysToLookFor } from '../../core/entities.ts';
import { verdict } from '../../core/incident.ts';
import { observableKind } from '../../core/observable.ts';
import { defineEnricher, z } from '../../kit/index.ts';

/** How far back we look. */
const days = 90;
/** The store hands out no more than this at once; beyond it we say "at least". */
const most = 500;

const finding = z.object({
  kind: observableKind,
  firstSeen: instant,
  lastSeen: instant,
  /** Alerts that named it, repeats counted, without those of the incident that is asked about. */
  times: z.int().positive(),
  atLeast: z.boolean(),
  /** Newest first, at most five. */
  incidents: z.array(z.object({ id: z.string(), verdict: verdict.nullable() })),
});

/** Kinds that mean harm again where they meant harm before; a person or a machine of ours that was attacked once does not. */
const tools: ReadonlySet<string> = new Set(['ip', 'domain', 'url', 'hash']);

export default defineEnricher({
  id: 'memory',
  title: 'Our own memory',
  looksAt: ['ip', 'domain', 'url', 'hash', 'email', 'user', 'host', 'process', 'file', 'cloud-resource', 'container', 'repo', 'secret'],
  uses: [],
  asksOutside: false,
  finding,

  look: async ({ kind, value, incident }, { store, team, now }) => {
    const from = new Date(Date.parse(now) - days * 86_400_000).toISOString();
    const spellings = keysToLookFor({ observables: [{ kind, value, role: 'related' }] }, team);
    const named = await store.alertsNaming([...new Set([`${kind}:${value}` as const, ...spellings])], from, now);
    const elsewhere = named.filter((alert) => alert.incident === null || alert.incident !== incident);
    const first = elsewhere[0];
    if (first === undefined) return null;
    const ids = [...new Set(elsewhere.map((alert) => alert.incident).filter((id) => id !== null))].reverse().slice(0, 5);
    const incidents = await Promise.all(ids.map(async (id) => ({ id, verdict: (await store.get('incident', id))?.verdict ?? null })));
    return {
      kind,
      firstSeen: first.happenedAt,
      lastSeen:
        elsewhere
          .map(({ lastSeenAt }) => lastSeenAt)
          .toSorted()
          .at(-1) ?? first.lastSeenAt,
      times: elsewhere.reduce((sum, { count }) => sum + count, 0),
      atLeast: named.length >= most,
      incidents,
    };
  },
  say: ({ kind, firstSeen, lastSeen, times, atLeast, incidents }) => {
    const confirmed = incidents.filter((incident) => incident.verdict === 'true-positive');
    const often = `${atLeast ? 'at least ' : ''}${times} time${times === 1 ? '' : 's'}`;
    return {
      says: [
        `Seen before: ${often} in ${days} days, first on ${day(firstSeen)}, last on ${day(lastSeen)}.`,
        incidents.length === 0
          ? 'It was in no incident until now.'
          : `It was in ${incidents.map((incident) => `${incident.id} (${incident.verdict ?? 'not closed yet'})`).join(', ')}.`,
      ],
      hostile: tools.has(kind) && confirmed.length > 0 ? true : null,
    };
  },
  examples: [
    {
      name: 'an address of an attack that was confirmed',
      data: {
        kind: 'ip',
        firstSeen: '2026-01-04T10:00:00.000Z',
        lastSeen: '2026-03-01T22:10:00.000Z',
        times: 7,
        atLeast: false,
        incidents: [{ id: 'INC-4', verdict: 'true-positive' }],
      },
      says: ['Seen before: 7 times in 90 days, first on 2026-01-04, last on 2026-03-01.', 'It was in INC-4 (true-positive).'],
    },
    {
      name: 'a user who was only ever named in passing',
      data: { kind: 'user', firstSeen: '2026-03-01T22:10:00.000Z', lastSeen: '2026-03-01T22:10:00.000Z', times: 1, atLeast: false, incidents: [] },
      says: ['Seen before: 1 time in 90 days, first on 2026-03-01, last on 2026-03-01.', 'It was in no incident until now.'],
    },
  ],
});

function day(at: string): string {
  return at.slice(0, 10);
}
