import type { Act, ActResult, AttachedFile, Filled, FilledValues, PageChannel, PageMessage, PageView, Place } from '../page-api.ts';
import { lookUpChannel } from './channels.ts';
import { elementsOf, type Placed } from './inputs.ts';
import type { Perform } from './people.ts';
import type { User } from './records.ts';
import { channelsSeenBy, isFor, messageSeen, messagesSeenBy, viewsSeenBy } from './seen.ts';
import type { Workspace } from './workspace.ts';

/** What came of an act: what the app showed this person until it was quiet again. */
export interface Outcome extends ActResult {
  /** Messages that the app, or Slack itself, posted or changed where this person sees it. The newest state of each, in the order of appearance. */
  readonly answers: readonly PageMessage[];
  /** The modal now on top. */
  readonly modal: PageView | undefined;
}

/** How long to wait for the app's answer. */
export interface Patience {
  /** How long an answer may take; milliseconds, 2500 when left out; 0: do not wait. */
  readonly answerWithin?: number;
  /** How long it has to be quiet before the answer counts as complete; milliseconds, 80 when left out. */
  readonly quietFor?: number;
}

/** A button, menu or input: by its action id or what is written on it. Several of these: narrow it down. */
export type ElementChoice = string | { readonly action?: string; readonly block?: string; readonly label?: string; readonly value?: string };

/** Somebody of the workspace, for tests and for the demo: everything a person can do and see. */
export function actingPerson(workspace: Workspace, perform: Perform, user: User) {
  const channelId = (reference: string): string => {
    const channel = lookUpChannel(workspace, reference);
    if (!channel) throw new Error(`There is no channel ${reference}.`);
    return channel.id;
  };
  const readChannel = (reference: string): readonly PageMessage[] => {
    const channel = workspace.channels.get(channelId(reference));
    return channel ? messagesSeenBy(workspace, channel, user) : [];
  };
  const topModal = () => viewsSeenBy(workspace, user.id).modals.at(-1);

  const act = async (what: Act, patience: Patience = {}): Promise<Outcome> => {
    const watch = watchApp(workspace, user);
    try {
      const result = await perform(what);
      const failed = result.problem !== null || Object.keys(result.errors).length > 0;
      if (!failed) await watch.quiet(patience.answerWithin ?? 2500, patience.quietFor ?? 80);
      return { ...result, answers: watch.answers(), modal: topModal() };
    } finally {
      watch.stop();
    }
  };

  return {
    id: user.id,
    name: user.name,
    /** Does anything of the page API. */
    act,

    /** Writes a message. Waits for an answer only when the app is addressed. */
    say(
      channel: string,
      text: string,
      options: Patience & { readonly thread?: string; readonly files?: readonly AttachedFile[] } = {},
    ): Promise<Outcome> {
      const { thread, files, ...patience } = options;
      const id = channelId(channel);
      const addressed = text.includes(`@${workspace.app.name.toLowerCase()}`) || workspace.channels.get(id)?.kind === 'direct';
      return act(
        { as: user.id, do: 'type', channel: id, text, ...(thread !== undefined && { thread }), ...(files && { files }) },
        addressed ? patience : { answerWithin: 0, ...patience },
      );
    },
    /** Types a slash command: `command('#general', '/triage INC-1')`. */
    command: (channel: string, text: string, patience?: Patience): Promise<Outcome> =>
      act({ as: user.id, do: 'type', channel: channelId(channel), text }, patience),
    /** Presses a button, or chooses (`chosen`) in a menu, of a message or view. */
    click(
      on: PageMessage | PageView,
      element: ElementChoice,
      options: Patience & { readonly chosen?: Filled; readonly values?: FilledValues } = {},
    ): Promise<Outcome> {
      const { chosen, values, ...patience } = options;
      const { block, element: found } = pick(on, element);
      const more = { ...(chosen !== undefined && { chosen }), ...(values !== undefined && { values }) };
      return act({ as: user.id, do: 'click', at: placeOf(on), block: block.block_id, action: found.action_id, ...more }, patience);
    },
    /** Fills in and submits a modal. Values go by action id, block id or label. */
    submit(view: PageView, values: Readonly<Record<string, Filled>> = {}, patience?: Patience): Promise<Outcome> {
      const filled: Record<string, Record<string, Filled>> = {};
      for (const [name, value] of Object.entries(values)) {
        const { block, element } = pick(view, name);
        filled[block.block_id] = { ...filled[block.block_id], [element.action_id]: value };
      }
      return act({ as: user.id, do: 'submit', view: view.id, values: filled }, { answerWithin: 1500, ...patience });
    },
    close: (view: PageView, all = false): Promise<Outcome> => act({ as: user.id, do: 'close', view: view.id, all }, { answerWithin: 0 }),
    react: (message: PageMessage, name: string, patience: Patience = { answerWithin: 0 }): Promise<Outcome> =>
      act({ as: user.id, do: 'react', channel: message.channel, ts: message.ts, name }, patience),
    unreact: (message: PageMessage, name: string): Promise<Outcome> =>
      act({ as: user.id, do: 'react', channel: message.channel, ts: message.ts, name, remove: true }, { answerWithin: 0 }),
    edit: (message: PageMessage, text: string): Promise<Outcome> =>
      act({ as: user.id, do: 'edit', channel: message.channel, ts: message.ts, text }, { answerWithin: 0 }),
    remove: (message: PageMessage): Promise<Outcome> =>
      act({ as: user.id, do: 'delete', channel: message.channel, ts: message.ts }, { answerWithin: 0 }),
    /** Uses a global shortcut, or one on a message. */
    shortcut: (callbackId: string, on?: PageMessage, patience?: Patience): Promise<Outcome> =>
      act({ as: user.id, do: 'shortcut', callbackId, ...(on && { at: { channel: on.channel, ts: on.ts } }) }, patience),
    /** Opens the app's Home tab; the view that the app published is in `home()`. */
    openHome: (patience?: Patience): Promise<Outcome> => act({ as: user.id, do: 'openHome' }, patience),
    /** Opens the direct message with somebody (the app when left out) and returns its id. */
    async direct(other: string = workspace.app.user): Promise<string> {
      return (await act({ as: user.id, do: 'openDirect', with: other }, { answerWithin: 0 })).channel ?? '';
    },

    channels: (): readonly PageChannel[] => channelsSeenBy(workspace, user),
    /** Oldest first; ephemeral messages and replies included. */
    messages: readChannel,
    ephemerals: (channel: string): readonly PageMessage[] => readChannel(channel).filter((message) => message.ephemeral),
    thread: (parent: PageMessage): readonly PageMessage[] =>
      readChannel(parent.channel).filter((message) => message.thread === parent.ts && message.ts !== parent.ts),
    pins: (channel: string): readonly PageMessage[] => readChannel(channel).filter((message) => message.pinned),
    /** The modal on top. */
    modal: topModal,
    home: (): PageView | null => viewsSeenBy(workspace, user.id).home,
  };
}

