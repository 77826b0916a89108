import { type Actor, firebreak } from '../../src/core/actor.ts';
import type { Incident } from '../../src/core/incident.ts';
import type { NewEvent } from '../../src/core/timeline.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import type { Bot } from '../../src/kit/bot.ts';
import { dana, later, sampleIncident } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

/** What happened to one containment, in seconds after `start`. `confidence` in %. */
interface Contained {
  readonly id: string;
  readonly confidence: number;
  readonly proposed: number;
  /** When each yes was given; none: policy alone let it happen. */
  readonly yeses?: readonly number[];
  readonly need?: number;
  readonly done?: number;
  readonly denied?: number;
  readonly undone?: readonly [at: number, as: 'wrong' | 'over'];
}

/** One incident as somebody would write it on a sheet of paper: seconds after `start`. */
interface Told {
  readonly verdict: NonNullable<Incident['verdict']>;
  /** When its alerts happened, by the clock of their source. */
  readonly alerts: readonly number[];
  readonly opened: number;
  /** When somebody took it; left out: nobody did. */
  readonly taken?: number;
  readonly contained?: readonly Contained[];
  readonly closed: number;
  readonly byHand?: true;
  readonly more?: readonly (readonly [at: number, what: 'lookup' | 'ticket' | 'evidence'])[];
  readonly doc?: Partial<Incident>;
}

/** The twelve, by number. What every metric makes of them was worked out by hand beside this table, in `metrics.test.ts`. */
export const twelve: Readonly<Record<string, Told>> = {
  'INC-1': {
    verdict: 'true-positive',
    alerts: [0, 20, 40],
    opened: 62,
    taken: 122,
    contained: [{ id: 'P-1', confidence: 90, proposed: 70, yeses: [130], done: 135 }],
    closed: 3662,
    more: [
      [63, 'lookup'],
      [64, 'lookup'],
      [66, 'ticket'],
      [134, 'evidence'],
    ],
  },
  'INC-2': {
    verdict: 'true-positive',
    alerts: [0],
    opened: 10,
    taken: 400,
    contained: [{ id: 'P-2', confidence: 80, proposed: 12, done: 75 }],
    closed: 910,
  },
  'INC-3': {
    verdict: 'false-positive',
    alerts: [0],
    opened: 5,
    contained: [{ id: 'P-3', confidence: 70, proposed: 6, denied: 35 }],
    closed: 65,
  },
  'INC-4': {
    verdict: 'false-positive',
    alerts: [0],
    opened: 15,
    contained: [{ id: 'P-4', confidence: 95, proposed: 20, done: 30, undone: [200, 'wrong'] }],
    closed: 500,
  },
  'INC-5': { verdict: 'benign', alerts: [], opened: 0, byHand: true, closed: 1200 },
  // It had been going on for a day, nothing was contained, and what was proposed ended with the closing.
  'INC-6': {
    verdict: 'true-positive',
    alerts: [-86_400],
    opened: 100,
    taken: 160,
    contained: [{ id: 'P-6', confidence: 60, proposed: 110, denied: 7300 }],
    closed: 7300,
  },
  'INC-7': {
    verdict: 'inconclusive',
    alerts: [0],
    opened: 30,
    taken: 90,
    contained: [{ id: 'P-7', confidence: 50, proposed: 31, done: 40 }],
    closed: 630,
  },
  'INC-8': {
    verdict: 'true-positive',
    alerts: [20],
    opened: 40,
    contained: [{ id: 'P-8', confidence: 90, proposed: 50, yeses: [80, 200], need: 2, done: 210, undone: [3000, 'over'] }],
    closed: 3640,
  },
  'INC-9': {
    verdict: 'true-positive',
    alerts: [0],
    opened: 100,
    contained: [
      { id: 'P-9', confidence: 40, proposed: 110, yeses: [140], done: 150, undone: [300, 'wrong'] },
      { id: 'P-10', confidence: 80, proposed: 320, yeses: [350], done: 360 },
    ],
    closed: 1300,
  },
  // A drill: it counts in nothing.
  'INC-10': {
    verdict: 'true-positive',
    alerts: [0],
    opened: 999,
    taken: 9999,
    contained: [{ id: 'P-13', confidence: 10, proposed: 1000, done: 1999 }],
    closed: 19_999,
    doc: { drill: true },
  },
  // It is about the one who asks: it counts, and is not named.
  'INC-11': {
    verdict: 'true-positive',
    alerts: [0],
    opened: 60,
    taken: 61,
    contained: [{ id: 'P-11', confidence: 100, proposed: 60, done: 62 }],
    closed: 660,
    doc: { suspects: ['morgan'] },
  },
  // The source's clock is ahead, and what two people wanted failed at the vendor.
  'INC-12': {
    verdict: 'true-positive',
    alerts: [50],
    opened: 30,
    contained: [{ id: 'P-12', confidence: 90, proposed: 40, yeses: [90] }],
    closed: 1230,
  },
};

