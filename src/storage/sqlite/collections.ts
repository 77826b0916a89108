import type { Database } from 'better-sqlite3';
import { type Alert, alert, type Instant } from '../../core/alert.ts';
import { brake } from '../../core/brake.ts';
import { drillSource } from '../../core/drill.ts';
import { enrolment } from '../../core/enrolment.ts';
import { type Exhibit, exhibit } from '../../core/exhibit.ts';
import { type Finding, finding } from '../../core/finding.ts';
import { type AlertFate, type FunnelWindow, fateOf } from '../../core/funnel.ts';
import { type Incident, incident } from '../../core/incident.ts';
import { type Lesson, lesson } from '../../core/lesson.ts';
import { type MentionKey, mentionKey } from '../../core/mention.ts';
import { keyOf, type ObservableKey } from '../../core/observable.ts';
import { type Proposal, proposal } from '../../core/proposal.ts';
import { quietsAt, type Snooze, snooze } from '../../core/snooze.ts';
import type { Collection, Collections, IncidentFilter, Put, StoreReader } from '../../core/store.ts';
import type { DecidedCase } from '../../core/track-record.ts';
import { type Cell, type Documents, documents, type Shape } from './documents.ts';

/** How each collection stands in its table. */
export const shapes: { readonly [Name in Collection]: Shape<Collections[Name]> } = {
  alert: {
    table: 'alert',
    schema: alert,
    columns: {
      incident: (value) => value.incident,
      fingerprint: (value) => value.fingerprint,
      happened_at: (value) => value.happenedAt,
      received_at: (value) => value.receivedAt,
      source: (value) => value.source,
      rule: (value) => value.rule,
      fate: fateOf,
    },
  },
  incident: {
    table: 'incident',
    schema: incident,
    columns: {
      number: (value) => numberOf(value.id),
      open: (value) => (value.phase === 'closed' ? 0 : 1),
      score: (value) => value.assessment?.score ?? 0,
      opened_at: (value) => value.openedAt,
      rule: (value) => value.rule,
    },
  },
  proposal: {
    table: 'proposal',
    schema: proposal,
    columns: { number: (value) => numberOf(value.id), incident: (value) => value.incident, state: (value) => value.state },
  },
  finding: {
    table: 'finding',
    schema: finding,
    columns: { incident: (value) => value.incident, at: (value) => value.at },
  },
  brake: { table: 'brake', schema: brake, columns: {} },
  snooze: { table: 'snooze', schema: snooze, columns: { number: (value) => numberOf(value.id), until: (value) => value.until } },
  enrolment: { table: 'enrolment', schema: enrolment, columns: {} },
  exhibit: { table: 'exhibit', schema: exhibit, columns: { incident: (value) => value.incident } },
  lesson: { table: 'lesson', schema: lesson, columns: {} },
};

/** The keys under which an alert is found, once each. */
export function keysOf({ observables, mentions = [] }: Pick<Alert, 'observables' | 'mentions'>): readonly (ObservableKey | MentionKey)[] {
  return [...new Set([...observables.map(keyOf), ...mentions.map(mentionKey)])];
}

/** The collections with their lookups. */
export interface StoredCollections {
  readonly of: { readonly [Name in Collection]: Documents<Collections[Name]> };
  put(change: Put): void;
  readonly find: {
    incidents(filter: IncidentFilter): readonly Incident[];
    proposals(filter: Parameters<StoreReader['proposals']>[0]): readonly Proposal[];
    cases(of: Parameters<StoreReader['cases']>[0]): readonly DecidedCase[];
    countProposals(): Readonly<Partial<Record<Proposal['state'], number>>>;
    exhibits(incident: string): readonly Exhibit[];
    findings(incident: string): readonly Finding[];
    alertsOf(incident: string): readonly Alert[];
    alertByFingerprint(fingerprint: string): Alert | undefined;
    alertsNaming(keys: readonly (ObservableKey | MentionKey)[], from: string, to: string): readonly Alert[];
    latestNaming(keys: readonly ObservableKey[], from: string, to: string, most: number): readonly Alert[];
    snoozes(at: Instant): readonly Snooze[];
    arrivals(window: FunnelWindow, fate: AlertFate, most: number): readonly Alert[];
    lessons(): readonly Lesson[];
    nextNumber(of: 'incident' | 'proposal' | 'snooze'): number;
  };
}

