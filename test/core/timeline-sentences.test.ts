import { expect, test } from 'vitest';
import { firebreak } from '../../src/core/actor.ts';
import { assess } from '../../src/core/assess.ts';
import type { Piece, Text } from '../../src/core/text.ts';
import { type EventType, eventPayloads, type NewEvent, type PayloadOf } from '../../src/core/timeline.ts';
import { sentenceOf } from '../../src/core/timeline-sentences.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { usualWeights } from '../../src/core/weights.ts';
import { acme, actorOf, at, sam, takeover } from './builders.ts';

const title = Untrusted.of('Click <https://evil.example|here>');
const about = {
  proposal: 'P-1',
  action: 'okta-suspend-user',
  target: { kind: 'user', value: 'alex', role: 'actor' },
  label: 'alex@acme.example',
  digest: 'abcdef0123',
} as const;
const named = { kind: 'ip', value: '203.0.113.7', role: 'source' } as const;
const assessment = assess({
  alerts: takeover(),
  findings: [],
  earlier: [],
  lessons: [],
  weights: usualWeights,
  team: acme,
  rule: undefined,
  now: at(20),
});

const sentences: { readonly [Type in EventType]: readonly [payload: PayloadOf<Type>, reads: string] } = {
  'incident.opened': [
    { title, rule: 'account-takeover', because: ['It is complete.'] },
    'Sam Ode opened the incident “⟦Click <https://evil.example|here>⟧”, found by the rule account-takeover. It is complete.',
  ],
  'alert.joined': [
    { alert: 'A-1', source: 'okta', rule: 'r', title, severity: 50.4, observables: [], because: [] },
    'okta reported “⟦Click <https://evil.example|here>⟧” (severity 50).',
  ],
  'alert.resolved': [{ alert: 'A-1', source: 'okta', rule: 'r', title }, 'okta reported that “⟦Click <https://evil.example|here>⟧” is over.'],
  'alert.reopened': [
    { alert: 'A-1', source: 'okta', rule: 'r', title, because: ['It fires again after it was resolved.'] },
    'okta reported “⟦Click <https://evil.example|here>⟧” again. It fires again after it was resolved.',
  ],
  'alert.flapping': [
    { alert: 'A-1', source: 'okta', rule: 'r', title, because: ['It fired or was resolved 4 times within 60 minutes.'] },
    '“⟦Click <https://evil.example|here>⟧” of okta flaps: It fired or was resolved 4 times within 60 minutes.',
  ],
  'incident.assessed': [
    { assessment, before: 12 },
    `The score went from 12 to ${assessment.score} with 50 % confidence. A detection of aws-guardduty rates it 75 of 100. (+17.0) ATT&CK 1 technique: T1530. (+1.5)`,
  ],
  'incident.phase-changed': [
    { phase: 'contained', before: 'investigating', because: ['The laptop is off'] },
    'Sam Ode said that the incident is contained: The laptop is off.',
  ],
  'incident.taken': [{ commander: 'kit.lee', name: 'Kit Lee', before: null }, 'Sam Ode gave the lead to Kit Lee.'],
  'incident.severity-changed': [
    { severity: 'critical', before: 'low', reason: 'Payroll', gives: ['ticket', 'channel'] },
    'Sam Ode changed the severity from low to critical: Payroll. So it gets a ticket and a channel.',
  ],
  'incident.restricted': [
    {
      to: [
        { id: 'sam.ode', name: 'Sam Ode' },
        { id: 'kit.lee', name: 'Kit Lee' },
      ],
      reason: 'A colleague is suspected',
    },
    'Sam Ode restricted the incident to Sam Ode and Kit Lee: A colleague is suspected.',
  ],
  'incident.unrestricted': [{ reason: 'It was nobody of ours' }, 'Sam Ode lifted the restriction: It was nobody of ours.'],
  'incident.closed': [
    { verdict: 'true-positive', reason: 'Confirmed by phone.' },
    'Sam Ode closed the incident as true positive: Confirmed by phone.',
  ],
  'incident.measured': [
    {
      measures: {
        drill: false,
        verdict: 'true-positive',
        milestones: {
          began: { at: at(0), seq: 2 },
          detected: { at: at(3), seq: 1 },
          contained: { at: at(10), seq: 5 },
          resolved: { at: at(63), seq: 9 },
        },
        containments: [],
        work: { alert: 1, lookup: 2, containment: 1, evidence: 0, ticket: 1 },
        minutesSaved: 26,
      },
    },
    'It was measured for good: detected after 3 min, contained after 7 min, closed after 60 min and 26 human minutes saved.',
  ],
  'incident.reopened': [{ because: ['It fires again.'] }, 'Sam Ode opened the incident again. It fires again.'],
  'incident.merged': [
    { from: 'INC-2', alerts: ['A-1'], reason: 'The same host' },
    'Sam Ode merged INC-2 into this incident, with 1 alert: The same host.',
  ],
  'incident.merged-into': [
    { into: 'INC-1', alerts: ['A-1', 'A-2'], reason: 'The same host' },
    'Sam Ode merged this incident into INC-1, with 2 alerts: The same host.',
  ],
  'incident.unmerged': [
    { incident: 'INC-2', from: 'INC-1', alerts: ['A-1'], reason: 'Another host' },
    'Sam Ode took the merge of INC-2 into INC-1 back, with 1 alert: Another host.',
  ],
  'incident.split': [
    { into: 'INC-3', alerts: ['A-1'], reason: 'Another host' },
    'Sam Ode split INC-3 from this incident, with 1 alert: Another host.',
  ],
  'observable.attached': [{ observable: named }, 'Sam Ode attached the ip ⟦203.0.113.7⟧.'],
  'enrichment.found': [
    { enricher: 'abuseipdb', observable: named, says: [Untrusted.of('Seen'), Untrusted.of('often')], bad: true },
    'abuseipdb looked at the ip ⟦203.0.113.7⟧ and calls it hostile: ⟦Seen⟧ ⟦often⟧',
  ],
  'enrichment.failed': [
    { enricher: 'abuseipdb', observable: named, why: 'It gave no answer.', next: 'Try later' },
    'abuseipdb could not look at the ip ⟦203.0.113.7⟧: It gave no answer. Try later.',
  ],
  'containment.proposed': [
    {
      ...about,
      effect: 'Alex cannot sign in.',
      confidence: 0.9,
      basis: [],
      gate: { verdict: 'two-people', because: [] },
      expiresAt: at(30),
      policyDigest: 'd',
    },
    `Sam Ode proposed P-1, 90 % sure: Alex cannot sign in. Policy asks for two approvals. It expires at ${at(30)}. Digest abcdef01.`,
  ],
  'containment.edited': [
    {
      ...about,
      edition: 2,
      effect: 'Sam cannot sign in.',
      params: {},
      before: { label: 'sam@acme.example', params: { mode: 'soft' }, digest: 'f' },
      reason: 'The other one',
      gate: { verdict: 'one-person', because: [] },
      expiresAt: at(30),
      voided: 2,
    },
    `Sam Ode changed P-1 (okta-suspend-user), now edition 2: its target was sam@acme.example and is alex@acme.example, its parameters were mode=soft and are none. The other one. Sam cannot sign in. 2 yeses that it had are void. Policy asks for one approval. It expires at ${at(30)}. Digest abcdef01.`,
  ],
  'approvers.changed': [
    { group: 'S1', joined: ['U1', 'U2'], left: ['U3'], countsFrom: at(60) },
    `The user group of approvers S1 has changed in Slack. U3 left it. U1 and U2 came into it, to count from ${at(60)} on unless people.yml pins them.`,
  ],
  'containment.approved': [
    { ...about, reason: 'Not her', have: 1, need: 2 },
    'Sam Ode approved P-1 (okta-suspend-user on alex@acme.example) (1 of 2), digest abcdef01: Not her.',
  ],
  'containment.denied': [{ ...about, reason: 'It was her.' }, 'Sam Ode denied P-1 (okta-suspend-user on alex@acme.example): It was her.'],
  'containment.expired': [about, 'P-1 (okta-suspend-user on alex@acme.example) expired without the approvals it needed. Nothing was done.'],
  'containment.refused': [
    { ...about, why: 'You proposed it yourself.' },
    'Sam Ode tried to decide about P-1 (okta-suspend-user on alex@acme.example) and was refused: You proposed it yourself.',
  ],
  'containment.intended': [
    { ...about, token: 't', approvers: [actorOf(sam), firebreak], policyDigest: 'd' },
    'Sam Ode put P-1 (okta-suspend-user on alex@acme.example) in line, approved by Sam Ode and Firebreak.',
  ],
  'containment.started': [{ ...about, before: {} }, 'Sam Ode started P-1 (okta-suspend-user on alex@acme.example).'],
  'containment.done': [
    { ...about, says: 'Suspended', leaseUntil: at(60) },
    `Sam Ode carried out P-1 (okta-suspend-user on alex@acme.example): Suspended. It holds until ${at(60)}.`,
  ],
  'containment.failed': [{ ...about, why: 'Refused (403).', next: null }, 'P-1 (okta-suspend-user on alex@acme.example) failed: Refused (403).'],
  'containment.unknown': [
    { ...about, why: 'No answer.', check: 'Look at Okta.' },
    'Whether P-1 (okta-suspend-user on alex@acme.example) took effect is not known: No answer. Look at Okta.',
  ],
  'containment.held': [
    { ...about, by: 'cap', why: 'The cap is reached.', until: at(20) },
    'P-1 (okta-suspend-user on alex@acme.example) is held until 2026-03-14T11:20:00.000Z: The cap is reached.',
  ],
  'containment.announced': [
    { ...about, runsAt: at(20) },
    'Everybody can see P-1 (okta-suspend-user on alex@acme.example). Unless somebody cancels, it happens by itself at 2026-03-14T11:20:00.000Z.',
  ],
  'containment.rehearsed': [
    { ...about, effect: 'Alex cannot sign in.' },
    'P-1 (okta-suspend-user on alex@acme.example) was a dry run: nothing was changed. It would have done this: Alex cannot sign in.',
  ],
  'containment.stale': [
    { ...about, why: 'The account was renamed.' },
    'P-1 (okta-suspend-user on alex@acme.example) was dropped, because what was approved is no longer what would be done: The account was renamed.',
  ],
  'containment.undo-asked': [{ ...about, reason: 'False alarm' }, 'Sam Ode asked to undo P-1 (okta-suspend-user on alex@acme.example): False alarm.'],
  'containment.undone': [{ ...about, says: 'Active again.' }, 'Sam Ode undid P-1 (okta-suspend-user on alex@acme.example): Active again.'],
  'containment.undo-failed': [
    { ...about, why: 'Refused.', next: null },
    'Undoing P-1 (okta-suspend-user on alex@acme.example) failed; it still holds: Refused.',
  ],
  'containment.lease-ended': [about, 'The time for which P-1 (okta-suspend-user on alex@acme.example) was to hold is over.'],
  'containment.evidence-kept': [
    { ...about, exhibits: [{ name: 'The account', sha256: 'f'.repeat(64), size: 512 }] },
    `Sam Ode kept what P-1 (okta-suspend-user on alex@acme.example) would destroy: The account (512 bytes, SHA-256 ${'f'.repeat(64)}).`,
  ],
  'containment.evidence-missed': [
    { ...about, why: 'Okta did not answer.', goesOn: false },
    'Sam Ode could not keep what P-1 (okta-suspend-user on alex@acme.example) would destroy: Okta did not answer. It was stopped.',
  ],
  'containment.undo-proposed': [
    { ...about, reason: 'False alarm', have: 1, need: 2 },
    'Sam Ode wants to undo P-1 (okta-suspend-user on alex@acme.example) (1 of 2): False alarm.',
  ],
  'containment.lease-ending': [
    { ...about, until: at(60) },
    'P-1 (okta-suspend-user on alex@acme.example) holds only until 2026-03-14T12:00:00.000Z.',
  ],
  'containment.renewed': [
    { ...about, reason: 'Still looking', until: at(60) },
    'Sam Ode renewed P-1 (okta-suspend-user on alex@acme.example) until 2026-03-14T12:00:00.000Z: Still looking.',
  ],
  'containment.kept': [{ ...about, reason: 'He has left' }, 'Sam Ode made P-1 (okta-suspend-user on alex@acme.example) permanent: He has left.'],
  'containment.drifted': [about, 'P-1 (okta-suspend-user on alex@acme.example) is no longer in force: somebody else changed it at the vendor.'],
  'containment.healed': [about, 'P-1 (okta-suspend-user on alex@acme.example) is in force again.'],
  'button.refused': [
    { button: 'contain', why: 'It was not drawn by Firebreak.' },
    'Sam Ode pressed a button (contain) that was not taken: It was not drawn by Firebreak.',
  ],
  'brake.pulled': [{ brake: 'freeze', reason: 'We look first' }, 'Sam Ode froze all containments. We look first.'],
  'brake.released': [{ brake: 'breaker', reason: 'It was a test' }, 'Sam Ode closed the breaker. It was a test.'],
  'record.contradicted': [
    { medium: 'Slack', head: 120, anchors: [{ size: 150, root: 'ab' }], reason: 'Slack holds a signed checkpoint over 150 events' },
    'Slack holds a signed checkpoint over 150 events. Nothing is contained without a person’s yes until a person closes the breaker.',
  ],
  'record.restored': [
    { epoch: 2, head: 120, jobs: 1, deliveries: 2, unknown: ['P-3'] },
    'Sam Ode restored a backup that ended at #120; epoch 2 began. 1 job and 2 deliveries of before are not done again. Nobody knows what became of P-3: look at the vendors.',
  ],
  'snooze.started': [
    { snooze: 'S-1', scope: { source: 'falco', rule: 'shell', observable: null }, reason: 'A known job', until: '2026-03-15T02:11:09.000Z' },
    'Sam Ode began S-1: shell of falco is quiet until 2026-03-15T02:11:09.000Z. A known job.',
  ],
  'snooze.ended': [
    { snooze: 'S-1', scope: { source: 'falco', rule: 'shell', observable: null }, reason: 'It was no job' },
    'Sam Ode ended S-1 before its time. It was no job.',
  ],
  'lesson.reset': [
    { lesson: 'falco/shell', harmful: 1, harmless: 9, reason: 'The rule was mended' },
    'Sam Ode set aside what 10 verdicts taught about falco/shell, 1 of harm. The rule was mended.',
  ],
  'lesson.restored': [
    { lesson: 'falco/shell', harmful: 0, harmless: 1, reason: 'It was not' },
    'Sam Ode took up again what 1 verdict taught about falco/shell, 0 of harm. It was not.',
  ],
  'ticket.opened': [{ tickets: 'jira', key: 'SEC-1', url: 'https://jira.example/SEC-1' }, 'Sam Ode opened the jira ticket SEC-1.'],
  'ticket.moved': [{ tickets: 'jira', key: 'SEC-1', to: 'Done' }, 'Sam Ode moved the ticket SEC-1 to Done.'],
  'channel.opened': [
    { channel: 'C1', name: 'inc-1', invited: ['sam.ode', 'gone'] },
    'Sam Ode opened the channel #inc-1 and invited Sam Ode and gone.',
  ],
  'message.added': [
    {
      channel: 'C1',
      ts: '1.2',
      channelName: 'inc-1',
      author: { id: 'U1', name: Untrusted.of('Olu') },
      text: title,
      exact: true,
      named: [],
      permalink: 'https://acme.slack.example/p1',
      files: [{ id: 'F1', name: Untrusted.of('a.png'), mimetype: 'image/png', size: 7, sha256: 'abc' }],
    },
    'Sam Ode added what ⟦Olu⟧ wrote in #inc-1: “⟦Click <https://evil.example|here>⟧” With the file ⟦a.png⟧ (7 bytes, SHA-256 abc) In Slack',
  ],
  'message.edited': [
    { channel: 'C1', ts: '1.2', added: 7, text: title, named: [] },
    'Sam Ode changed the message of #7 in Slack. It says now: “⟦Click <https://evil.example|here>⟧”',
  ],
  'message.deleted': [{ channel: 'C1', ts: '1.2', added: 7 }, 'The message of #7 was deleted in Slack. What it said stays there.'],
  'message.unpinned': [{ channel: 'C1', ts: '1.2', added: 7 }, 'Sam Ode took the pin off the message of #7. It stays in the timeline.'],
  'shift.handed-over': [{ to: { id: 'kit.lee', name: 'Kit Lee' }, lead: true }, 'Sam Ode handed the shift over to Kit Lee.'],
  'note.added': [{ text: title }, 'Sam Ode noted: “⟦Click <https://evil.example|here>⟧”'],
  'question.asked': [
    { question: 1, about: 'alex', asked: 'priya', because: ['Somebody else may hold the account.'] },
    'Sam Ode asked priya whether it was alex. Somebody else may hold the account.',
  ],
  'question.answered': [{ question: 1, about: 'alex.kim', asked: 'alex.kim', answer: 'no' }, 'Sam Ode said that it was not them.'],
  'question.refused': [
    { question: 1, about: 'alex.kim', asked: 'alex.kim', why: 'That one-time code is wrong.' },
    'Sam Ode wanted to prove that it was them, and was refused: That one-time code is wrong.',
  ],
  'question.unanswered': [
    { question: 1, about: 'alex', asked: 'alex', minutes: 15, severity: 'high', before: 'medium' },
    'alex has not answered within 15 minutes. So the severity goes from medium to high.',
  ],
  'somebody.paged': [
    {
      ground: 'severity',
      notifier: 'Mail',
      summary: 'INC-1 is rated critical',
      insteadOf: [{ notifier: 'PagerDuty', why: 'PagerDuty could not be reached.' }],
    },
    'Sam Ode paged somebody through Mail: INC-1 is rated critical. PagerDuty could not be reached.',
  ],
  'somebody.not-paged': [
    { ground: 'severity', summary: 'INC-1 is rated critical', tried: [{ notifier: 'PagerDuty', why: 'PagerDuty could not be reached.' }] },
    'Nobody could be paged: INC-1 is rated critical. PagerDuty could not be reached. It is tried until somebody is.',
  ],
  'report.made': [{ digest: 'abcdef0123' }, 'Sam Ode made the report, digest abcdef01.'],
  'incident.explained': [{ part: 'cause', says: 'A phished password' }, 'Sam Ode stated the root cause: A phished password.'],
  'incident.marked': [{ tlp: 'amber+strict', before: 'amber' }, 'Sam Ode marked the incident TLP:AMBER+STRICT; it was TLP:AMBER.'],
  'followup.added': [{ followUp: 1, text: 'Rotate the key' }, 'Sam Ode wants this done afterwards (follow-up 1): Rotate the key.'],
  'followup.opened': [
    { followUp: 1, tickets: 'jira', key: 'SEC-9', url: 'https://acme.example/browse/SEC-9' },
    'Sam Ode opened the jira ticket SEC-9 for follow-up 1.',
  ],
  'followup.moved': [{ followUp: 1, key: 'SEC-9', to: 'Done', done: true }, 'The ticket SEC-9 of follow-up 1 is Done now: it is done.'],
  'event.redacted': [{ seq: 7, type: 'note.added', reason: 'A password' }, 'Sam Ode removed what event #7 (note.added) said: A password.'],
  redacted: [
    { type: 'note.added', by: 'Kit Lee', at: at(30), reason: 'A password', in: 9 },
    'Redacted by Kit Lee at 2026-03-14T11:30:00.000Z [#9]. It was note.added. Reason: A password.',
  ],
};

/** The sentence with attackers' words between brackets. */
function read(text: Text): string {
  const pieces = (Array.isArray(text) ? text : [text]) as readonly Piece[];
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if (piece instanceof Untrusted) return `⟦${piece.raw()}⟧`;
      if ('at' in piece) return piece.at;
      return 'label' in piece ? piece.label : 'strong' in piece ? piece.strong : piece.code;
    })
    .join('');
}

const names = (id: string) => acme.person(id)?.name ?? id;

test.each(Object.keys(eventPayloads) as EventType[])('%s is a sentence, with attackers’ words kept apart', (type) => {
  const [payload, reads] = sentences[type];
  const event = { incident: 'INC-1', type, happenedAt: at(20), by: actorOf(sam), payload: eventPayloads[type].parse(payload) } as NewEvent;
  expect(read(sentenceOf(event, names))).toBe(reads);
});
