/** A user as Okta's API shows it (User schema of the management API), without its links. */
export interface OktaUser {
  readonly id: string;
  status: 'ACTIVE' | 'SUSPENDED' | 'STAGED' | 'DEPROVISIONED';
  readonly created: string;
  readonly activated: string | null;
  statusChanged: string;
  lastLogin: string | null;
  lastUpdated: string;
  readonly passwordChanged: string | null;
  readonly type: { readonly id: string };
  readonly profile: {
    readonly firstName: string;
    readonly lastName: string;
    readonly login: string;
    readonly email: string;
    readonly department: string;
    readonly title: string;
    readonly countryCode: string;
    readonly manager?: string;
    readonly mobilePhone: string | null;
    readonly secondEmail: string | null;
  };
  readonly credentials: { readonly provider: { readonly type: 'OKTA'; readonly name: 'OKTA' } };
}

export interface OktaSession {
  readonly id: string;
  readonly userId: string;
  readonly ip: string;
  readonly country: string;
  readonly createdAt: string;
  /** Opened by the attacker of a story. */
  readonly hostile: boolean;
}

/** A line of the system log (LogEvent schema), as far as somebody looks at it. */
export interface LogEvent {
  readonly uuid: string;
  readonly published: string;
  readonly eventType: string;
  readonly [field: string]: unknown;
}

export interface OktaState {
  users: OktaUser[];
  groups: {
    readonly id: string;
    readonly type: string;
    readonly profile: { readonly name: string; readonly description: string };
    readonly members: readonly string[];
  }[];
  sessions: OktaSession[];
  /** How many OAuth tokens each user has, by user id. */
  oauthTokens: Record<string, number>;
  logs: LogEvent[];
}

/** Ids by which the story names people, the same as in the directory. */
export const oktaIds = {
  alex: '00ua1exk1mpractice00',
  sam: '00usam0rtegapracti00',
  mira: '00um1raokaforpract00',
  dana: '00udanaf0rmerpract00',
  firebreak: '00ufirebreakpract000',
} as const;

/** Login of the service account that the API token belongs to. */
export const tokenOwner = 'firebreak@acme.example';

const person = (
  id: string,
  [firstName, lastName, login]: readonly [string, string, string],
  [department, title, countryCode]: readonly [string, string, string],
  status: OktaUser['status'] = 'ACTIVE',
): OktaUser => ({
  id,
  status,
  created: '2023-02-06T08:00:00.000Z',
  activated: '2023-02-06T08:05:00.000Z',
  statusChanged: '2023-02-06T08:05:00.000Z',
  lastLogin: '2026-01-12T07:44:10.000Z',
  lastUpdated: '2026-01-12T07:44:10.000Z',
  passwordChanged: '2025-11-03T09:12:00.000Z',
  type: { id: '0tydefault0practice0' },
  profile: {
    firstName,
    lastName,
    login,
    email: login,
    department,
    title,
    countryCode,
    ...(department === 'Finance' ? { manager: 'Priya Raman' } : {}),
    mobilePhone: null,
    secondEmail: null,
  },
  credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
});

const group = (id: string, name: string, description: string, members: readonly string[]) => ({
  id,
  type: 'OKTA_GROUP',
  profile: { name, description },
  members,
});

/** Four people of Acme and their groups. Alex works from Germany and has one honest session. */
export function seedOkta(now: Date): OktaState {
  const { alex, sam, mira, dana, firebreak } = oktaIds;
  const thisMorning = new Date(now.getTime() - 5 * 3_600_000).toISOString();
  return {
    users: [
      person(alex, ['Alex', 'Kim', 'alex@acme.example'], ['Finance', 'Payroll engineer', 'DE']),
      person(sam, ['Sam', 'Ortega', 'sam@acme.example'], ['Engineering', 'Platform engineer', 'ES']),
      person(mira, ['Mira', 'Okafor', 'mira@acme.example'], ['Security', 'Security analyst', 'GB']),
      person(dana, ['Dana', 'Wolf', 'dana@acme.example'], ['Sales', 'Account manager', 'AT'], 'DEPROVISIONED'),
      person(firebreak, ['Firebreak', 'Service', tokenOwner], ['Security', 'Service account', 'DE']),
    ],
    groups: [
      group('00gevery0nepractice0', 'Everyone', 'All users of the organisation', [alex, sam, mira]),
      group('00gpayr011practice00', 'payroll-admins', 'May change salary data', [alex]),
      group('00gsecur1typractice0', 'security', 'The security team', [mira]),
    ],
    sessions: [
      { id: '102alexberlin', userId: alex, ip: '198.51.100.24', country: 'DE', createdAt: thisMorning, hostile: false },
      { id: '102sammadrid', userId: sam, ip: '198.51.100.77', country: 'ES', createdAt: thisMorning, hostile: false },
    ],
    oauthTokens: { [alex]: 2, [sam]: 1 },
    logs: [],
  };
}
