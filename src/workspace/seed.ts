import type { Seed } from './slack/seed.ts';

/** Slack user ids of the people of the practice workspace, the same as in team/people.yml. */
export const people = {
  mira: 'U0MIRA0001',
  jonas: 'U0JONAS001',
  priya: 'U0PRIYA001',
  olu: 'U0OLU00001',
  nadia: 'U0NADIA001',
  alex: 'U0ALEX0001',
} as const;

const { mira, jonas, priya, olu, nadia, alex } = people;

/** Acme, before anything has happened: a small security team, a colleague, a guest, and the person whose account is taken over. */
export const acmeSeed: Seed = {
  team: { id: 'T0PRACTICE', name: 'Acme (practice)', domain: 'acme-practice' },
  people: [
    {
      id: mira,
      name: 'mira',
      realName: 'Mira Okafor',
      email: 'mira@acme.example',
      title: 'Security analyst',
      timezone: 'Europe/Vienna',
      part: 'Analyst: triages, asks for containment, may say yes.',
    },
    {
      id: jonas,
      name: 'jonas',
      realName: 'Jonas Lind',
      email: 'jonas@acme.example',
      title: 'Platform engineer on call',
      timezone: 'Europe/Stockholm',
      part: 'Second approver: may say yes to what somebody else asked for.',
    },
    {
      id: priya,
      name: 'priya',
      realName: 'Priya Raman',
      email: 'priya@acme.example',
      title: 'Head of security',
      timezone: 'Asia/Kolkata',
      part: 'Manager: reads timelines and reports.',
    },
    {
      id: olu,
      name: 'olu',
      realName: 'Olu Ade',
      email: 'olu@acme.example',
      title: 'Sales',
      timezone: 'Africa/Lagos',
      part: 'Outsider: a colleague without a role in the security team.',
    },
    {
      id: nadia,
      name: 'nadia',
      realName: 'Nadia Costa',
      email: 'nadia@partner.example',
      title: 'Contractor',
      timezone: 'Europe/Lisbon',
      part: 'Guest: invited from outside the company.',
      standing: 'guest',
    },
    {
      id: alex,
      name: 'alex',
      realName: 'Alex Kim',
      email: 'alex@acme.example',
      title: 'Payroll engineer',
      timezone: 'Europe/Berlin',
      part: 'Suspect: the account that is taken over in the story.',
    },
  ],
  channels: [
    { id: 'C0GENERAL1', name: 'general', members: [mira, jonas, priya, olu, alex, 'app'], purpose: 'Everybody is here.' },
    { id: 'C0PARTNERS', name: 'partners', members: [mira, nadia], purpose: 'Where guests are.' },
  ],
  groups: [{ id: 'S0SECURITY', handle: 'security', name: 'Security team', members: [mira, jonas, priya] }],
};
