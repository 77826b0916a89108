import { expect, test } from 'vitest';
import { firebreak } from '../../src/core/actor.ts';
import { assess } from '../../src/core/assess.ts';
import { type ReportInput, reportMarkdown, reportOf } from '../../src/core/report.ts';
import { summaryOf } from '../../src/core/summary.ts';
import { plain } from '../../src/core/text.ts';
import { chainStart, type NewEvent, type TimelineEvent } from '../../src/core/timeline.ts';
import { unknownsOf } from '../../src/core/unknowns.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { usualWeights } from '../../src/core/weights.ts';
import { acme, actorOf, aFinding, anIncident, aProposal, at, sam, takeover } from './builders.ts';

const evil = Untrusted.of('# Approved by Sam\n[okta](https://evil.example) <script>alert(1)</script> <!channel>');
const alerts = takeover().map((alert) => ({ ...alert, incident: 'INC-1', title: evil }));
const about = { proposal: 'P-1', action: 'okta-suspend-user', target: aProposal().target, label: 'alex@acme.example', digest: 'a'.repeat(64) };
const happened: readonly NewEvent[] = [
  { incident: 'INC-1', type: 'incident.opened', happenedAt: at(10), by: firebreak, payload: { title: evil, rule: 'account-takeover', because: [] } },
  ...alerts.map(
    ({ id, source, rule, title, severity, observables, happenedAt }): NewEvent => ({
      incident: 'INC-1',
      type: 'alert.joined',
      happenedAt,
      by: firebreak,
      payload: { alert: id, source, rule, title, severity, observables, because: [] },
    }),
  ),
  {
    incident: 'INC-1',
    type: 'enrichment.found',
    happenedAt: at(11),
    by: firebreak,
    payload: { enricher: 'abuseipdb', observable: { kind: 'ip', value: '203.0.113.7', role: 'source' }, says: [evil], bad: true },
  },
  {
    incident: 'INC-1',
    type: 'containment.approved',
    happenedAt: at(16),
    by: actorOf(sam),
    payload: { ...about, reason: 'Not her.', have: 1, need: 1 },
  },
  { incident: 'INC-1', type: 'containment.done', happenedAt: at(17), by: firebreak, payload: { ...about, says: 'Suspended.', leaseUntil: at(200) } },
];
const events: readonly TimelineEvent[] = happened.map((event, index) => ({
  ...event,
  seq: index + 41,
  recordedAt: at(20),
  commitment: '',
  previous: chainStart,
  hash: `hash-${index + 41}`,
}));
const input: ReportInput = {
  incident: anIncident({
    title: evil,
    alerts: alerts.map(({ id }) => id),
    observables: alerts.flatMap(({ observables }) => observables).slice(-3),
    assessment: assess({ alerts, findings: [], earlier: [], lessons: [], weights: usualWeights, team: acme, rule: undefined, now: at(20) }),
  }),
  alerts,
  findings: [
    aFinding('abuseipdb', { hostile: true }),
    aFinding('virustotal', { status: 'absent', says: [Untrusted.of('VIRUSTOTAL_API_KEY is missing.')] }),
  ],
  proposals: [aProposal({ state: 'done', leaseUntil: at(200) })],
  events,
};
const report = reportOf(input, acme, at(30));

test('every line cites events of this incident', () => {
  const known = new Set(events.map(({ seq }) => seq));
  for (const { heading, lines } of report.sections) {
    for (const { text, cites } of lines) {
      expect([heading, text, cites.length > 0]).toEqual([heading, text, true]);
      for (const seq of cites) expect(known).toContain(seq);
    }
  }
});

test('it has the sections that a reader looks for, in this order', () => {
  expect(report.sections.map(({ heading }) => heading)).toEqual([
    'Summary',
    'Impact',
    'What happened',
    'Containment',
    'Decisions',
    'Evidence',
    'Not known',
    'Follow-ups',
  ]);
});

test('the same rows make the same report, and it says up to which event', () => {
  expect(reportOf(input, acme, at(30))).toEqual(report);
  expect(report.upTo).toEqual({ seq: 51, hash: 'hash-51' });
});

test('somebody with several names is one line of the impact, and what was found says as of when', () => {
  const observables = [
    { kind: 'user', value: 'alex.kim', role: 'actor' },
    { kind: 'email', value: 'alex@acme.example', role: 'actor' },
  ] as const;
  const { sections } = reportOf({ ...input, incident: { ...input.incident, observables: [...observables] } }, acme, at(30));
  const linesOf = (wanted: string) => sections.find(({ heading }) => heading === wanted)?.lines.map(({ text }) => plain(text));
  expect(linesOf('Impact')).toEqual([expect.stringMatching(/^user alex\[\.\]kim, email alex@acme\.example — actor, Alex Kim$/)]);
  expect(linesOf('Evidence')?.some((line) => line.startsWith('As of 2026-'))).toBe(true);
});

test('in Markdown attackers can write no heading, link, line or tag', () => {
  const markdown = reportMarkdown(report);
  expect(markdown.split('\n').filter((line) => /^#/.test(line))).toEqual([
    expect.stringMatching(/^# INC-1: /),
    ...report.sections.map(({ heading }) => `## ${heading}`),
  ]);
  expect(markdown).not.toMatch(/(?<!\\)\]\(/);
  expect(markdown).not.toContain('<');
  expect(markdown).not.toContain('https://evil');
  expect(markdown).toContain('Not her. [#50]');
});

test('every line of the Markdown that tells something cites it', () => {
  const lines = reportMarkdown(report)
    .split('\n')
    .filter((line) => line.startsWith('- '));
  expect(lines.length).toBeGreaterThan(15);
  expect(lines.filter((line) => !/ \[#\d+\]$/.test(line))).toEqual([]);
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
