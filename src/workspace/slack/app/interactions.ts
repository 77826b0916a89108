import type { FilledValues, JsonObject } from '../../page-api.ts';
import { directChannel } from '../channels.ts';
import { stateOf } from '../inputs.ts';
import type { Channel, Message, User, View } from '../records.ts';
import { closeModal, modalsOf, noteOnView, pushModal, updateView } from '../views.ts';
import { messageJson, viewJson } from '../wire.ts';
import type { Workspace } from '../workspace.ts';
import type { Acknowledged, Delivery } from './delivery.ts';
import { answerInteraction, issueResponseUrl } from './response-url.ts';
import type { Triggers } from './triggers.ts';

export interface InteractionOptions {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly delivery: Delivery;
  /** `http://127.0.0.1:4100`: where response URLs point. */
  readonly origin: () => string;
}

/** What Slack says under a modal or a button when the app fails. */
const trouble = 'We had some trouble connecting. Try again?';

/**
 * What people do, as the app hears it, and what its acknowledgement changes. Each returns a sentence for the person when it did not work.
 * Source: docs.slack.dev/reference/interaction-payloads.
 */
export function interactions(options: InteractionOptions) {
  const { workspace, triggers, delivery } = options;

  const common = (user: User) => ({
    token: 'practice',
    team: { id: workspace.team.id, domain: workspace.team.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: workspace.team.id },
    api_app_id: workspace.app.id,
    enterprise: null,
    is_enterprise_install: false,
  });

  const ask = (payload: JsonObject, accepts = false) => delivery.ask({ type: 'interactive', payload, accepts });

  return {
    /** @returns what is wrong, as Slack's own client would say it. */
    async command(user: User, channel: Channel, command: string, text: string): Promise<string | null> {
      const bound = { channel: channel.id, user: user.id, message: null };
      const payload: JsonObject = {
        token: 'practice',
        team_id: workspace.team.id,
        team_domain: workspace.team.domain,
        channel_id: channel.id,
        channel_name: { public: channel.name, private: 'privategroup', direct: 'directmessage' }[channel.kind],
        user_id: user.id,
        user_name: user.name,
        command,
        text,
        api_app_id: workspace.app.id,
        is_enterprise_install: 'false',
        response_url: issueResponseUrl(workspace, options.origin(), bound).url,
        trigger_id: triggers.issue(user.id),
      };
      const acknowledged = await delivery.ask({ type: 'slash_commands', payload, accepts: true });
      if (!acknowledged.ok) return `${command} failed with the error "${commandError[acknowledged.why]}"`;
      try {
        answerInteraction(workspace, bound, acknowledged.answer);
        return null;
      } catch {
        return `${command} failed with the error "invalid_command_response"`;
      }
    },

    /** A press or a choice in a message. `values`: what stands in the other inputs of the message. */
    async actInMessage(user: User, message: Message, action: JsonObject, values: FilledValues): Promise<string | null> {
      const channel = workspace.channels.get(message.channel);
      const ephemeral = message.ephemeralFor !== undefined;
      const bound = { channel: message.channel, user: user.id, message: message.ts };
      const acknowledged = await ask({
        type: 'block_actions',
        ...common(user),
        container: {
          type: 'message',
          message_ts: message.ts,
          channel_id: message.channel,
          is_ephemeral: ephemeral,
          ...(message.thread && { thread_ts: message.thread }),
        },
        trigger_id: triggers.issue(user.id),
        channel: { id: message.channel, name: channel?.kind === 'public' ? channel.name : 'privategroup' },
        // Slack does not hand out the content of a message that only one person sees.
        ...(!ephemeral && { message: messageJson(workspace, message, { metadata: true }) }),
        state: { values: stateOf(message.blocks, values) },
        response_url: issueResponseUrl(workspace, options.origin(), bound).url,
        actions: [action],
      });
      return acknowledged.ok ? null : 'This app did not respond. Try again?';
    },

    /** A press or a choice in a modal or a Home. */
    async actInView(user: User, view: View, action: JsonObject): Promise<string | null> {
      const acknowledged = await ask({
        type: 'block_actions',
        ...common(user),
        container: { type: 'view', view_id: view.id },
        trigger_id: triggers.issue(user.id),
        view: viewJson(workspace, view),
        actions: [action],
      });
      return acknowledged.ok ? null : trouble;
    },

    async submit(user: User, view: View): Promise<{ problem: string | null; errors: Readonly<Record<string, string>> }> {
      const payload = {
        type: 'view_submission',
        ...common(user),
        trigger_id: triggers.issue(user.id),
        view: viewJson(workspace, view),
        response_urls: [],
      };
      const acknowledged = await ask(payload, true);
      if (!acknowledged.ok) return { problem: trouble, errors: {} };
      return answerSubmission(workspace, view, acknowledged.answer);
    },

    /** Closes first: nobody waits for the app to agree. */
    async close(user: User, view: View, all: boolean): Promise<void> {
      const closed = all ? modalsOf(workspace, user.id) : [view];
      closeModal(workspace, view, all);
      await Promise.all(
        closed
          .filter((candidate) => candidate.notify_on_close)
          .map((candidate) => ask({ type: 'view_closed', ...common(user), view: viewJson(workspace, candidate), is_cleared: all })),
      );
    },

    async shortcut(user: User, callbackId: string, message: Message | undefined): Promise<string | null> {
      const start = { callback_id: callbackId, trigger_id: triggers.issue(user.id), action_ts: workspace.nextTs() };
      if (!message) return shortcutProblem(await ask({ type: 'shortcut', ...common(user), ...start }));
      const channel = workspace.channels.get(message.channel);
      const bound = { channel: message.channel, user: user.id, message: null };
      return shortcutProblem(
        await ask({
          type: 'message_action',
          ...common(user),
          ...start,
          channel: { id: message.channel, name: channel?.kind === 'public' ? channel.name : 'privategroup' },
          message_ts: message.ts,
          message: messageJson(workspace, message),
          response_url: issueResponseUrl(workspace, options.origin(), bound).url,
        }),
      );
    },

    /** Asks for the options of an external select. */
    async suggest(user: User, place: JsonObject, element: { block_id: string; action_id: string }, typed: string): Promise<Acknowledged> {
      return ask({ type: 'block_suggestion', ...common(user), ...place, ...element, value: typed }, true);
    },

    /** Slack shows Home; the app hears of it. */
    openHome(user: User): void {
      directChannel(workspace, user.id, workspace.app.user);
      workspace.changes.announce({ type: 'home-opened', user: user.id });
    },
  };
}

