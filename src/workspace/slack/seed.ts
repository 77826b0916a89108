import type { UserGroup } from './records.ts';

/** Somebody who is in the workspace from the beginning. */
export interface SeedPerson {
  /** Begins with `U`. */
  readonly id: string;
  /** What is typed after `@`. */
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly title?: string;
  /** IANA time zone; UTC when left out. */
  readonly timezone?: string;
  /** One sentence about the part this person plays; with it, the page offers to act as them. */
  readonly part?: string;
  /** `guest` is Slack's multi-channel guest (`is_restricted`), `single-channel-guest` its `is_ultra_restricted`, `stranger` somebody of another workspace. */
  readonly standing?: 'member' | 'guest' | 'single-channel-guest' | 'stranger' | 'deactivated';
}

export interface SeedChannel {
  /** Begins with `C`. */
  readonly id: string;
  readonly name: string;
  readonly private?: boolean;
  /** Ids of people; the app's bot is added by inviting it, as in Slack, or by naming `app`. */
  readonly members: readonly (string | 'app')[];
  readonly topic?: string;
  readonly purpose?: string;
}

/** The workspace as it is before anybody does anything. */
export interface Seed {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly people: readonly SeedPerson[];
  readonly channels: readonly SeedChannel[];
  readonly groups?: readonly UserGroup[];
}

/** A small workspace: a team of three, somebody without a role, a guest, and the person whose account is taken over. */
export const practiceSeed: Seed = {
  team: { id: 'T0PRACTICE', name: 'Acme (practice)', domain: 'acme-practice' },
  people: [
    {
      id: 'U0ANALYST',
      name: 'ana',
      realName: 'Ana Novak',
      email: 'ana@acme.example',
      title: 'Security analyst',
      timezone: 'Europe/Ljubljana',
      part: 'Analyst: triages, asks for containment.',
    },
    {
      id: 'U0APPROVER',
      name: 'ben',
      realName: 'Ben Okafor',
      email: 'ben@acme.example',
      title: 'Security engineer',
      timezone: 'Europe/London',
      part: 'Second approver: may say yes to what somebody else proposed.',
    },
    {
      id: 'U0MANAGER',
      name: 'mia',
      realName: 'Mia Chen',
      email: 'mia@acme.example',
      title: 'Head of security',
      timezone: 'America/New_York',
      part: 'Manager: reads timelines and reports, approves.',
    },
    {
      id: 'U0OUTSIDER',
      name: 'oscar',
      realName: 'Oscar Lind',
      email: 'oscar@acme.example',
      title: 'Sales',
      timezone: 'Europe/Stockholm',
      part: 'Outsider: a colleague without a role in the security team.',
    },
    {
      id: 'U0GUEST',
      name: 'gia',
      realName: 'Gia Rossi',
      email: 'gia@partner.example',
      title: 'Contractor',
      timezone: 'Europe/Rome',
      part: 'Guest: invited from outside the company.',
      standing: 'guest',
    },
    {
      id: 'U0SUSPECT',
      name: 'alex',
      realName: 'Alex Kim',
      email: 'alex@acme.example',
      title: 'Data engineer',
      timezone: 'Asia/Seoul',
      part: 'Suspect: the account that is taken over in the story.',
    },
  ],
  channels: [
    {
      id: 'C0GENERAL',
      name: 'general',
      members: ['U0ANALYST', 'U0APPROVER', 'U0MANAGER', 'U0OUTSIDER', 'U0SUSPECT', 'app'],
      purpose: 'Everybody is here.',
    },
    { id: 'C0LOBBY', name: 'lobby', members: ['U0ANALYST', 'U0GUEST'], purpose: 'Where guests are.' },
  ],
  groups: [{ id: 'S0SECURITY', handle: 'security', name: 'Security team', members: ['U0ANALYST', 'U0APPROVER', 'U0MANAGER'] }],
};
