import { firebreak } from '../core/actor.ts';
import { countsFrom, type GroupMembers, groupMembers, membersAfter } from '../core/approver-group.ts';
import { digestOf } from '../core/digest.ts';
import { wholeBot } from '../core/timeline.ts';
import type { Bot } from '../kit/bot.ts';
import { recordOnce } from '../kit/record-refusal.ts';
import { slackWord } from './slack-error.ts';
import type { SlackApi } from './web-client.ts';

/**
 * Reads who is in a Slack user group, and since when. Whoever can change the group in Slack could otherwise make approvers at once: what changes is kept
 * in the store, and stands in the timeline.
 * @throws ConnectorError when Slack does not say it.
 */
export async function readGroup(api: SlackApi, { store, now }: Pick<Bot, 'store' | 'now'>, usergroup: string, hours: number): Promise<GroupMembers> {
  const { users = [] } = await api.ask('say who is in a user group', (client) => client.usergroups.users.list({ usergroup })).catch(nobodyInIt);
  const fact = `approvers:${usergroup}`;
  const known = await store.fact(fact);
  const at = now();
  const { members, joined, left } = membersAfter(known === undefined ? undefined : groupMembers.parse(JSON.parse(known)), users, at);
  if (known !== undefined && joined.length === 0 && left.length === 0) return members;
  await store.setFact(fact, JSON.stringify(members));
  if (known === undefined) return members;
  const payload = { group: usergroup, joined: [...joined], left: [...left], countsFrom: countsFrom(at, hours) };
  // Several processes see it at the same time.
  await recordOnce({ store, now }, `${fact}:${digestOf(`${joined.join()} ${left.join()}`)}`, {
    events: [{ incident: wholeBot, type: 'approvers.changed', happenedAt: at, by: firebreak, payload }],
  });
  return members;
}

/** A group that was deleted has nobody in it. */
function nobodyInIt(error: unknown): { readonly users?: readonly string[] } {
  if (['no_such_subteam', 'subteam_not_found'].includes(slackWord(error) ?? '')) return {};
  throw error;
}