/** An event with the second at which it was recorded. */
interface RecordedAt {
  readonly second: number;
  readonly event: NewEvent;
}

/** What the timeline of one of them holds, in the order in which it was recorded. */
function eventsOf(incident: string, told: Told): readonly RecordedAt[] {
  const { alerts, opened, taken, contained = [], closed, byHand, more = [], verdict } = told;
  const event = (second: number, by: Actor, what: Pick<NewEvent, 'type' | 'payload'>, happened = second): RecordedAt => ({
    second,
    event: { incident, by, happenedAt: later(happened), ...what } as NewEvent,
  });
  const title = Untrusted.of('<!channel> it');
  const thing = { kind: 'ip', value: '203.0.113.7', role: 'source' } as const;
  const said = {
    lookup: { type: 'enrichment.found', payload: { enricher: 'memory', observable: thing, says: [], bad: false } },
    ticket: { type: 'ticket.opened', payload: { tickets: 'jira', key: 'SEC-1', url: 'https://jira.example/SEC-1' } },
    evidence: { type: 'containment.evidence-kept', payload: { ...about('P-1'), exhibits: [] } },
  } as const;
  return [
    event(opened, byHand ? dana : firebreak, { type: 'incident.opened', payload: { title, rule: null, because: [] } }),
    ...alerts.map((at, index) =>
      event(
        opened,
        firebreak,
        {
          type: 'alert.joined',
          payload: { alert: `A-${incident}-${index}`, source: 'okta', rule: 'r', title, severity: 50, observables: [], because: [] },
        },
        at,
      ),
    ),
    ...(taken === undefined
      ? []
      : [event(taken, dana, { type: 'incident.taken', payload: { commander: 'dana', name: 'Dana Reyes', before: null } })]),
    ...more.map(([at, what]) => event(at, firebreak, said[what])),
    ...contained.flatMap(({ id, confidence, proposed, yeses = [], need = 1, done, denied, undone }) => [
      event(proposed, firebreak, {
        type: 'containment.proposed',
        payload: {
          ...about(id),
          effect: 'It is blocked.',
          confidence: confidence / 100,
          basis: [],
          gate: { verdict: 'one-person', because: [] },
          expiresAt: later(9999),
        },
      }),
      ...yeses.map((at, index) =>
        event(at, dana, { type: 'containment.approved', payload: { ...about(id), reason: 'Yes.', have: index + 1, need } }),
      ),
      ...(done === undefined
        ? []
        : [
            event(done - 1, firebreak, {
              type: 'containment.intended',
              payload: { ...about(id), token: 't', approvers: yeses.map(() => dana) },
            }),
            event(done, firebreak, { type: 'containment.done', payload: { ...about(id), says: 'Blocked.', leaseUntil: null } }),
          ]),
      ...(denied === undefined ? [] : [event(denied, dana, { type: 'containment.denied', payload: { ...about(id), reason: 'No.' } })]),
      ...(undone === undefined
        ? []
        : [
            event(undone[0], dana, { type: 'containment.undo-asked', payload: { ...about(id), reason: 'Enough.', as: undone[1] } }),
            event(undone[0] + 5, firebreak, { type: 'containment.undone', payload: { ...about(id), says: 'Restored.' } }),
          ]),
    ]),
    event(closed, dana, { type: 'incident.closed', payload: { verdict, reason: 'Looked at.' } }),
  ].toSorted((a, b) => a.second - b.second);
}

/** The incident as it stands once it is closed. */
function closedIncident(id: string, { verdict, opened, closed, doc, alerts }: Told): Incident {
  return sampleIncident(id, {
    phase: 'closed',
    verdict,
    verdictReason: 'Looked at.',
    openedAt: later(opened),
    closedAt: later(closed),
    alerts: alerts.map((_, index) => `A-${id}-${index}`),
    suspects: [],
    ...doc,
  });
}

export function about(proposal: string) {
  return {
    proposal,
    action: 'block-ip',
    target: { kind: 'ip', value: '203.0.113.7', role: 'source' },
    label: '203.0.113.7',
    digest: 'a'.repeat(64),
  } as const;
}

/** A bot that has lived through the twelve, at second 20,000. `clock` sets its time. */
export async function botWithTwelve(): Promise<{ readonly bot: Bot; readonly clock: (second: number) => void }> {
  let now = later(0);
  const bot = await botWith([], () => now);
  for (const [id, told] of Object.entries(twelve)) {
    for (const { second, event } of eventsOf(id, told)) {
      now = later(second);
      await bot.store.commit({ events: [event] });
    }
    await bot.store.commit({ state: [{ put: 'incident', value: closedIncident(id, told) }] });
  }
  now = later(20_000);
  return { bot, clock: (second) => (now = later(second)) };
}