export type Interactions = ReturnType<typeof interactions>;

const commandError = { timeout: 'operation_timeout', unreachable: 'dispatch_failed', http_error: 'http_service_error' } as const;

function shortcutProblem(acknowledged: Acknowledged): string | null {
  return acknowledged.ok ? null : 'This shortcut did not work. Try again?';
}

/** What `response_action` asks for. Errors for blocks that are not there, and views that Slack would refuse, are the app's fault and shown as trouble. */
function answerSubmission(
  workspace: Workspace,
  view: View,
  answer: JsonObject,
): { problem: string | null; errors: Readonly<Record<string, string>> } {
  const done = { problem: null, errors: {} };
  try {
    switch (answer.response_action) {
      case undefined:
        closeModal(workspace, view);
        return done;
      case 'clear':
        closeModal(workspace, view, true);
        return done;
      case 'update':
        updateView(workspace, view, answer.view);
        return done;
      case 'push':
        pushModal(workspace, view.user, answer.view);
        return done;
      case 'errors': {
        const errors = answer.errors as Readonly<Record<string, string>>;
        const known = view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
        if (Object.keys(errors).length === 0 || Object.keys(errors).some((block) => !known.includes(block))) return { problem: trouble, errors: {} };
        noteOnView(workspace, view, { errors });
        return { problem: null, errors };
      }
      default:
        return { problem: trouble, errors: {} };
    }
  } catch {
    return { problem: trouble, errors: {} };
  }
}
