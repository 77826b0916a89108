import { z } from 'zod';
import { type Instant, instant } from './alert.ts';

/** Who is in a Slack user group of approvers, by Slack user id, and since when we have seen them there; null: since before we first looked. */
export const groupMembers = z.record(z.string(), instant.nullable());
export type GroupMembers = z.infer<typeof groupMembers>;

/** Who has come into a group and who has left it since the last look. */
export interface GroupChange {
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

/** The members after a look. Whoever was there at the first look has been there for ever; whoever left and came back is new. */
export function membersAfter(before: GroupMembers | undefined, present: readonly string[], now: Instant): { members: GroupMembers } & GroupChange {
  const since = (user: string) => (before === undefined ? null : before[user] === undefined ? now : before[user]);
  const members = Object.fromEntries(present.map((user) => [user, since(user)]));
  if (before === undefined) return { members, joined: [], left: [] };
  return { members, joined: present.filter((user) => !(user in before)), left: Object.keys(before).filter((user) => !(user in members)) };
}

/** From when on whoever came into a group then counts as an approver. `hours`: policy's `approverGroupHours`. */
export function countsFrom(since: Instant, hours: number): Instant {
  return new Date(Date.parse(since) + hours * 3_600_000).toISOString();
}
