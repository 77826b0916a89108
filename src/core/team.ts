import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { observableKind } from './observable.ts';

/** What a person may do. `reader` may read; `analyst` may triage and propose; `approver` may say yes; `manager` may read and pull reports. */
export const role = z.enum(['reader', 'analyst', 'approver', 'manager']);
export type Role = z.infer<typeof role>;

/** Whether it is an IANA time zone, such as Europe/Berlin. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

export const timezone = z.string().refine(isTimeZone, 'write an IANA time zone, such as Europe/Berlin');

/** One human of the team or of the estate. A person without roles is known (so that alerts about them can be understood) and may do nothing. */
export const person = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9._-]{0,63}$/, 'write a short lower-case id such as `alex.kim`'),
  name: z.string().min(1).max(80),
  /** Slack user id, `U…` or `W…`. */
  slack: z
    .string()
    .regex(/^[UW][A-Z0-9]{2,20}$/, 'write the Slack user id, such as U024BE7LH')
    .optional(),
  email: z.email().optional(),
  /** Other names of the same human in alerts and directories: Okta logins, IAM user names, GitHub logins. */
  identities: z.array(z.string().min(1)).default([]),
  roles: z.array(role).default([]),
  /** True: counts as an approver as soon as they are in a user group of approvers. Left out: policy’s `approverGroupHours` after that. */
  pinned: z.boolean().optional(),
  /** Operating-system user id of this person on the machine where the terminal runs. */
  uid: z.int().nonnegative().optional(),
  /** Person id of whom they report to: asked in their place when somebody else may hold their account. */
  manager: z.string().optional(),
  /** IANA time zone, such as Europe/Berlin. */
  timezone: timezone.default('UTC'),
  /** When this person works, Monday to Friday in their time zone; over midnight too. Left out: not known, and only the night is odd. */
  hours: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'write the hours as 09:00-17:30')
    .optional(),
  /** ISO 3166 country codes where this person usually works from. */
  countries: z.array(z.string().regex(/^[A-Z]{2}$/, 'write a two-letter country code, such as DE')).default([]),
  /** True for somebody who often signs in from new places: a new country alone then says little (S1:119). */
  travels: z.boolean().default(false),
});
export type Person = z.infer<typeof person>;

/** `people.yml` */
export const peopleFile = z.strictObject({ people: z.array(person) });

/** An address or range that is mistyped would match nothing, and our own address would count as somebody else's. */
function isAddressOrRange(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
}

/** One thing that the company owns and how much it matters. */
const ownedThing = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1).optional(),
  kind: observableKind,
  /** How the asset appears in alerts, in any spelling: `arn:aws:s3:::payroll`, `payroll`. */
  match: z.array(z.string().min(1)).min(1),
  criticality: z.enum(['low', 'medium', 'high', 'critical']),
  /** Sensitivity of the data that it holds. */
  data: z.enum(['public', 'internal', 'confidential', 'restricted']).default('internal'),
  /** Person id of whoever owns it. */
  owner: z.string().optional(),
  note: z.string().optional(),
});
export const asset = ownedThing.check(({ value: { kind, match }, issues }) => {
  if (kind !== 'ip') return;
  for (const [index, input] of match.entries()) {
    if (isAddressOrRange(input)) continue;
    issues.push({ code: 'custom', path: ['match', index], input, message: 'write an IP address or a range, such as 198.51.100.0/24' });
  }
});
export type Asset = z.infer<typeof asset>;

/** `assets.yml` */
export const assetsFile = z.strictObject({ assets: z.array(asset) });

/** The people and assets that the team has written down, with the lookups that everything else needs. */
export interface Team {
  readonly people: readonly Person[];
  readonly assets: readonly Asset[];
  /** Addresses, in canonical spelling, behind which many people were seen; absent when none was. */
  readonly shared?: ReadonlySet<string>;
  /** By people.yml id. */
  person(id: string): Person | undefined;
  /** How the person with this people.yml id is called; an id that nobody has any more reads as itself. */
  nameOf(id: string): string;
  /** By Slack user id. */
  bySlack(slackUser: string): Person | undefined;
  byUid(uid: number): Person | undefined;
  /** By any spelling found in an alert: login, e-mail, identity; case-insensitive. */
  byIdentity(spelling: string): Person | undefined;
  /** The asset that an observable is, by any of its spellings; case-insensitive. */
  assetOf(value: string): Asset | undefined;
}

/** Builds the lookups over people and assets. */
export function team(people: readonly Person[], assets: readonly Asset[]): Team {
  const byIdentity = new Map<string, Person>();
  for (const human of people) {
    for (const spelling of [human.id, human.email, ...human.identities]) {
      if (spelling !== undefined) byIdentity.set(spelling.toLowerCase(), human);
    }
  }
  const byMatch = new Map(assets.flatMap((thing) => thing.match.map((spelling) => [spelling.toLowerCase(), thing] as const)));
  const person = (id: string) => people.find((human) => human.id === id);
  return {
    people,
    assets,
    person,
    nameOf: (id) => person(id)?.name ?? id,
    bySlack: (slackUser) => people.find((human) => human.slack === slackUser),
    byUid: (uid) => people.find((human) => human.uid === uid),
    byIdentity: (spelling) => byIdentity.get(spelling.toLowerCase()),
    assetOf: (value) => byMatch.get(value.toLowerCase()),
  };
}
