import type { Alert } from './alert.ts';
import type { Finding } from './finding.ts';
import type { Incident } from './incident.ts';
import { keyOf, spell } from './observable.ts';
import type { Proposal } from './proposal.ts';
import { strung, type Text } from './text.ts';

/** What a case consists of, as far as gaps can be seen in it. */
export interface KnownSoFar {
  readonly incident: Incident;
  readonly alerts: readonly Alert[];
  readonly findings: readonly Finding[];
  readonly proposals: readonly Proposal[];
}

/** What is not known, said plainly: questions that nobody answered, and outcomes that nobody has seen. The most pressing first. */
export function unknownsOf({ incident, alerts, findings, proposals }: KnownSoFar): readonly Text[] {
  const open = proposals.filter(({ state }) => state === 'unknown');
  const failed = findings.filter(({ status }) => status === 'failed');
  const absent = [...new Map(findings.filter(({ status }) => status === 'absent').map((finding) => [finding.enricher, finding])).values()];
  const asked = new Set(findings.map(keyOf));
  const unasked = incident.observables.filter((observable) => !asked.has(keyOf(observable)));
  const people = alerts.some(({ observables }) => observables.some(({ kind }) => kind === 'user' || kind === 'email'));
  return [
    ...open.map(({ id, action, resolved }): Text => `Whether ${id} (${action} on ${resolved.label}) took effect. Look at the vendor, then decide.`),
    ...failed.map(
      (finding): Text => [
        `What ${finding.enricher} knows about the ${finding.kind} `,
        spell(finding),
        ': it gave no answer. ',
        ...finding.says.slice(0, 1),
      ],
    ),
    ...absent.map((finding): Text => [`What ${finding.enricher} would say: it is not set up. `, ...finding.says.slice(0, 1)]),
    ...(unasked.length > 0 && findings.length > 0
      ? [[`What ${unasked.length} of the things named are: no enricher looked at `, ...strung(unasked.slice(0, 3).map(spell), ', '), '.']]
      : []),
    ...(findings.length === 0 && incident.observables.length > 0 ? ['What the things named are: nothing has been enriched yet.'] : []),
    ...(alerts.length > 0 && !people ? ['Who did it: no alert names a person or an account.'] : []),
    ...(alerts.length > 0 && alerts.every(({ place }) => place?.country === undefined) ? ['From which country: no alert says.'] : []),
    ...(incident.verdict === null ? ['What it turns out to be: nobody has given a verdict.'] : []),
  ];
}
