import { post } from './messages.ts';
import type { Channel, Sign, User } from './records.ts';
import { SlackError } from './slack-error.ts';
import type { Workspace } from './workspace.ts';

/** Slack's rule for names: lower case letters, digits, `-` and `_`, at most 80. */
const channelName = /^[a-z0-9\u00df-\u024f_-]{1,80}$/;

/** Finds a channel by id, `#name` or name, whoever may see it. */
export function lookUpChannel(workspace: Workspace, reference: string): Channel | undefined {
  const name = reference.replace(/^#/, '');
  return workspace.channels.get(reference) ?? workspace.channels.values().find((channel) => channel.name !== '' && channel.name === name);
}

/** Members see their channels; people also see public ones, except guests. */
export function maySee(user: User, channel: Channel): boolean {
  if (channel.members.includes(user.id)) return true;
  return channel.kind === 'public' && user.standing === 'member';
}

/** Changes some fields of a channel and says so. */
export function changeChannel(workspace: Workspace, channel: Channel, fields: Partial<Channel>): Channel {
  const changed = workspace.channels.put(channel.id, { ...channel, ...fields });
  workspace.changes.announce({ type: 'channel', channel: changed, what: fields.archived ? 'archived' : 'other' });
  return changed;
}

/** @throws SlackError `invalid_name_…` or `name_taken`, also for the name of an archived channel. */
export function createChannel(workspace: Workspace, options: { name: string; private: boolean; by: string }): Channel {
  const { name } = options;
  if (name === '') throw new SlackError('invalid_name_required');
  if (name.length > 80) throw new SlackError('invalid_name_maxlength');
  if (!channelName.test(name)) throw new SlackError('invalid_name_specials');
  if (lookUpChannel(workspace, name)) throw new SlackError('name_taken');
  const channel = newChannel(workspace, { name, kind: options.private ? 'private' : 'public', members: [options.by], creator: options.by });
  workspace.changes.announce({ type: 'channel', channel, what: 'created' });
  workspace.changes.announce({ type: 'joined', channel, user: options.by, inviter: null });
  return channel;
}

/** The conversation between exactly these two; it comes into being when it is first asked for. */
export function directChannel(workspace: Workspace, one: string, other: string): Channel {
  const known = workspace.channels
    .values()
    .find((channel) => channel.kind === 'direct' && channel.members.includes(one) && channel.members.includes(other));
  if (known) return known;
  const channel = newChannel(workspace, { name: '', kind: 'direct', members: [one, other], creator: one });
  workspace.changes.announce({ type: 'channel', channel, what: 'created' });
  return channel;
}

/** Adds somebody; a second time changes nothing. Returns the channel as it is now. */
export function join(workspace: Workspace, channel: Channel, user: string, inviter: string | null): Channel {
  if (channel.members.includes(user)) return channel;
  const joined = workspace.channels.put(channel.id, { ...channel, members: [...channel.members, user] });
  workspace.changes.announce({ type: 'joined', channel: joined, user, inviter });
  post(workspace, { channel: channel.id, user, subtype: 'channel_join', text: `<@${user}> has joined the channel` });
  return joined;
}

export function leave(workspace: Workspace, channel: Channel, user: string): Channel {
  const left = workspace.channels.put(channel.id, { ...channel, members: channel.members.filter((member) => member !== user) });
  workspace.changes.announce({ type: 'left', channel: left, user });
  return left;
}

/** Sets topic or purpose, with the line that Slack leaves in the channel. */
export function setSign(workspace: Workspace, channel: Channel, which: 'topic' | 'purpose', value: string, by: string): Channel {
  const sign: Sign = { value, creator: by, last_set: Math.floor(workspace.now() / 1000) };
  const changed = changeChannel(workspace, channel, { [which]: sign });
  const noun = which === 'topic' ? 'topic' : 'description';
  post(workspace, { channel: channel.id, user: by, subtype: `channel_${which}`, text: `set the channel ${noun}: ${value}` });
  return changed;
}

function newChannel(workspace: Workspace, fields: Pick<Channel, 'name' | 'kind' | 'members' | 'creator'>): Channel {
  const blank: Sign = { value: '', creator: '', last_set: 0 };
  const id = workspace.newId(fields.kind === 'direct' ? 'D' : 'C');
  return workspace.channels.put(id, {
    ...fields,
    id,
    created: Math.floor(workspace.now() / 1000),
    topic: blank,
    purpose: blank,
    archived: false,
    external: false,
    pins: [],
    bookmarks: [],
  });
}
