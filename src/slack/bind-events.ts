import type { App } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { EventHandler } from '../kit/knock.ts';
import { home } from './bind-buttons.ts';
import { type Door, letIn } from './knocking.ts';

/** What every event of Slack's may carry. Some name the person only by id, some as an object. */
const occurrence = z.looseObject({
  user: z.union([z.string(), z.looseObject({ id: z.string() })]).optional(),
  channel: z.union([z.string(), z.looseObject({ id: z.string() })]).optional(),
  ts: z.string().optional(),
  thread_ts: z.string().optional(),
  bot_id: z.string().optional(),
});

/** A handler whose payload was checked by its own schema. */
type AnyEvent = EventHandler<unknown>;

/** Lets in what happens in Slack, for every event that somebody listens to. What bots do is not heard, or two bots could talk to each other for ever. */
export function bindEvents(app: App, door: Door): void {
  const { api, bot, seal } = door;

  for (const handler of door.knocks.events.values() as Iterable<unknown> as Iterable<AnyEvent>) {
    app.event(handler.event, async ({ event, body }) => {
      const { user, channel, thread_ts: thread, bot_id: fromBot } = occurrence.parse(event);
      const payload = handler.payload.safeParse(event);
      const who = typeof user === 'string' ? user : user?.id;
      if (fromBot !== undefined || !payload.success || who === undefined) return;
      const place = typeof channel === 'string' ? channel : channel?.id;
      const reply = door.replyTo({ user: who, channel: place, thread });
      await letIn(
        door,
        { name: `event ${handler.event}`, key: `event:${body.event_id}`, knocker: { user: who, team: body.team_id, channel: place }, reply },
        async (by) => {
          const outcome = await handler.hear(bot, payload.data, by);
          if (outcome === undefined || !('home' in outcome)) return outcome;
          const blocks = await seal.blocks(outcome.home as readonly KnownBlock[], { channel: home, user: who });
          await api.reply('show somebody their Home tab', (client) => client.views.publish({ user_id: who, view: { type: 'home', blocks } }));
          return undefined;
        },
      );
    });
  }
}
