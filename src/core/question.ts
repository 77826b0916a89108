import { z } from 'zod';
import { type Alert, instant } from './alert.ts';
import { type Decision, decide } from './decision.ts';
import type { Incident, Severity } from './incident.ts';
import type { Person, Team } from './team.ts';

/** “Was this you?”: what somebody was asked about an incident, and what they said. */
export const question = z.object({
  /** Counts from 1 within its incident. */
  number: z.int().positive(),
  /** Person id of whoever's account it is about. */
  about: z.string(),
  /** Person id of whoever was asked: the same, or their manager. Nobody else can answer. */
  asked: z.string(),
  askedAt: instant,
  /** Null while it waits. A no after a silence counts all the same; after a no nothing does. */
  answer: z.enum(['no', 'silence']).nullable(),
  /** Whether yes was said. Alone it proves nothing, so it ends no waiting. */
  saidYes: z.boolean(),
  /** Whether a one-time code stood behind a yes: that ends the waiting, and nothing else. A no outweighs it. Questions of before have none. */
  byCode: z.boolean().default(false),
});
export type Question = z.infer<typeof question>;

/** Whether silence would still count: neither a no nor a proven yes was said, and the time is not up. */
export function isAwaited({ answer, byCode }: Question): boolean {
  return answer === null && !byCode;
}

/**
 * The findings of questions that were answered with no stand under this name. A no needs no proof and raises the score (`weights.behaviour.denied`): whoever
 * lies with it only makes people look. A yes raises and lowers nothing, closes nothing and takes nothing back, because an attacker may hold the very
 * account that answers, and its second factor too: it is shown to the people who decide. With a one-time code behind it silence does not count any more,
 * and that is all.
 */
export const denial = 'was-this-you';

/** Valid accounts, and what leads to them (ATT&CK): somebody else may hold the account by now. */
const takeovers = ['T1078', 'T1110', 'T1539', 'T1550', 'T1621'];

/** Whether somebody else may hold this person's account: then it is no use to ask there. */
export function mayBeTaken({ suspects, attacks }: Pick<Incident, 'suspects' | 'attacks'>, { id }: Person): boolean {
  return suspects.includes(id) || attacks.some((attack) => takeovers.some((technique) => attack.startsWith(technique)));
}

/** Who is to be asked about whom. */
export interface Asking {
  readonly about: Person;
  readonly asked: Person;
}

/** Whom an incident names whose word would help, and who is to be asked: they themselves or, when somebody else may hold their account, their manager. */
export function whomToAsk(incident: Incident, team: Team): Decision<Asking | null> {
  const rank = { actor: 0, target: 1, source: 2, related: 3 } as const;
  const accounts = incident.observables.filter(({ kind }) => kind === 'user' || kind === 'email').toSorted((a, b) => rank[a.role] - rank[b.role]);
  const about = accounts.flatMap(({ value }) => team.byIdentity(value) ?? [])[0];
  if (about === undefined) return decide(null, 'The incident names nobody whom people.yml knows.');
  if (!mayBeTaken(incident, about)) {
    return about.slack === undefined
      ? decide(null, `${about.name} has no Slack id in people.yml.`)
      : decide({ about, asked: about }, `The account of ${about.name} is named, and nothing says that somebody else holds it.`);
  }
  const manager = about.manager === undefined ? undefined : team.person(about.manager);
  const why = `Somebody else may hold the account of ${about.name}`;
  if (manager === undefined) return decide(null, `${why}, and people.yml names no manager to ask instead.`);
  if (manager.slack === undefined) return decide(null, `${why}, and ${manager.name}, their manager, has no Slack id in people.yml.`);
  if (mayBeTaken({ suspects: incident.suspects, attacks: [] }, manager)) return decide(null, `${why}, and the incident is about their manager too.`);
  return decide({ about, asked: manager }, `${why}, so their manager is asked.`);
}

/** The alerts that name this person, the newest first, at most three. */
export function alertsAbout(person: string, alerts: readonly Alert[], team: Team): readonly Alert[] {
  const names = ({ observables }: Alert) => observables.some(({ value }) => team.byIdentity(value)?.id === person);
  return alerts
    .filter(names)
    .toSorted((a, b) => b.happenedAt.localeCompare(a.happenedAt))
    .slice(0, 3);
}

/** Silence makes an incident one step more severe, up to high: people sleep, and that alone wakes nobody. */
export function severityAfterSilence(present: Severity): Severity {
  return present === 'low' ? 'medium' : present === 'medium' ? 'high' : present;
}
