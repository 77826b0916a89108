import { defineEnricher, Untrusted, z } from '../../kit/index.ts';

const finding = z.object({
  id: z.string(),
  login: z.string(),
  status: z.enum(['STAGED', 'PROVISIONED', 'ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'SUSPENDED', 'DEPROVISIONED']),
  lastLogin: z.string().nullable(),
  passwordChanged: z.string().nullable(),
  groups: z.array(z.string()),
});

/** Names of groups that sound as if their members may do more than others. A hint, not a fact: Okta does not say what a group is for. */
const powerful = /admin|root|owner|privileged|break.?glass|superuser/i;

const meaning = {
  STAGED: 'The account was never activated.',
  PROVISIONED: 'The account waits for its first sign-in.',
  ACTIVE: 'The account is active: it can sign in.',
  RECOVERY: 'The account is being recovered: somebody has asked for a new password.',
  PASSWORD_EXPIRED: 'The account has to choose a new password at its next sign-in.',
  LOCKED_OUT: 'The account is locked after too many wrong passwords.',
  SUSPENDED: 'The account is suspended: it cannot sign in.',
  DEPROVISIONED: 'The account is deactivated: it cannot sign in.',
} as const;

export default defineEnricher({
  id: 'okta-user',
  title: 'Okta',
  looksAt: ['user', 'email'],
  uses: ['okta'],
  asksOutside: true,
  finding,

  look: async ({ value }, { clients: { okta }, team }) => {
    const email = team.byIdentity(value)?.email;
    const account = (await okta.user(value)) ?? (email === undefined ? undefined : await okta.user(email));
    if (account === undefined) return null;
    const { id, login, status, lastLogin, passwordChanged } = account;
    return { id, login, status, lastLogin, passwordChanged, groups: [...(await okta.groups(id))] };
  },
  say: ({ login, status, lastLogin, passwordChanged, groups }) => {
    const strong = groups.filter((group) => powerful.test(group));
    const others = groups.length - strong.length;
    return {
      says: [
        meaning[status],
        ...(strong.length > 0 ? [Untrusted.of(`May be powerful: member of ${strong.join(', ')}.`)] : []),
        `${lastLogin === null ? 'It has never signed in' : `Last sign-in ${minute(lastLogin)}`}${passwordChanged === null ? '' : `; password last changed ${minute(passwordChanged)}`}.`,
        Untrusted.of(`Okta login: ${login}; ${others} ${strong.length > 0 ? 'other ' : ''}group${others === 1 ? '' : 's'}.`),
        'Whether sessions are open now is not known: Okta does not list them.',
      ],
      hostile: null,
    };
  },
  examples: [
    {
      name: 'an account with access to salaries',
      data: {
        id: '00u1',
        login: 'alex@acme.example',
        status: 'ACTIVE',
        lastLogin: '2026-03-14T02:10:44.000Z',
        passwordChanged: '2025-11-03T09:12:00.000Z',
        groups: ['Everyone', 'payroll-admins'],
      },
      says: [
        'The account is active: it can sign in.',
        'May be powerful: member of payroll-admins.',
        'Last sign-in 2026-03-14 02:10 UTC; password last changed 2025-11-03 09:12 UTC.',
        'Okta login: alex@acme.example; 1 other group.',
        'Whether sessions are open now is not known: Okta does not list them.',
      ],
    },
  ],
});

function minute(at: string): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? 'at an unknown time' : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
