import { ConnectorError, defineAction, z } from '../../kit/index.ts';
import { accountOf, resolvedAccount, whoIsHit } from '../okta-account.ts';

/** Undo restores this and nothing else: whoever was suspended before us is never let back in by us. */
const before = z.strictObject({ status: z.string() });

export default defineAction({
  id: 'okta-suspend-user',
  title: 'Suspend an Okta user',
  verb: 'suspend',
  actsOn: 'user',
  params: z.strictObject({}),
  before,
  uses: ['okta'],
  // Okta calls its lifecycle operations non-idempotent: a second suspension is refused.
  repeat: 'not-idempotent',

  risk: ({ label }, { team }) => {
    const { person, sentence } = whoIsHit(label, team);
    const privileged = person !== undefined && person.roles.length > 0;
    return {
      tier: privileged ? 2 : 1,
      reversible: true,
      blastRadius: `${sentence} No new sign-in to anything behind Okta${privileged ? '; nobody can approve or lead as this person meanwhile' : ''}.`,
    };
  },
  describe: ({ label }) =>
    `Okta suspends ${label}: the account can sign in to nothing behind Okta until this is undone. Sessions that apps hold themselves may go on.`,

  check: async (target, around) => {
    const account = await accountOf(target, around);
    if (account.status === 'ACTIVE') return resolvedAccount(account, around);
    throw new ConnectorError('okta', `${account.login} cannot be suspended: Okta shows it as ${account.status}, and only an ACTIVE account can be.`, {
      retryable: false,
      next:
        account.status === 'SUSPENDED'
          ? 'It is suspended already, so nobody can sign in with it. End its sessions if that was not done.'
          : 'End its sessions instead, and look at the account in the Okta admin console.',
    });
  },
  snapshot: async (resolved, _params, around) => ({ status: (await accountOf({ value: resolved.id }, around)).status }),
  run: async ({ resolved }, { clients }) => {
    await clients.okta.suspend(resolved.id);
    return `Okta has suspended ${resolved.label}. Nobody can sign in with this account.`;
  },
  observe: async ({ resolved }, { clients }) => {
    const account = await clients.okta.user(resolved.id);
    if (account?.status === 'SUSPENDED') return 'applied';
    return account?.status === 'ACTIVE' ? 'not-applied' : 'unclear';
  },
  undo: {
    leaseHours: 24,
    atLeaseEnd: 'ask',
    how: 'Okta lifts the suspension: the password and factors that the account had work again, for whoever knows them, and sessions that nobody ended may go on.',
    restore: async ({ resolved, before }, around) => {
      const { status } = await accountOf({ value: resolved.id }, around);
      if (status === before.status) return `${resolved.label} is ${status} in Okta, as it was before.`;
      if (before.status !== 'ACTIVE' || status !== 'SUSPENDED')
        throw new ConnectorError('okta', `${resolved.label} is ${status} in Okta, which is not our doing, so it was left as it is.`, {
          retryable: false,
          next: `It was ${before.status} before. Whoever changed it since should decide; look at it in the Okta admin console.`,
        });
      await around.clients.okta.unsuspend(resolved.id);
      return `Okta has lifted the suspension of ${resolved.label}. The account can sign in again.`;
    },
  },
  examples: [{ name: 'an account that was taken over', target: { kind: 'user', value: 'alex@acme.example', role: 'actor' }, params: {} }],
});
