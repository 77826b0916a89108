import type { App } from '@slack/bolt';
import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import type { Pointed } from '../kit/knock.ts';
import { type Door, letIn } from './knocking.ts';
import { asRead } from './written.ts';

/** What of a shortcut's request is read. */
const used = z.looseObject({
  callback_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  user: z.looseObject({ id: z.string() }),
  team: z.looseObject({ id: z.string() }).nullish(),
  channel: z.looseObject({ id: z.string() }).optional(),
  message: z
    .looseObject({
      ts: z.string(),
      text: z.string().optional(),
      user: z.string().optional(),
      bot_id: z.string().optional(),
    })
    .optional(),
});

/** Lets in every use of a shortcut, on a message or from anywhere. */
export function bindShortcuts(app: App, door: Door): void {
  const { bot } = door;
  const handlers = new Map([...door.knocks.shortcuts.values()].map((handler) => [handler.contract.id, handler]));

  app.shortcut(/.*/, async ({ ack, body, respond }) => {
    await ack();
    const { callback_id: contract, trigger_id: trigger, response_url: address, user, team, channel, message } = used.parse(body);
    const url = address === undefined || respond === undefined ? undefined : { address, respond };
    const reply = door.replyTo({ user: user.id, channel: channel?.id, url });
    const knocker = { user: user.id, team: team?.id, channel: channel?.id };
    await letIn(door, { name: `shortcut ${contract}`, key: `shortcut:${trigger}`, knocker, reply, trigger }, (by) => {
      const handler = handlers.get(contract);
      if (!handler) throw new InputError('This shortcut is of another version of the bot. Nothing was done.');
      const text = asRead(bot.redact(message?.text ?? ''), (id) => bot.files.team.bySlack(id)?.name);
      const pointed: Pointed | undefined = channel &&
        message && { channel: channel.id, ts: message.ts, text, author: message.user ?? message.bot_id ?? 'unknown' };
      return handler.use(bot, pointed, by);
    });
  });
}
