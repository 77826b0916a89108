import type { App } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { EventHandler } from '../kit/knock.ts';
import { home } from './bind-buttons.ts';
import { type Door, letIn } from './knocking.ts';

const changed = z.looseObject({
  user: z.string().optional(),
  bot_id: z.string().optional(),
  edited: z.looseObject({ user: z.string() }).optional(),
});

/** What every event of Slack's may carry. Some name the person only by id, some as an object. */
const occurrence = z.looseObject({
  user: z.union([z.string(), z.looseObject({ id: z.string() })]).optional(),
  channel: z.union([z.string(), z.looseObject({ id: z.string() })]).optional(),
  /** The message that somebody reacted to. */
  item: z.looseObject({ channel: z.string().optional() }).optional(),
  ts: z.string().optional(),
  thread_ts: z.string().optional(),
  bot_id: z.string().optional(),
  // A message that was changed or deleted; Slack says who changed it, and of one that was deleted only whose it was.
  message: changed.optional(),
  previous_message: changed.optional(),
});

/** A handler whose payload was checked by its own schema. */
type AnyEvent = EventHandler<unknown>;

/**
 * Lets in what happens in Slack, for every event that somebody listens to. What bots do is not heard, or two bots could talk to each other for ever; that
 * one changes a message of its own is, unless it is this bot (`self`).
 */
export function bindEvents(app: App, door: Door, self: string): void {
  const { api, bot, seal } = door;

  for (const handler of door.knocks.events.values() as Iterable<unknown> as Iterable<AnyEvent>) {
    app.event(handler.event, async ({ event, body }) => {
      const { user, item, channel = item?.channel, thread_ts: thread, bot_id: fromBot, message, previous_message: before } = occurrence.parse(event);
      const payload = handler.payload.safeParse(event);
      const who = (typeof user === 'string' ? user : user?.id) ?? message?.edited?.user ?? message?.user ?? before?.user ?? before?.bot_id;
      const isOwn = (message?.bot_id ?? before?.bot_id) === self;
      if (fromBot !== undefined || isOwn || !payload.success || who === undefined) return;
      const place = typeof channel === 'string' ? channel : channel?.id;
      const reply = door.replyTo({ user: who, channel: place, thread });
      await letIn(
        door,
        { name: `event ${handler.event}`, key: `event:${body.event_id}`, knocker: { user: who, team: body.team_id, channel: place }, reply },
        async (by) => {
          const outcome = await handler.hear(bot, payload.data, by, door.messages);
          if (outcome === undefined || !('home' in outcome)) return outcome;
          const blocks = await seal.blocks(outcome.home as readonly KnownBlock[], { channel: home, user: who });
          await api.reply('show somebody their Home tab', (client) => client.views.publish({ user_id: who, view: { type: 'home', blocks } }));
          return undefined;
        },
      );
    });
  }
}
