import { expect, test } from 'vitest';
import { reportOf } from '../../src/core/report.ts';
import { summaryOf } from '../../src/core/summary.ts';
import { plain } from '../../src/core/text.ts';
import type { TimelineEvent } from '../../src/core/timeline.ts';
import { unknownsOf } from '../../src/core/unknowns.ts';
import { reportMarkdown } from '../../src/print/markdown.ts';
import { acme, actorOf, aFinding, aPolicy, aProposal, at, sam } from './builders.ts';
import { aReportInput, hashOf, recorded } from './reported.ts';

const input = aReportInput();

const report = reportOf(input, acme, aPolicy(), at(30));

test('every line cites events of this incident', () => {
  const known = new Set(input.events.map(({ seq }) => seq));
  for (const { heading, lines, table } of report.sections) {
    for (const { text, cites } of [...lines, ...(table?.rows.map(({ cells, cites }) => ({ text: cells[0] ?? '', cites })) ?? [])]) {
      expect([heading, text, cites.length > 0]).toEqual([heading, text, true]);
      for (const seq of cites) expect(known).toContain(seq);
    }
  }
});

test('it has the sections that a reader looks for, in this order', () => {
  expect(report.sections.map(({ heading }) => heading)).toEqual([
    'Summary',
    'Impact',
    'Root cause',
    'What happened',
    'Decisions',
    'Containment',
    'What worked',
    'Open risks',
    'Not known',
    'Follow-ups',
    'Controls touched',
    'Evidence',
    'How to check this report',
  ]);
});

test('the same rows make the same report, and it says up to which event', () => {
  expect(reportOf(input, acme, aPolicy(), at(30))).toEqual(report);
  expect(report.upTo).toEqual({ seq: 51, hash: hashOf(51) });
});

test('somebody with several names is one line of the impact, and what was found says as of when', () => {
  const observables = [
    { kind: 'user', value: 'alex.kim', role: 'actor' },
    { kind: 'email', value: 'alex@acme.example', role: 'actor' },
  ] as const;
  const { sections } = reportOf({ ...input, incident: { ...input.incident, observables: [...observables] } }, acme, aPolicy(), at(30));
  const linesOf = (wanted: string) => sections.find(({ heading }) => heading === wanted)?.lines.map(({ text }) => plain(text));
  expect(linesOf('Impact')?.slice(1)).toEqual([expect.stringMatching(/^user alex\[\.\]kim, email alex@acme\.example — actor, Alex Kim$/)]);
  expect(linesOf('What happened')?.some((line) => line.startsWith('As of 2026-'))).toBe(true);
});

test('the summary says what is decided, what is contained until when, and what is open', () => {
  const names = (id: string) => id;
  const summary = summaryOf(
    { ...input, proposals: [...input.proposals, aProposal({ id: 'P-2', state: 'unknown' }), aProposal({ id: 'P-3' })] },
    names,
    at(30),
  );
  expect(summary.decisions.map(({ cites }) => cites)).toEqual([[50]]);
  expect(summary.contained).toEqual([{ text: ['P-1: Alex Kim cannot sign in any more. It holds until ', { at: at(200) }, '.'], cites: [51] }]);
  expect(JSON.stringify(summary.risks)).toContain('Nobody knows whether P-2');
  expect(JSON.stringify(summary.risks)).toContain('P-3 (okta-suspend-user on alex@acme.example) waits for a yes until');
  expect(JSON.stringify(summary.risks)).not.toContain('Nothing is contained');
});

test('a lease that is over and still holds is an open risk', () => {
  expect(JSON.stringify(summaryOf(input, String, at(201)).risks)).toContain('The lease of P-1');
});

test('impact and root cause are what people stated last, and said to be unknown until then', () => {
  const linesOf = (of: typeof report, wanted: string) =>
    of.sections.find(({ heading }) => heading === wanted)?.lines.map(({ text }) => plain(text)) ?? [];
  expect(linesOf(report, 'Impact')[0]).toBe('Not stated: nobody has said what the damage was.');
  expect(linesOf(report, 'Root cause')).toEqual(['Not known: nobody has stated a root cause.']);
  const stated = (seq: number, part: 'impact' | 'cause', says: string): TimelineEvent => ({
    ...recorded({ incident: 'INC-1', type: 'incident.explained', happenedAt: at(40), by: actorOf(sam), payload: { part, says } }, seq),
  });
  const later = reportOf(
    { ...input, events: [...input.events, stated(52, 'cause', 'A guess'), stated(53, 'cause', 'A phished password'), stated(54, 'impact', 'None')] },
    acme,
    aPolicy(),
    at(50),
  );
  expect(linesOf(later, 'Root cause')).toEqual(['A phished password (Sam Ode, 2026-03-14 11:40:00 UTC)']);
  expect(linesOf(later, 'Impact')[0]).toContain('None (Sam Ode');
});

