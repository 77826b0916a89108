import type { Act, ActResult, Filled, FilledValues, JsonObject, Place } from '../page-api.ts';
import type { Interactions } from './app/interactions.ts';
import { directChannel, join, leave, maySee } from './channels.ts';
import { keepFile } from './files.ts';
import { complaints, elementsOf, heldBy, initialValues, type Placed } from './inputs.ts';
import { edit, post, react, remove } from './messages.ts';
import type { Channel, Message, User, View } from './records.ts';
import { SlackError } from './slack-error.ts';
import { spell } from './spelling.ts';
import { findView, noteOnView } from './views.ts';
import { slackbot, type Workspace } from './workspace.ts';

/** Somebody tried what they cannot do or what is not there: a sentence for people. */
export class ActRefused extends Error {}

const done: ActResult = { problem: null, errors: {}, channel: null, options: [], ts: null };

/** What people can do in the workspace. The page and the tests both come through here. */
export function people(workspace: Workspace, app: Interactions) {
  return async (act: Act): Promise<ActResult> => {
    const user = workspace.users.get(act.as);
    if (!user || user.bot || user.standing === 'deactivated') throw new ActRefused(`Nobody can act as ${act.as}.`);
    try {
      return await perform(workspace, app, user, act);
    } catch (error) {
      if (error instanceof SlackError) throw new ActRefused(`Slack refuses: ${error.code}.`);
      throw error;
    }
  };
}

export type Perform = ReturnType<typeof people>;

async function perform(workspace: Workspace, app: Interactions, user: User, act: Act): Promise<ActResult> {
  switch (act.do) {
    case 'type':
      return type(workspace, app, user, act);
    case 'click':
      return click(workspace, app, user, act);
    case 'submit':
      return submit(workspace, app, user, act);
    case 'close':
      await app.close(user, ownView(workspace, user, act.view), act.all ?? false);
      return done;
    case 'react':
      react(workspace, seenMessage(workspace, user, act.channel, act.ts), act.name, user.id, !act.remove);
      return done;
    case 'edit': {
      const message = ownMessage(workspace, user, act.channel, act.ts);
      edit(workspace, message, { by: user.id, text: spell(workspace, act.text), blocks: [] });
      return done;
    }
    case 'delete':
      remove(workspace, ownMessage(workspace, user, act.channel, act.ts));
      return done;
    case 'dismiss': {
      const message = seenMessage(workspace, user, act.channel, act.ts);
      if (message.ephemeralFor === undefined) throw new ActRefused('Only what is visible to you alone can be dismissed.');
      remove(workspace, message);
      return done;
    }
    case 'shortcut': {
      const known = workspace.manifest.features.shortcuts?.find((shortcut) => shortcut.callback_id === act.callbackId);
      if (!known || (known.type === 'message') !== (act.at !== undefined)) throw new ActRefused(`The app has no such shortcut: ${act.callbackId}.`);
      const message = act.at && seenMessage(workspace, user, act.at.channel, act.at.ts);
      return { ...done, problem: await app.shortcut(user, act.callbackId, message) };
    }
    case 'openHome':
      if (workspace.manifest.features.app_home?.home_tab_enabled === false) throw new ActRefused('This app has no Home.');
      app.openHome(user);
      return done;
    case 'openDirect': {
      if (!workspace.users.get(act.with)) throw new ActRefused(`There is nobody with the id ${act.with}.`);
      return { ...done, channel: directChannel(workspace, user.id, act.with).id };
    }
    case 'join': {
      const channel = seenChannel(workspace, user, act.channel);
      join(workspace, channel, user.id, null);
      return done;
    }
    case 'leave':
      leave(workspace, memberChannel(workspace, user, act.channel), user.id);
      return done;
    case 'invite': {
      const channel = memberChannel(workspace, user, act.channel);
      if (!workspace.users.get(act.user)) throw new ActRefused(`There is nobody with the id ${act.user}.`);
      join(workspace, channel, act.user, user.id);
      return done;
    }
    case 'suggest':
      return suggest(workspace, app, user, act);
    default:
      return act satisfies never;
  }
}

type Doing<What extends Act['do']> = Extract<Act, { readonly do: What }>;

async function type(workspace: Workspace, app: Interactions, user: User, act: Doing<'type'>): Promise<ActResult> {
  const channel = memberChannel(workspace, user, act.channel);
  if (channel.archived) throw new ActRefused('This channel is archived: nobody can write in it.');
  if (isMuted(workspace, channel)) throw new ActRefused('Sending messages to this app has been turned off.');
  if (act.text.startsWith('/')) return command(workspace, app, user, channel, act);
  if (act.text.trim() === '' && act.files === undefined) throw new ActRefused('An empty message cannot be sent.');
  const message = post(workspace, {
    channel: channel.id,
    user: user.id,
    text: spell(workspace, act.text),
    files: (act.files ?? []).map((file) => keepFile(workspace, user.id, file).id),
    ...(act.thread !== undefined && { thread: seenMessage(workspace, user, channel.id, act.thread).ts }),
  });
  return { ...done, ts: message.ts };
}

/** The app may have closed its Messages tab: then there is no composer. */
function isMuted(workspace: Workspace, channel: Channel): boolean {
  const home = workspace.manifest.features.app_home;
  const withApp = channel.kind === 'direct' && channel.members.includes(workspace.app.user);
  return withApp && (home?.messages_tab_read_only_enabled === true || home?.messages_tab_enabled === false);
}