export type ActingPerson = ReturnType<typeof actingPerson>;

/** Notes what the app shows this person from now on. */
function watchApp(workspace: Workspace, user: User) {
  const answers = new Map<string, PageMessage>();
  let last: number | undefined;
  const stop = workspace.changes.listen((change) => {
    if (change.type === 'views' && change.user === user.id) last = performance.now();
    if (change.type !== 'posted' && change.type !== 'edited' && change.type !== 'deleted') return;
    const { message } = change;
    const channel = workspace.channels.get(message.channel);
    const fromApp = workspace.users.get(message.user)?.bot === true;
    if (!fromApp || !channel?.members.includes(user.id) || !isFor(message, user)) return;
    last = performance.now();
    const key = `${message.channel} ${message.ts}`;
    if (change.type === 'deleted') answers.delete(key);
    else answers.set(key, messageSeen(workspace, message));
  });
  return {
    stop,
    answers: () => [...answers.values()],
    /** Resolves when something came and then nothing more for a while, or when nothing came in time. */
    async quiet(within: number, quietFor: number): Promise<void> {
      const start = performance.now();
      for (;;) {
        const now = performance.now();
        if (last === undefined ? now - start >= within : now - last >= quietFor) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}

function placeOf(on: PageMessage | PageView): Place {
  return 'ts' in on ? { channel: on.channel, ts: on.ts } : { view: on.id };
}

function pick(on: PageMessage | PageView, choice: ElementChoice): Placed {
  const all = elementsOf(on.blocks);
  const matching = all.filter((placed) => {
    if (typeof choice === 'string') return [placed.element.action_id, placed.block.block_id, labelOf(placed)].includes(choice);
    const { action, block, label, value } = choice;
    return (
      (action === undefined || placed.element.action_id === action) &&
      (block === undefined || placed.block.block_id === block) &&
      (label === undefined || labelOf(placed) === label) &&
      (value === undefined || placed.element.value === value)
    );
  });
  const [first] = matching;
  if (first && matching.length === 1) return first;
  const there = all.map((placed) => `${placed.element.action_id} “${labelOf(placed)}”`).join(', ');
  throw new Error(
    `${matching.length === 0 ? 'Nothing' : `${matching.length} elements`} here for ${JSON.stringify(choice)}. There is: ${there || 'nothing to press'}.`,
  );
}

function labelOf({ block, element }: Placed): string {
  const text = (element.text ?? block.label) as { readonly text?: string } | undefined;
  return text?.text ?? '';
}