test('containments stand with their times, and controls with the events that show them', () => {
  const tableOf = (wanted: string) => report.sections.find(({ heading }) => heading === wanted)?.table;
  expect(tableOf('Containment')?.rows.map(({ cells }) => cells.map((cell) => plain(cell)))).toEqual([
    ['P-1: suspend alex@acme.example', 'done', '2026-03-14 11:16:00 UTC', '–', '2026-03-14 11:17:00 UTC', '2026-03-14 14:20:00 UTC', '–'],
  ]);
  expect(tableOf('Controls touched')?.rows.find(({ cells }) => cells[1] === 'RS.MI-01')?.cites).toEqual([51]);
});

test('what is not known is said: who gave no answer, who was not asked, what took effect', () => {
  const unknown = JSON.stringify(
    unknownsOf({
      ...input,
      findings: [...input.findings, aFinding('okta-user', { status: 'failed' })],
      proposals: [aProposal({ state: 'unknown' })],
    }),
  );
  expect(unknown).toContain('Whether P-1');
  expect(unknown).toContain('What virustotal would say: it is not set up');
  expect(unknown).toContain('What okta-user knows about the ip');
  expect(unknown).toContain('no enricher looked at');
  expect(unknown).toContain('nobody has given a verdict');
});

test('what is still to be done names every proposal that waits, and none that is over', () => {
  const proposals = [
    aProposal({ id: 'P-1' }),
    aProposal({ id: 'P-2', state: 'expired' }),
    aProposal({ id: 'P-3', state: 'done', undo: { possible: false, how: 'Sessions cannot be given back.', leaseHours: null, atLeaseEnd: null } }),
    aProposal({ id: 'P-4', state: 'denied' }),
    aProposal({ id: 'P-5', state: 'done', leaseUntil: at(200) }),
  ];
  const { sections } = reportOf({ ...input, proposals }, acme, aPolicy(), at(30));
  const todo = sections.find(({ heading }) => heading === 'Follow-ups')?.lines.map(({ text }) => plain(text)) ?? [];
  expect(todo).toEqual([
    expect.stringMatching(/^Say yes or no to P-1 .* it waits until 20/),
    expect.stringMatching(/^Propose P-2 .* again/),
    expect.stringMatching(/^Decide whether P-5 .* stays or is undone\. It ends at 20/),
    expect.stringMatching(/^Close the incident/),
  ]);
  const contained = summaryOf({ ...input, proposals }, String, at(30)).contained.map(({ text }) => plain(text));
  expect(contained[0]).toMatch(/^P-3: .* It cannot be undone\.$/);
});

test('a “No” to “Was this you?” stands in the summary and among the decisions', () => {
  const question = { number: 1, about: 'alex.kim', asked: 'sam.ortega', askedAt: at(18), answer: 'no', saidYes: false, byCode: false } as const;
  const said: TimelineEvent = {
    ...(input.events[0] as TimelineEvent),
    type: 'question.answered',
    happenedAt: at(19),
    by: actorOf(sam),
    payload: { question: 1, about: 'alex.kim', asked: 'sam.ortega', answer: 'no' },
    seq: 99,
  };
  const { sections } = reportOf(
    { ...input, incident: { ...input.incident, questions: [question] }, events: [...input.events, said] },
    acme,
    aPolicy(),
    at(30),
  );
  for (const wanted of ['Summary', 'Decisions']) {
    const line = sections.find(({ heading }) => heading === wanted)?.lines.find(({ cites }) => cites.includes(99));
    expect([wanted, line === undefined ? '' : plain(line.text)]).toEqual([
      wanted,
      expect.stringContaining(wanted === 'Summary' ? 'said no' : 'was not'),
    ]);
  }
});

test('where no alert says what was touched, the impact lists what they name and says so', () => {
  const observables = [{ kind: 'host', value: 'web-1', role: 'related' }] as const;
  const lines = (more: Partial<typeof input.incident>) =>
    reportOf({ ...input, incident: { ...input.incident, ...more } }, acme, aPolicy(), at(30)).sections.find(({ heading }) => heading === 'Impact')
      ?.lines ?? [];
  expect(lines({ observables: [...observables] }).map(({ text }) => plain(text))).toContainEqual(
    expect.stringMatching(/^host web-1.*named; whether it was touched, no alert says$/),
  );
  expect(lines({ observables: [] }).map(({ text }) => plain(text))).toContain('Not known: no alert names a person or a system.');
});

test('what our people wrote stands in the Markdown as they typed it', () => {
  const reason = 'At 3 a.m. on 10.1.2.3, see wiki.acme.example';
  const typed = input.events.map((event) => (event.type === 'containment.approved' ? { ...event, payload: { ...event.payload, reason } } : event));
  expect(reportMarkdown(reportOf({ ...input, events: typed }, acme, aPolicy(), at(30)))).toContain(`${reason}. [#50]`);
});
