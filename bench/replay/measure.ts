import Database from 'better-sqlite3';
import type { Replay } from './generate.ts';
import type { Item } from './payloads.ts';

/** What the sender counted while it sent. */
export interface Sent {
  readonly alerts: number;
  readonly duplicates: number;
  readonly quarantined: number;
}

/** What became of a replay. */
export interface Outcome {
  /** Cards that stand in the alerts channel, and those of them in which nothing of an attack is. */
  readonly cards: number;
  readonly falseCards: number;
  /** One escalation for each alert of medium severity or more, as it was sent: all of them, and those that harm nobody. */
  readonly baseline: number;
  readonly falseBaseline: number;
  /** `falseCards / falseBaseline`: to be at most 0.2. */
  readonly ratio: number;
  readonly attacks: number;
  /** Attacks without a card, and alerts of medium severity or more of attacks that stand in no incident with a card. */
  readonly lost: readonly string[];
  readonly lostAlerts: readonly string[];
  /** Where the sender's counts, the funnel's fates and the recount in SQL do not agree. */
  readonly funnelProblems: readonly string[];
  /** What false cards were opened by: source, rule and how often. */
  readonly falseBy: readonly string[];
}

/** Medium, as every vendor's table begins it. */
const medium = 50;

interface Row {
  readonly source: string;
  readonly externalId: string;
  readonly rule: string;
  readonly incident: string | null;
  readonly carded: number | null;
}

/** Looks into the store, past the bot, and compares it with what was sent. */
export function outcomeOf({ items }: Replay, file: string, sent: Sent): Outcome {
  const db = new Database(file, { readonly: true });
  try {
    const rows = db
      .prepare<[], Row>(
        `SELECT a.source, a.doc ->> '$.externalId' AS externalId, a.rule, a.incident, i.doc ->> '$.shown.card' AS carded
         FROM alert a LEFT JOIN incident i ON i.id = a.incident`,
      )
      .all();
    const known = new Map(rows.map((row) => [`${row.source} ${ownId(row)}`, row]));
    const carded = new Set(rows.filter((row) => row.carded === 1).map(({ incident }) => incident));
    const rowOf = ({ source, id }: Item) => known.get(`${source} ${id}`);
    const ofAttacks = items.filter(({ attack }) => attack !== null);
    const attackedIncidents = new Set(ofAttacks.map((item) => rowOf(item)?.incident));
    const falseCards = [...carded].filter((incident) => !attackedIncidents.has(incident));
    const escalated = items.filter(({ severity }) => severity !== null && severity >= medium);
    const falseBaseline = escalated.filter(({ attack }) => attack === null).length;
    const attacks = Map.groupBy(ofAttacks, ({ attack }) => attack);
    const shown = (item: Item) => carded.has(rowOf(item)?.incident ?? null);
    const openers = rows.filter(({ incident }) => incident !== null && falseCards.includes(incident)).map(({ source, rule }) => `${source} ${rule}`);
    return {
      cards: carded.size,
      falseCards: falseCards.length,
      baseline: escalated.length,
      falseBaseline,
      ratio: Math.round((falseCards.length / falseBaseline) * 1000) / 1000,
      attacks: attacks.size,
      lost: [...attacks].filter(([, parts]) => !parts.some(shown)).map(([attack]) => String(attack)),
      lostAlerts: ofAttacks
        .filter((item) => (item.severity ?? 0) >= medium && !shown(item))
        .map(({ attack, source, id }) => `${attack}: ${source} ${id}`),
      funnelProblems: funnelProblems(db, sent),
      falseBy: [...Map.groupBy(openers, (opener) => opener)]
        .map(([opener, all]) => `${all.length} × ${opener}`)
        .sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10)),
    };
  } finally {
    db.close();
  }
}

/** Suricata has no id of its own; ours begins with the flow. */
function ownId({ source, externalId }: Row): string {
  return source === 'suricata' ? (externalId.split('/')[0] ?? externalId) : externalId;
}

/** Every alert that was sent has exactly one fate, and each count is found twice: as the sender heard it, and in the rows. */
function funnelProblems(db: Database.Database, sent: Sent): readonly string[] {
  const one = (sql: string) => db.prepare<[], number>(sql).pluck().get() ?? 0;
  const stored = one('SELECT count(*) FROM alert');
  const fates = db.prepare<[], { fate: string; count: number }>('SELECT fate, count(*) AS count FROM alert GROUP BY fate').all();
  const repeats = one(`SELECT sum((doc ->> '$.count') - 1) FROM alert`);
  const counts: readonly (readonly [what: string, sent: number, found: number])[] = [
    ['received', sent.alerts, one('SELECT sum(alerts) FROM receipt')],
    ['duplicates', sent.duplicates, one('SELECT sum(duplicates) FROM receipt')],
    ['repeats of alerts', sent.duplicates, repeats],
    ['quarantined', sent.quarantined, one('SELECT count(*) FROM quarantine')],
    ['new alerts', sent.alerts - sent.duplicates, stored],
    ['fates', stored, fates.reduce((sum, { count }) => sum + count, 0)],
    ['merged and opened', one('SELECT count(*) FROM alert WHERE incident IS NOT NULL'), sumOf(fates, ['merged', 'opened'])],
  ];
  return counts
    .filter(([, expected, found]) => expected !== found)
    .map(([what, expected, found]) => `${what}: ${expected} by the sender, ${found} in the store`);
}

function sumOf(fates: readonly { readonly fate: string; readonly count: number }[], names: readonly string[]): number {
  return fates.filter(({ fate }) => names.includes(fate)).reduce((sum, { count }) => sum + count, 0);
}
