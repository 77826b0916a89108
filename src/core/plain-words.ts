import type { Instant } from './alert.ts';
import type { Incident } from './incident.ts';
import type { Milestones } from './milestones.ts';
import { type Observable, spell } from './observable.ts';
import type { Proposal } from './proposal.ts';
import { subjectsIn } from './subjects.ts';
import type { Team } from './team.ts';
import { counted, span, type Text } from './text.ts';
import type { Names } from './timeline-sentences.ts';

/** An incident with what is needed to tell of it to somebody who runs the company and not its security. */
export interface Told {
  readonly incident: Incident;
  readonly milestones: Milestones;
  readonly proposals: readonly Proposal[];
}

const gravity = { low: 'minor', medium: 'moderate', high: 'serious', critical: 'very serious' } as const;

const outcomes = {
  'true-positive': 'it was a real attack',
  benign: 'it was meant to happen',
  'false-positive': 'it turned out to be a false alarm',
  inconclusive: 'what it was could not be found out',
} as const;

/** An incident in three sentences without jargon: what it is, how fast it was noticed and stopped, who is at it and what came of it. */
export function threeSentences({ incident, milestones, proposals }: Told, names: Names, now: Instant): readonly Text[] {
  const { id, title, severity, phase, commander } = incident;
  return [
    [{ strong: `${id} ` }, '“', title, `” is a ${gravity[severity]} incident, and ${phase === 'closed' ? 'is over' : 'still open'}.`],
    noticedAndStopped(milestones, proposals, now),
    phase === 'closed'
      ? `${commander === null ? 'Nobody in particular' : names(commander)} led the work, and ${outcomes[incident.verdict ?? 'inconclusive']}.`
      : `${commander === null ? 'Nobody has taken the lead yet' : `${names(commander)} leads the work`}, ${waiting(proposals)}.`,
  ];
}

/** Times in the order of events: noticed after it began, stopped after it was noticed. */
function noticedAndStopped({ began, detected, contained }: Milestones, proposals: readonly Proposal[], now: Instant): Text {
  const noticed: Text = detected === undefined ? ['When it was noticed is not known'] : ['It was noticed at ', { at: detected.at }];
  const after = began && detected && began.at < detected.at ? `, ${span(began.at, detected.at)} after its first sign` : '';
  const holding = proposals.filter(({ state }) => state === 'done').length;
  if (detected !== undefined && contained !== undefined) {
    const still =
      holding === 0
        ? 'no protective measure is in force any more'
        : `${counted(holding, 'protective measure is', 'protective measures are')} in force`;
    return [...noticed, `${after}, and a first measure against it took effect ${span(detected.at, contained.at)} later; ${still}.`];
  }
  const since = detected === undefined ? '' : ` in the ${span(detected.at, now)} since`;
  return [...noticed, `${after}, and nothing has been done to stop it${since}.`];
}

function waiting(proposals: readonly Proposal[]): string {
  const open = proposals.filter(({ state }) => state === 'proposed' || state === 'unknown').length;
  return open === 0 ? 'and no decision is waiting' : `and ${counted(open, 'decision is', 'decisions are')} waiting`;
}

/** What is waiting for somebody's decision, in words for whoever has to see that it is made. */
export function openDecisions({ incident, proposals }: Told): readonly Text[] {
  const head = { strong: `${incident.id} ` };
  const decisions = proposals.flatMap(({ id, verb, resolved, state, expiresAt, leaseUntil }): readonly Text[] => {
    const what = `${verb} ${resolved.label}`;
    if (state === 'proposed') return [[head, `Whether to ${what}. The offer ends at `, { at: expiresAt }, `. (${id})`]];
    if (state === 'unknown') return [[head, `Somebody has to look whether this happened: ${what}. (${id})`]];
    if (state === 'done' && leaseUntil !== null) return [[head, `Whether this lasts longer than until `, { at: leaseUntil }, `: ${what}. (${id})`]];
    return [];
  });
  return incident.phase !== 'closed' && incident.commander === null ? [[head, 'Who leads the work.'], ...decisions] : decisions;
}

/** Whom and what it touched, by the names that the company has for them. */
export function touchedBy(observables: readonly Observable[], team: Team): readonly Text[] {
  return subjectsIn(observables, team).map(({ names }): Text => {
    const person = names.flatMap(({ value }) => team.byIdentity(value) ?? [])[0];
    const asset = names.flatMap(({ value }) => team.assetOf(value) ?? [])[0];
    if (person !== undefined) return person.name;
    if (asset !== undefined) return `${asset.name ?? asset.id}, which holds ${asset.data} data`;
    const [first] = names;
    return first === undefined ? '' : [`the ${first.kind.replace('-', ' ')} `, spell(first)];
  });
}
