import type { App } from '@slack/bolt';
import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
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
      const handler = handlers.get(contract);
      if (!handler) throw new InputError('This button is of another version of the bot. Nothing was done.', { next: 'Use a newer message.' });
      const spot = spotOf(channel, user.id, container.is_ephemeral === true);
      const value = decode(handler.contract, seal.openButton(contract, action.value ?? '', spot));
      if (spot.user === undefined) await checkMessage(bot, channel ?? '', message ?? '', value);
      return handler.press(bot, value, by);
    });
  });
}

function spotOf(channel: string | undefined, user: string, isEphemeral: boolean): Spot {
  if (channel === undefined) return { channel: home, user };
  return isEphemeral ? { channel, user } : { channel };
}

const about = z.looseObject({ incident: z.string().optional(), proposal: z.string().optional() });

/**
 * A press counts only in the message that the outbox recorded, and for what that message is about.
 * @throws InputError when somebody copied, forwarded or forged the button.
 */
async function checkMessage({ store }: Bot, channel: string, ts: string, value: unknown): Promise<void> {
  const mirror = await store.mirrorAt({ channel, ts });
  const { incident, proposal } = about.parse(value);
  const subject = /^[a-z]+:(.+)$/.exec(mirror?.subject ?? '')?.[1];
  const wanted = proposal === undefined ? incident : (await store.get('proposal', proposal))?.incident;
  const shown = subject?.startsWith('P-') ? (await store.get('proposal', subject))?.incident : subject;
  const ofOther = proposal !== undefined && subject?.startsWith('P-') === true && subject !== proposal;
  if (mirror !== undefined && shown !== undefined && shown === wanted && !ofOther) return;
  throw new InputError('This button does not stand in a message of Firebreak’s about this. Nothing was done.', {
    next: 'Use the button in the incident’s own channel.',
  });
}
