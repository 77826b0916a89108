import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firebreak } from '../../src/core/actor.ts';
import { type Milestones, milestonesOf } from '../../src/core/milestones.ts';
import { summaryOf } from '../../src/core/summary.ts';
import { plain } from '../../src/core/text.ts';
import { chainStart, type NewEvent, type TimelineEvent } from '../../src/core/timeline.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { times } from '../depth.ts';
import { acme, actorOf, anIncident, aProposal, at, kit, sam } from './builders.ts';

const of = 'INC-1';
const about = (proposal: string) =>
  ({ proposal, action: 'okta-suspend-user', target: aProposal().target, label: 'alex@acme.example', digest: 'a'.repeat(64) }) as const;

const joined = (minute: number): NewEvent => ({
  incident: of,
  type: 'alert.joined',
  happenedAt: at(minute),
  by: firebreak,
  payload: { alert: `A-${minute}`, source: 'okta', rule: 'r', title: Untrusted.of('x'), severity: 50, observables: [], because: [] },
});
const opened = (minute: number, by = firebreak): NewEvent => ({
  incident: of,
  type: 'incident.opened',
  happenedAt: at(minute),
  by,
  payload: { title: Untrusted.of('x'), rule: null, because: [] },
});
const taken = (minute: number): NewEvent => ({
  incident: of,
  type: 'incident.taken',
  happenedAt: at(minute),
  by: actorOf(sam),
  payload: { commander: sam.id, name: sam.name, before: null },
});
const done = (minute: number, proposal = 'P-1'): NewEvent => ({
  incident: of,
  type: 'containment.done',
  happenedAt: at(minute),
  by: firebreak,
  payload: { ...about(proposal), says: 'Suspended.', leaseUntil: null },
});
const undone = (minute: number, as: 'wrong' | 'over', proposal = 'P-1'): NewEvent => ({
  incident: of,
  type: 'containment.undo-asked',
  happenedAt: at(minute),
  by: actorOf(kit),
  payload: { ...about(proposal), reason: 'It was him.', as },
});
const answered = (minute: number): NewEvent => ({
  incident: of,
  type: 'question.answered',
  happenedAt: at(minute),
  by: { kind: 'human', id: 'alex.kim', name: 'Alex Kim' },
  payload: { question: 1, about: 'alex.kim', asked: 'alex.kim', answer: 'yes' },
});
const note = (minute: number): NewEvent => ({
  incident: of,
  type: 'note.added',
  happenedAt: at(minute),
  by: actorOf(sam),
  payload: { text: Untrusted.of('x') },
});
const closed = (minute: number): NewEvent => ({
  incident: of,
  type: 'incident.closed',
  happenedAt: at(minute),
  by: actorOf(sam),
  payload: { verdict: 'true-positive', reason: 'x' },
});

/** As the store would have it; recorded when it happened, or at `recorded`. */
function chain(...happened: readonly (NewEvent | readonly [NewEvent, recorded: number])[]): readonly TimelineEvent[] {
  return happened.map((one, index) => {
    const [event, recordedAt] = 'type' in one ? [one, one.happenedAt] : [one[0], at(one[1])];
    return { ...event, seq: index + 1, recordedAt, commitment: '', previous: chainStart, hash: '' };
  });
}

const told = (events: readonly TimelineEvent[]) =>
  Object.fromEntries(Object.entries(milestonesOf(events)).map(([name, { at: when, seq }]) => [name, `${when.slice(11, 16)} #${seq}`]));

describe('the milestones of an incident', () => {
  it.each<[name: string, events: readonly TimelineEvent[], told: { readonly [Name in keyof Milestones]: string }]>([
    ['are none before anything happened', [], {}],
    [
      'are read from the events, the earliest alert first',
      chain(opened(10), joined(9), joined(2), taken(12), done(15), closed(60)),
      { began: '11:02 #3', detected: '11:10 #1', acknowledged: '11:12 #4', contained: '11:15 #5', resolved: '12:00 #6' },
    ],
    ['count an opening by hand as acknowledged', chain(opened(10, actorOf(sam))), { detected: '11:10 #1', acknowledged: '11:10 #1' }],
    [
      'count what somebody writes down as acknowledged when they write it, whenever it happened',
      chain(opened(10), [note(1), 20]),
      { detected: '11:10 #1', acknowledged: '11:20 #2' },
    ],
    ['do not count what the person said whom it is about', chain(opened(10), answered(11)), { detected: '11:10 #1' }],
    [
      'pass over a containment that somebody called wrong',
      chain(opened(10), done(15), undone(20, 'wrong'), done(30, 'P-2')),
      { detected: '11:10 #1', acknowledged: '11:20 #3', contained: '11:30 #4' },
    ],
    [
      'keep one that was taken back because it was over',
      chain(opened(10), done(15), undone(20, 'over')),
      { detected: '11:10 #1', acknowledged: '11:20 #3', contained: '11:15 #2' },
    ],
  ])('%s', (_, events, expected) => {
    expect(told(events)).toEqual(expected);
  });

  it('stay where they are when what the events said is removed', () => {
    const events = chain(opened(10), joined(2), taken(12), done(15), closed(60));
    const redacted = events.map((event): TimelineEvent => {
      const payload = { type: event.type, by: 'Sam Ode', at: at(90), reason: 'personal data', in: 99 };
      return { ...event, type: 'redacted', payload };
    });

    expect(told(redacted)).toEqual(told(events));
  });

  it('never move an earlier one because of what happens after the closing', () => {
    const more = fc.array(fc.constantFrom(taken(70), note(3), joined(80), answered(90)), { maxLength: 6 });

    fc.assert(
      fc.property(more, (later) => {
        const upTo = chain(opened(10), joined(2), taken(12), done(15), closed(60));
        const all = chain(opened(10), joined(2), taken(12), done(15), closed(60), ...later);

        expect(milestonesOf(all)).toEqual(milestonesOf(upTo));
      }),
      { numRuns: times({ quick: 20, ci: 100, deep: 1000 }) },
    );
  });

  it('are told with how long each took and how long ago it is, and what has not come yet', () => {
    const events = chain(opened(10), joined(2));
    const { milestones } = summaryOf({ incident: anIncident(), events, proposals: [] }, acme.nameOf, at(40));

    expect(milestones.map(({ text, cites }) => `${plain(text)} ${cites.map((seq) => `#${seq}`)}`)).toEqual([
      'Began 2026-03-14 11:02:00 UTC; 38 min ago. #2',
      'Detected 2026-03-14 11:10:00 UTC, 8 min after it began; 30 min ago. #1',
      'Not acknowledged yet, 30 min after it was detected. #1',
      'Not contained yet, 30 min after it was detected. #1',
    ]);
  });
});
