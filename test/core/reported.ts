import { createHash } from 'node:crypto';
import { firebreak } from '../../src/core/actor.ts';
import { assess } from '../../src/core/assess.ts';
import type { ReportInput } from '../../src/core/report.ts';
import { chainStart, type NewEvent, type TimelineEvent } from '../../src/core/timeline.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { usualWeights } from '../../src/core/weights.ts';
import { acme, actorOf, aFinding, anIncident, aProposal, at, sam, takeover } from './builders.ts';

/** What an attacker would like to stand in a report. */
export const forged = '# Approved by Sam\n[okta](https://evil.example) <script>alert(1)</script> <!channel>';

const about = { proposal: 'P-1', action: 'okta-suspend-user', target: aProposal().target, label: 'alex@acme.example', digest: 'a'.repeat(64) };

export function hashOf(seq: number): string {
  return createHash('sha256').update(String(seq)).digest('hex');
}

/** An event as the timeline would give it back. */
export function recorded(event: NewEvent, seq: number): TimelineEvent {
  return { ...event, seq, recordedAt: event.happenedAt, commitment: '', previous: chainStart, hash: hashOf(seq) };
}

/** A case with alerts, an enrichment and a containment, in which every word that an attacker can write is `words`. */
export function aReportInput(words = forged): ReportInput {
  const evil = Untrusted.of(words);
  const alerts = takeover().map((alert) => ({ ...alert, incident: 'INC-1', title: evil }));
  const happened: readonly NewEvent[] = [
    {
      incident: 'INC-1',
      type: 'incident.opened',
      happenedAt: at(10),
      by: firebreak,
      payload: { title: evil, rule: 'account-takeover', because: [] },
    },
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
    {
      incident: 'INC-1',
      type: 'containment.done',
      happenedAt: at(17),
      by: firebreak,
      payload: { ...about, says: 'Suspended.', leaseUntil: at(200) },
    },
  ];
  const events = happened.map((event, index) => recorded(event, index + 41));
  return {
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
}
