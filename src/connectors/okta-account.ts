import type { Observable } from '../core/observable.ts';
import type { Person, Team } from '../core/team.ts';
import { ConnectorError, type Resolved, type Surroundings } from '../kit/index.ts';
import type { OktaUser } from './clients/okta.ts';

/**
 * The account that an alert's user is: by the name in the alert, else by the e-mail address that people.yml gives for it.
 * @throws ConnectorError when Okta has no such account, or it was closed for good
 */
export async function accountOf(target: Pick<Observable, 'value'>, { clients, team }: Surroundings<'okta'>): Promise<OktaUser> {
  const email = team.byIdentity(target.value)?.email;
  const account = (await clients.okta.user(target.value)) ?? (email === undefined ? undefined : await clients.okta.user(email));
  if (account === undefined)
    throw new ConnectorError('okta', 'Okta has no account with this name, so nothing was changed.', {
      status: 404,
      retryable: false,
      next: "Add the person's Okta login to `identities` in people.yml, or give the login itself.",
    });
  if (account.status === 'DEPROVISIONED')
    throw new ConnectorError('okta', `${account.login} is deactivated in Okta: it cannot sign in and has no sessions.`, {
      retryable: false,
      next: 'Look for another account of the same person; this one needs nothing.',
    });
  return account;
}

export function resolvedAccount({ id, login }: OktaUser, { clients }: Surroundings<'okta'>): Resolved {
  return { id, label: login, account: clients.okta.organisation };
}

/** Whom an account belongs to, in one sentence, with what else depends on this person. */
export function whoIsHit(login: string, team: Team): { readonly person: Person | undefined; readonly sentence: string } {
  const person = team.byIdentity(login);
  if (person === undefined) return { person, sentence: '1 account; people.yml does not say whose it is.' };
  const owned = team.assets.filter(({ owner }) => owner === person.id).length;
  const facts = [
    ...(person.roles.length > 0 ? [`holds the role${person.roles.length > 1 ? 's' : ''} ${person.roles.join(', ')} here`] : []),
    ...(owned > 0 ? [`owns ${owned} known asset${owned > 1 ? 's' : ''}`] : []),
  ];
  return { person, sentence: facts.length > 0 ? `1 person: ${person.name}, who ${facts.join(' and ')}.` : `1 person: ${person.name}.` };
}