async function command(workspace: Workspace, app: Interactions, user: User, channel: Channel, act: Doing<'type'>): Promise<ActResult> {
  const [, name = '', typed = ''] = /^(\/\S*)\s*([\s\S]*)$/.exec(act.text) ?? [];
  const tellUser = (text: string): ActResult => {
    post(workspace, { channel: channel.id, user: slackbot, text, ephemeralFor: user.id, ...(act.thread !== undefined && { thread: act.thread }) });
    return { ...done, problem: text };
  };
  if (act.thread !== undefined) return tellUser(`${name} is not supported in threads. Sorry!`);
  const known = workspace.manifest.features.slash_commands?.find((candidate) => candidate.command === name);
  if (!known)
    return tellUser(`${name} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`);
  const text = known.should_escape
    ? spell(workspace, typed, 'command')
    : typed.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '');
  const problem = await app.command(user, channel, name, text.trim());
  return problem === null ? done : tellUser(problem);
}

async function click(workspace: Workspace, app: Interactions, user: User, act: Doing<'click'>): Promise<ActResult> {
  const place = placeOf(workspace, user, act.at);
  const placed = elementAt(place, act.block, act.action);
  const action = actionOf(workspace, placed, act.chosen ?? null);
  const values = merge(merge(place.filled, act.values ?? {}), { [act.block]: { [act.action]: act.chosen ?? null } });
  if ('message' in place) return { ...done, problem: await app.actInMessage(user, place.message, action, values) };
  const view = noteOnView(workspace, place.view, { filled: values });
  return { ...done, problem: await app.actInView(user, view, action) };
}

async function submit(workspace: Workspace, app: Interactions, user: User, act: Doing<'submit'>): Promise<ActResult> {
  const view = ownView(workspace, user, act.view);
  if (view.submit === undefined) throw new ActRefused('This modal has nothing to submit.');
  const filled = merge(view.filled, act.values);
  const errors = complaints(view.blocks, filled);
  const noted = noteOnView(workspace, view, { filled, errors });
  if (Object.keys(errors).length > 0) return { ...done, errors };
  return { ...done, ...(await app.submit(user, noted)) };
}

async function suggest(workspace: Workspace, app: Interactions, user: User, act: Doing<'suggest'>): Promise<ActResult> {
  const place = placeOf(workspace, user, act.at);
  elementAt(place, act.block, act.action);
  const container =
    'view' in place
      ? { container: { type: 'view', view_id: place.view.id } }
      : { container: { type: 'message', message_ts: place.message.ts, channel_id: place.message.channel } };
  const acknowledged = await app.suggest(user, container, { block_id: act.block, action_id: act.action }, act.typed);
  if (!acknowledged.ok) return { ...done, problem: 'The options could not be loaded.' };
  const options = (acknowledged.answer.options ?? []) as readonly { text: { text: string }; value: string }[];
  return { ...done, options: options.map((option) => ({ label: option.text.text, value: option.value })) };
}

type PlaceFound =
  | { readonly message: Message; readonly blocks: Message['blocks']; readonly filled: FilledValues }
  | { readonly view: View; readonly blocks: View['blocks']; readonly filled: FilledValues };

function placeOf(workspace: Workspace, user: User, at: Place): PlaceFound {
  if ('view' in at) {
    const view = ownView(workspace, user, at.view);
    return { view, blocks: view.blocks, filled: view.filled };
  }
  const message = seenMessage(workspace, user, at.channel, at.ts);
  return { message, blocks: message.blocks, filled: initialValues(message.blocks) };
}

function elementAt(place: PlaceFound, block: string, action: string): Placed {
  const placed = elementsOf(place.blocks).find((candidate) => candidate.block.block_id === block && candidate.element.action_id === action);
  if (!placed) throw new ActRefused('What you pressed is not there any more: it was drawn anew a moment ago. Look again and press it there.');
  return placed;
}

/** The entry of `actions` in a `block_actions` payload. */
function actionOf(workspace: Workspace, { block, element }: Placed, chosen: Filled): JsonObject {
  const { action_id, type: kind, text, value, style, url } = element;
  const stamped = { action_id, block_id: block.block_id, action_ts: workspace.nextTs() };
  if (kind !== 'button') return { ...stamped, ...heldBy(element, chosen) };
  return {
    ...stamped,
    type: kind,
    ...(text !== undefined && { text }),
    ...(value !== undefined && { value }),
    ...(style !== undefined && { style }),
    ...(url !== undefined && { url }),
  };
}

function merge(under: FilledValues, over: FilledValues): FilledValues {
  const blocks = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...blocks].map((block) => [block, { ...under[block], ...over[block] }]));
}

function seenChannel(workspace: Workspace, user: User, id: string): Channel {
  const channel = workspace.channels.get(id);
  if (!channel || !maySee(user, channel)) throw new ActRefused(`${user.realName} sees no channel ${id}.`);
  return channel;
}

function memberChannel(workspace: Workspace, user: User, id: string): Channel {
  const channel = seenChannel(workspace, user, id);
  if (!channel.members.includes(user.id)) throw new ActRefused(`${user.realName} is not in ${channel.name || id}. Join it first.`);
  return channel;
}

function seenMessage(workspace: Workspace, user: User, channel: string, ts: string): Message {
  const message = workspace.messages(seenChannel(workspace, user, channel).id).get(ts);
  if (!message || (message.ephemeralFor !== undefined && message.ephemeralFor !== user.id)) throw new ActRefused('This message is no longer there.');
  return message;
}

function ownMessage(workspace: Workspace, user: User, channel: string, ts: string): Message {
  const message = seenMessage(workspace, user, channel, ts);
  if (message.user !== user.id || message.subtype !== undefined) throw new ActRefused('Only your own messages can be changed.');
  return message;
}

function ownView(workspace: Workspace, user: User, id: string): View {
  const view = findView(workspace, { id });
  if (view?.user !== user.id) throw new ActRefused('This window is no longer open.');
  return view;
}
