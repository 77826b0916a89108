import { defineAction, z } from '../../kit/index.ts';
import { accountOf, resolvedAccount, whoIsHit } from '../okta-account.ts';

export default defineAction({
  id: 'okta-clear-sessions',
  title: 'End all Okta sessions of a user',
  verb: 'end sessions of',
  actsOn: 'user',
  params: z.strictObject({}),
  // Sessions cannot be given back, so there is nothing to keep.
  before: z.null(),
  uses: ['okta'],
  // A repeat ends whatever was opened since; nothing worse.
  repeat: 'set-state',

  risk: ({ label }, { team }) => ({
    tier: 2,
    reversible: false,
    blastRadius: `${whoIsHit(label, team).sentence} Signed out everywhere behind Okta, on every device; work that was not saved may be lost.`,
  }),
  describe: ({ label }) =>
    `Okta ends every session of ${label}, revokes its OAuth tokens and forgets its remembered devices. The account itself stays open: whoever knows the password and has the factor can sign in again.`,

  check: async (target, around) => resolvedAccount(await accountOf(target, around), around),
  snapshot: async () => null,
  // Okta has no way to list sessions either; what is left of them is what the log says about the account.
  evidence: async ({ resolved }, { clients, now }) => {
    const account = await clients.okta.user(resolved.id);
    const since = new Date(Date.parse(now) - 7 * 86_400_000).toISOString();
    return [
      { name: 'The account in Okta', content: account ?? null },
      { name: 'Its last 7 days in Okta’s system log', content: await clients.okta.eventsAbout(resolved.id, since) },
    ];
  },
  run: async ({ resolved }, { clients }) => {
    await clients.okta.clearSessions(resolved.id);
    return `Okta has ended all sessions of ${resolved.label} and revoked its OAuth tokens. Sessions that apps keep for themselves may go on until they end.`;
  },
  // Okta has no way to list sessions: nobody can see from outside whether they are gone.
  observe: async () => 'unclear',
  undo: { impossible: 'A session that was ended cannot be given back: the person has to sign in again.' },
  examples: [{ name: 'sessions of a stolen account', target: { kind: 'user', value: 'alex@acme.example', role: 'actor' }, params: {} }],
});
