import type { App } from '@slack/bolt';
import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import type { Answer } from '../kit/answer.ts';
import type { Opening } from '../kit/contract.ts';
import type { By } from '../kit/knock.ts';
import { type ClickedMessage, checkMessage, recordRefused, subjectOf } from './clicked-message.ts';
import { decode } from './contracts.ts';
import { type Door, letIn } from './knocking.ts';
import type { Spot } from './seal.ts';
import { contractOf } from './views/blocks.ts';

/** The spot of everything on a person's Home tab. */
export const home = 'home';

/** What of a `block_actions` request is read. */
const click = z.looseObject({
  user: z.looseObject({ id: z.string() }),
  team: z.looseObject({ id: z.string() }).nullish(),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  container: z.looseObject({
    type: z.string(),
    channel_id: z.string().optional(),
    message_ts: z.string().optional(),
    is_ephemeral: z.boolean().optional(),
    thread_ts: z.string().optional(),
  }),
});

/** Lets in every press of a button. None is silent, also of buttons that no longer exist. */
export function bindButtons(app: App, door: Door): void {
  const { bot, seal } = door;
  const handlers = new Map([...door.knocks.buttons.values()].map((handler) => [handler.contract.id, handler]));

  app.action({ type: 'block_actions' }, async ({ ack, body, action, respond }) => {
    await ack();
    const { user, team, trigger_id: trigger, response_url: address, container } = click.parse(body);
    if (action.type !== 'button' || action.url !== undefined) return;
    const { channel_id: channel, message_ts: message, thread_ts: thread } = container;
    const contract = contractOf(action.action_id);
    const reply = door.replyTo({ user: user.id, channel, thread, url: address === undefined ? undefined : { address, respond } });
    const knocker = { user: user.id, team: team?.id, channel, message };
    await letIn(door, { name: `button ${contract}`, key: `action:${trigger}:${action.action_ts}`, knocker, reply, trigger }, async (by) => {
      const spot = spotOf(channel, user.id, container.is_ephemeral === true);
      const clicked = spot.user === undefined && channel !== undefined && message !== undefined ? { channel, ts: message, thread } : undefined;
      return press({ contract, sealed: action.value ?? '', spot, clicked }, by);
    });
  });

  /** @throws InputError when it is not a button of ours, here and now; that it was pressed is written down. */
  async function press({ contract, sealed, spot, clicked }: Press, by: By): Promise<Answer | Opening> {
    const handler = handlers.get(contract);
    const subject = clicked && (await subjectOf(bot, door.posted, clicked));
    const opened = async () => {
      if (!handler) throw new InputError('This button is of another version of the bot. Nothing was done.', { next: 'Use a newer message.' });
      const value = decode(handler.contract, await seal.openButton(contract, sealed, spot));
      if (spot.user === undefined) await checkMessage(bot, subject, value, spot.channel);
      return () => handler.press(bot, value, by);
    };
    const answer = await opened().catch(async (error: unknown) => {
      const button = handler === undefined ? 'of another version' : contract;
      if (error instanceof InputError) await recordRefused(bot, { button, subject, why: error.message }, by);
      throw error;
    });
    return answer();
  }
}

interface Press {
  readonly contract: string;
  readonly sealed: string;
  readonly spot: Spot;
  /** Undefined where one person alone was shown it. */
  readonly clicked: ClickedMessage | undefined;
}

function spotOf(channel: string | undefined, user: string, isEphemeral: boolean): Spot {
  if (channel === undefined) return { channel: home, user };
  return isEphemeral ? { channel, user } : { channel };
}
