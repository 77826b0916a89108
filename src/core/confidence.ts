import type { Finding } from './finding.ts';
import type { Incident } from './incident.ts';
import { keyOf, type Observable } from './observable.ts';
import type { Proposal } from './proposal.ts';
import { counted, percent } from './text.ts';

/** What the confidence of a proposal is worked out from. */
export interface ConfidenceInput {
  readonly action: string;
  readonly target: Observable;
  readonly incident: Incident;
  readonly findings: readonly Finding[];
  /** Decided proposals of all incidents: the action's track record. */
  readonly history: readonly Proposal[];
}

/** How much the incident's confidence is moved by what is known about the target itself. */
const roleWeight = { actor: 1, source: 1, target: 0.95, related: 0.7 } as const;
/** The part that the target played, in plain words. */
const rolePlayed = {
  actor: 'The target is who acted in it.',
  source: 'The target is where it came from.',
  target: 'The target is what was attacked.',
  related: 'The target is only named in it: no alert says that it attacked or was attacked.',
} as const;
const hostileBonus = 0.15;
const harmlessMalus = 0.25;

/** A track record says something from so many decided cases on; then it counts as much as the evidence at ten times as many. */
const priorCases = 10;

/**
 * How sure we are that this action is right for this target, 0–1, with what it rests on: the incident's own confidence, the part that the target
 * played, what enrichers say about it, and how often the action was right before (done and left in place, against undone, denied or failed).
 */
export function confidenceOf({ action, target, incident, findings, history }: ConfidenceInput): {
  readonly confidence: number;
  readonly because: readonly string[];
} {
  const because: string[] = [];
  const evidence = incident.assessment?.confidence ?? 0.3;
  because.push(`The incident rests on ${counted(incident.alerts.length, 'alert')}; its confidence is ${percent(evidence)}.`);

  let confidence = evidence * roleWeight[target.role];
  because.push(rolePlayed[target.role]);

  const about = findings.filter((finding) => keyOf(finding) === keyOf(target) && finding.status === 'found');
  const hostile = about.filter((finding) => finding.hostile === true);
  const harmless = about.filter((finding) => finding.hostile === false);
  if (hostile.length > 0) {
    confidence += (1 - confidence) * hostileBonus * hostile.length;
    because.push(`Hostile according to ${hostile.map(({ enricher }) => enricher).join(' and ')}.`);
  }
  if (harmless.length > 0) {
    confidence *= 1 - harmlessMalus;
    because.push(`Harmless according to ${harmless.map(({ enricher }) => enricher).join(' and ')}.`);
  }

  const decided = history.filter((proposal) => proposal.action === action);
  const right = decided.filter(({ state }) => state === 'done').length;
  if (decided.length === 0) {
    because.push('No track record yet: this action has not been decided before.');
  } else {
    confidence = (confidence * priorCases + right) / (priorCases + decided.length);
    because.push(`Track record: right in ${right} of ${counted(decided.length, 'decided case')}.`);
  }
  return { confidence: Math.min(0.99, Math.max(0.01, Math.round(confidence * 100) / 100)), because };
}
