import type { CitedLine } from './summary.ts';
import type { EventType, TimelineEvent } from './timeline.ts';

/** One control of a framework that events of an incident are evidence for. */
export interface Control {
  readonly framework: 'NIST CSF 2.0' | 'ISO/IEC 27001:2022';
  readonly id: string;
  readonly title: string;
  /** Events that show it at work. */
  readonly shownBy: readonly EventType[];
}

const csf = (id: string, title: string, ...shownBy: readonly EventType[]): Control => ({ framework: 'NIST CSF 2.0', id, title, shownBy });
const iso = (id: string, title: string, ...shownBy: readonly EventType[]): Control => ({ framework: 'ISO/IEC 27001:2022', id, title, shownBy });

/**
 * Which events are evidence for which control. Sources: NIST CSWP 29 (The NIST Cybersecurity Framework 2.0), appendix A, subcategories in short;
 * ISO/IEC 27001:2022, annex A, titles of controls. That an event is here says that the control was exercised, never that it suffices.
 */
export const controls: readonly Control[] = [
  csf('DE.AE-02', 'Potentially adverse events are analyzed', 'alert.joined', 'incident.assessed'),
  csf('DE.AE-03', 'Information is correlated from multiple sources', 'incident.opened'),
  csf('DE.AE-07', 'Threat intelligence and context are integrated into the analysis', 'enrichment.found'),
  csf(
    'PR.AA-05',
    'Permissions incorporate least privilege and separation of duties',
    'containment.approved',
    'containment.denied',
    'containment.refused',
  ),
  csf('RS.MA-01', 'The response plan is executed once an incident is declared', 'incident.taken'),
  csf('RS.MA-03', 'Incidents are categorized and prioritized', 'incident.assessed', 'incident.severity-changed'),
  csf('RS.MA-04', 'Incidents are escalated or elevated as needed', 'somebody.paged', 'question.unanswered'),
  csf('RS.AN-03', 'Analysis establishes what took place and the root cause', 'incident.explained'),
  csf('RS.AN-06', 'Actions during an investigation are recorded with their provenance', 'note.added', 'containment.done', 'containment.undone'),
  csf('RS.AN-07', 'Incident data are collected, and their integrity is preserved', 'containment.evidence-kept'),
  csf('RS.CO-02', 'Stakeholders are notified of incidents', 'ticket.opened', 'channel.opened', 'somebody.paged'),
  csf('RS.MI-01', 'Incidents are contained', 'containment.done'),
  csf('RC.RP-02', 'Recovery actions are selected and performed', 'containment.undone'),
  csf('ID.IM-03', 'Improvements are identified from operational processes', 'followup.added'),
  iso('A.5.3', 'Segregation of duties', 'containment.approved', 'containment.denied', 'containment.refused'),
  iso('A.5.7', 'Threat intelligence', 'enrichment.found'),
  iso('A.5.25', 'Assessment and decision on information security events', 'incident.assessed', 'incident.closed'),
  iso('A.5.26', 'Response to information security incidents', 'incident.taken', 'containment.done'),
  iso('A.5.27', 'Learning from information security incidents', 'incident.explained', 'followup.added'),
  iso('A.5.28', 'Collection of evidence', 'containment.evidence-kept'),
  iso('A.6.8', 'Information security event reporting', 'question.answered', 'ticket.opened'),
  iso('A.8.15', 'Logging', 'incident.opened'),
  iso('A.8.16', 'Monitoring activities', 'alert.joined'),
];

/** Events that are cited for one control; the first are enough to find the others. */
const mostCites = 3;

/** The controls that events of this incident are evidence for, each with the first of these events. */
export function controlsTouched(events: readonly TimelineEvent[]): readonly (Control & Pick<CitedLine, 'cites'>)[] {
  return controls.flatMap((control) => {
    const cites = events.filter(({ type }) => control.shownBy.includes(type)).map(({ seq }) => seq);
    return cites.length === 0 ? [] : [{ ...control, cites: cites.slice(0, mostCites) }];
  });
}