export function collections(db: Database): StoredCollections {
  const of: { readonly [Name in Collection]: Documents<Collections[Name]> } = {
    alert: documents(db, shapes.alert),
    incident: documents(db, shapes.incident),
    proposal: documents(db, shapes.proposal),
    finding: documents(db, shapes.finding),
    brake: documents(db, shapes.brake),
    snooze: documents(db, shapes.snooze),
    enrolment: documents(db, shapes.enrolment),
    exhibit: documents(db, shapes.exhibit),
    lesson: documents(db, shapes.lesson),
  };
  const nameKey = db.prepare<[string, string, string]>('INSERT INTO alert_observable (key, happened_at, alert) VALUES (?, ?, ?)');
  const forgetKey = db.prepare<[string, string, string]>('DELETE FROM alert_observable WHERE key = ? AND happened_at = ? AND alert = ?');
  const highest = {
    incident: db.prepare<[], number | null>('SELECT max(number) FROM incident').pluck(),
    proposal: db.prepare<[], number | null>('SELECT max(number) FROM proposal').pluck(),
    snooze: db.prepare<[], number | null>('SELECT max(number) FROM snooze').pluck(),
  };

  const byScore = 'ORDER BY score DESC, opened_at DESC, number DESC LIMIT ?';
  const incidents = {
    all: of.incident.find(`WHERE opened_at >= ? ${byScore}`),
    open: of.incident.find(`WHERE open = 1 AND opened_at >= ? ${byScore}`),
    closed: of.incident.find(`WHERE open = 0 AND opened_at >= ? ${byScore}`),
    // As the index over them is declared (migration 0013).
    closedWithin: of.incident.find(
      `WHERE open = 0 AND doc ->> '$.closedAt' >= ? AND doc ->> '$.closedAt' < ? ORDER BY doc ->> '$.closedAt', number LIMIT ?`,
    ),
  };
  const anyOf = 'IN (SELECT value FROM json_each(?))';
  const proposals = {
    all: of.proposal.find('ORDER BY number'),
    ofIncident: of.proposal.find('WHERE incident = ? ORDER BY number'),
    inStates: of.proposal.find(`WHERE state ${anyOf} ORDER BY number`),
    ofIncidentInStates: of.proposal.find(`WHERE incident = ? AND state ${anyOf} ORDER BY number`),
  };
  // Read from the two documents and kept nowhere else, so that a record can never say anything else than they do.
  const casesWhere = (where: string) =>
    db.prepare<Cell[], DecidedCase>(`SELECT p.id AS proposal, p.incident, p.state, p.doc ->> 'action' AS action, p.doc ->> 'judged' AS judged,
        p.doc ->> 'confidence' AS confidence, p.doc ->> 'proposedAt' AS proposedAt, i.doc ->> 'rule' AS rule, i.doc ->> 'verdict' AS verdict
      FROM proposal p JOIN incident i ON i.id = p.incident
      WHERE p.state IN ('done', 'undoing', 'undone', 'denied') AND i.doc ->> 'drill' = 0 ${where} ORDER BY p.number`);
  const cases = { all: casesWhere(''), of: casesWhere(`AND p.doc ->> 'action' = ? AND i.doc ->> 'rule' IS ?`) };
  const byState = db.prepare<[], { state: Proposal['state']; count: number }>('SELECT state, count(*) AS count FROM proposal GROUP BY state');
  const lessons = of.lesson.find('ORDER BY id');
  const exhibits = of.exhibit.find('WHERE incident = ? ORDER BY rowid');
  const findings = of.finding.find('WHERE incident = ? ORDER BY at, id');
  const alertsOf = of.alert.find('WHERE incident = ? ORDER BY happened_at, id');
  const byFingerprint = of.alert.find('WHERE fingerprint = ? ORDER BY received_at DESC, id DESC LIMIT 1');
  /** What is made up tells nothing about anybody. */
  const real = `source <> '${drillSource}'`;
  const naming = of.alert.find(
    `WHERE id IN (SELECT alert FROM alert_observable WHERE key ${anyOf} AND happened_at BETWEEN ? AND ?) AND ${real} ORDER BY happened_at, id LIMIT 500`,
  );

  const latest = of.alert.find(
    `WHERE id IN (SELECT DISTINCT alert FROM alert_observable WHERE key ${anyOf} AND happened_at >= ? AND happened_at < ? ORDER BY happened_at DESC, alert DESC LIMIT ?)
     AND ${real} ORDER BY happened_at, id`,
  );

  const floor = db.prepare<[], string>(`SELECT value FROM fact WHERE name = 'numbers-above'`).pluck();
  const unended = of.snooze.find('WHERE until > ? ORDER BY number');
  const arrivals = of.alert.find(
    'WHERE received_at >= ? AND received_at < ? AND fate = ? AND source = coalesce(?, source) ORDER BY received_at DESC, id DESC LIMIT ?',
  );

  const keep = <Name extends Collection>(name: Name, value: Collections[Name]) => of[name].put(value);

  /** Keeps the lookup by observable in step with the alert. A repeat changes neither keys nor time, and then nothing is touched. */
  function putAlert(value: Alert): void {
    const before = value.revision === 1 ? undefined : of.alert.get(value.id);
    of.alert.put(value);
    if (before !== undefined && before.happenedAt === value.happenedAt && keysOf(before).join('\n') === keysOf(value).join('\n')) return;
    if (before !== undefined) for (const key of keysOf(before)) forgetKey.run(key, before.happenedAt, before.id);
    for (const key of keysOf(value)) nameKey.run(key, value.happenedAt, value.id);
  }

  return {
    of,
    put: (change) => (change.put === 'alert' ? putAlert(change.value) : keep(change.put, change.value)),
    find: {
      incidents: ({ open, since = '', closedWithin, limit = 50 }) => {
        if (closedWithin !== undefined) return incidents.closedWithin(closedWithin.since, closedWithin.until, limit);
        if (open === undefined) return incidents.all(since, limit);
        return open ? incidents.open(since, limit) : incidents.closed(since, limit);
      },
      proposals: ({ incident, states }) => {
        if (incident === undefined) return states === undefined ? proposals.all() : proposals.inStates(list(states));
        return states === undefined ? proposals.ofIncident(incident) : proposals.ofIncidentInStates(incident, list(states));
      },
      cases: (which) => (which === undefined ? cases.all.all() : cases.of.all(which.action, which.rule)),
      countProposals: () => Object.fromEntries(byState.all().map(({ state, count }) => [state, count])),
      exhibits,
      findings,
      alertsOf,
      alertByFingerprint: (fingerprint) => byFingerprint(fingerprint)[0],
      alertsNaming: (keys, from, to) => naming(list(keys), from, to),
      latestNaming: (keys, from, to, most) => latest(list(keys), from, to, most),
      snoozes: (at) => unended(at).filter((one) => quietsAt(one, at)),
      arrivals: ({ since, until, source = null }, fate, most) => arrivals(since, until, fate, source, most),
      lessons,
      nextNumber: (of) => Math.max(highest[of].get() ?? 0, Number(floor.get() ?? 0)) + 1,
    },
  };
}

function list(values: readonly string[]): Cell {
  return JSON.stringify(values);
}

/** 12 of `INC-12` or `P-12`. */
function numberOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('-') + 1));
}
