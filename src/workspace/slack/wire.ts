import type { JsonObject } from '../page-api.ts';
import { privateFilePath } from './files.ts';
import { stateOf } from './inputs.ts';
import { replies } from './messages.ts';
import type { Channel, Message, StoredFile, User, View } from './records.ts';
import type { Workspace } from './workspace.ts';

/** Records as Slack's API and payloads spell them. */
export function userJson(workspace: Workspace, user: User, options: { email: boolean }): JsonObject {
  return {
    id: user.id,
    team_id: user.standing === 'stranger' ? 'T0ELSEWHERE' : workspace.team.id,
    name: user.name,
    real_name: user.realName,
    deleted: user.standing === 'deactivated',
    tz: user.timezone,
    tz_label: user.timezone,
    tz_offset: offsetSeconds(user.timezone, workspace.now()),
    is_bot: user.bot && user.id !== 'USLACKBOT',
    is_app_user: false,
    is_admin: false,
    is_owner: false,
    is_restricted: user.standing === 'guest' || user.standing === 'single-channel-guest',
    is_ultra_restricted: user.standing === 'single-channel-guest',
    ...(user.standing === 'stranger' && { is_stranger: true }),
    updated: 0,
    profile: {
      real_name: user.realName,
      display_name: user.name,
      title: user.title,
      team: workspace.team.id,
      ...(user.bot && { bot_id: workspace.app.bot, api_app_id: workspace.app.id }),
      ...(options.email && user.email !== '' && { email: user.email }),
    },
  };
}

export function channelJson(workspace: Workspace, channel: Channel, seenBy: string): JsonObject {
  const common = { id: channel.id, created: channel.created, is_archived: channel.archived, context_team_id: workspace.team.id };
  if (channel.kind === 'direct') {
    return { ...common, is_im: true, is_org_shared: false, user: channel.members.find((member) => member !== seenBy) ?? seenBy };
  }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_general: channel.name === 'general',
    is_member: channel.members.includes(seenBy),
    is_shared: channel.external,
    is_ext_shared: channel.external,
    is_pending_ext_shared: false,
    is_org_shared: false,
    creator: channel.creator,
    topic: { ...channel.topic },
    purpose: { ...channel.purpose },
    previous_names: [],
    num_members: channel.members.length,
  };
}

export function messageJson(workspace: Workspace, message: Message, options: { metadata: boolean } = { metadata: false }): JsonObject {
  const answers = replies(workspace, message.channel, message.ts);
  const pinned = workspace.channels.get(message.channel)?.pins.some((pin) => pin.ts === message.ts);
  const files = message.files.flatMap((id) => workspace.files.get(id) ?? []);
  return {
    type: 'message',
    ...(message.subtype && { subtype: message.subtype }),
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: workspace.team.id,
    ...(message.user === workspace.app.user && { bot_id: workspace.app.bot, app_id: workspace.app.id }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.attachments.length > 0 && { attachments: message.attachments }),
    ...(message.thread && { thread_ts: message.thread }),
    ...(message.edited && { edited: { ...message.edited } }),
    ...(options.metadata && message.metadata && { metadata: message.metadata }),
    ...(files.length > 0 && { files: files.map((file) => fileJson(workspace, file)) }),
    ...(message.reactions.length > 0 && {
      reactions: message.reactions.map(({ name, users }) => ({ name, users, count: users.length })),
    }),
    ...(pinned && { pinned_to: [message.channel] }),
    ...(answers.length > 0 && {
      thread_ts: message.ts,
      reply_count: answers.length,
      reply_users: [...new Set(answers.map((answer) => answer.user))],
      reply_users_count: new Set(answers.map((answer) => answer.user)).size,
      latest_reply: answers.at(-1)?.ts,
    }),
  };
}

export function viewJson(workspace: Workspace, view: View): JsonObject {
  return {
    id: view.id,
    team_id: workspace.team.id,
    app_id: workspace.app.id,
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.app.bot,
    type: view.type,
    title: view.title ?? { type: 'plain_text', text: 'Home' },
    submit: view.submit ?? null,
    close: view.close ?? null,
    blocks: view.blocks,
    private_metadata: view.private_metadata,
    callback_id: view.callback_id,
    external_id: view.external_id,
    state: { values: stateOf(view.blocks, view.filled) },
    hash: view.hash,
    clear_on_close: view.clear_on_close,
    notify_on_close: view.notify_on_close,
    previous_view_id: view.previous,
    root_view_id: view.root,
  };
}

export function fileJson({ origin }: Pick<Workspace, 'origin'>, file: StoredFile): JsonObject {
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.split('.').at(-1) ?? '',
    size: file.size,
    user: file.user,
    created: file.created,
    mode: 'hosted',
    is_external: false,
    url_private: `${origin}${privateFilePath}${file.id}/${encodeURIComponent(file.name)}`,
    url_private_download: `${origin}${privateFilePath}${file.id}/download/${encodeURIComponent(file.name)}`,
  };
}

function offsetSeconds(timezone: string, at: number): number {
  const name = new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name ?? '') ?? [];
  return sign ? Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60) : 0;
}
