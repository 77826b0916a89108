import { randomBytes } from 'node:crypto';
import type { Block, JsonObject } from '../page-api.ts';
import type { Message } from './records.ts';
import { SlackError } from './slack-error.ts';
import type { Workspace } from './workspace.ts';

/** What may be said about a new message; the rest is filled in. */
export type Draft = Pick<Message, 'channel' | 'user' | 'text'> &
  Partial<Pick<Message, 'attachments' | 'metadata' | 'subtype' | 'thread' | 'files' | 'ephemeralFor'>> & { readonly blocks?: readonly JsonObject[] };

/** Puts a message into its channel and says so. Every block gets a `block_id`. */
export function post(workspace: Workspace, draft: Draft): Message {
  const { blocks, ...fields } = draft;
  const message: Message = {
    attachments: [],
    files: [],
    ...fields,
    ts: workspace.nextTs(),
    blocks: withIds(blocks ?? []),
    reactions: [],
  };
  workspace.messages(message.channel).put(message.ts, message);
  workspace.changes.announce({ type: 'posted', message });
  redrawParent(workspace, message);
  return message;
}

/** Replaces what a message says; its place, thread and reactions stay. */
export function edit(
  workspace: Workspace,
  before: Message,
  now: {
    by: string;
    text: string;
    blocks: readonly JsonObject[];
    attachments?: readonly JsonObject[];
    metadata?: JsonObject;
    files?: readonly string[];
  },
): Message {
  const { by, blocks, ...said } = now;
  const message: Message = { ...before, ...said, blocks: withIds(blocks), edited: { user: by, ts: workspace.nextTs() } };
  workspace.messages(message.channel).put(message.ts, message);
  workspace.changes.announce({ type: 'edited', message, before });
  return message;
}

export function remove(workspace: Workspace, message: Message): void {
  workspace.messages(message.channel).remove(message.ts);
  workspace.changes.announce({ type: 'deleted', message });
  redrawParent(workspace, message);
}

/** @throws SlackError `already_reacted` or `no_reaction`. */
export function react(workspace: Workspace, message: Message, name: string, by: string, added: boolean): Message {
  const users = message.reactions.find((reaction) => reaction.name === name)?.users ?? [];
  if (added && users.includes(by)) throw new SlackError('already_reacted');
  if (!added && !users.includes(by)) throw new SlackError('no_reaction');
  const now = added ? [...users, by] : users.filter((user) => user !== by);
  const others = message.reactions.filter((reaction) => reaction.name !== name);
  const changed = { ...message, reactions: now.length > 0 ? [...others, { name, users: now }] : others };
  workspace.messages(message.channel).put(message.ts, changed);
  workspace.changes.announce({ type: 'reacted', message: changed, name, by, added });
  return changed;
}

/** @throws SlackError `already_pinned` or `no_pin`. */
export function pin(workspace: Workspace, message: Message, by: string, added: boolean): void {
  const channel = workspace.channels.get(message.channel);
  if (!channel) throw new SlackError('channel_not_found');
  const there = channel.pins.some((pinned) => pinned.ts === message.ts);
  if (added && there) throw new SlackError('already_pinned');
  if (!added && !there) throw new SlackError('no_pin');
  const others = channel.pins.filter((pinned) => pinned.ts !== message.ts);
  const pins = added ? [...others, { ts: message.ts, by, at: Math.floor(workspace.now() / 1000) }] : others;
  workspace.channels.put(channel.id, { ...channel, pins });
  workspace.changes.announce({ type: 'pinned', message, by, added });
}

/** The message with this `ts` that everybody in the channel can see. */
export function lasting(workspace: Workspace, channel: string, ts: string): Message | undefined {
  const message = workspace.messages(channel).get(ts);
  return message?.ephemeralFor === undefined ? message : undefined;
}

/** The replies of a thread, oldest first, without the parent. */
export function replies(workspace: Workspace, channel: string, thread: string): readonly Message[] {
  return workspace
    .messages(channel)
    .values()
    .filter((message) => message.thread === thread && message.ephemeralFor === undefined);
}

/** Gives every block and element that has none an id of its own, as Slack does. */
export function withIds(blocks: readonly JsonObject[]): readonly Block[] {
  return blocks.map((block) => ({
    ...block,
    type: String(block.type),
    block_id: String(block.block_id ?? shortId()),
    ...(isObject(block.accessory) && { accessory: withActionId(block.accessory) }),
    ...(isObject(block.element) && { element: withActionId(block.element) }),
    ...(block.type === 'actions' &&
      Array.isArray(block.elements) && { elements: block.elements.map((element: JsonObject) => withActionId(element)) }),
    ...(Array.isArray(block.child_blocks) && { child_blocks: withIds(block.child_blocks as JsonObject[]) }),
  }));
}

function withActionId(element: JsonObject): JsonObject {
  return element.type === 'image' || element.action_id !== undefined ? element : { ...element, action_id: shortId() };
}

function shortId(): string {
  return randomBytes(3).toString('hex');
}

function redrawParent(workspace: Workspace, reply: Message): void {
  if (reply.thread === undefined || reply.ephemeralFor !== undefined) return;
  const parent = workspace.messages(reply.channel).get(reply.thread);
  if (parent) workspace.changes.announce({ type: 'redrawn', message: parent });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
