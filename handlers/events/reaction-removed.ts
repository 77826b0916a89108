import { unpinMessage } from '../../src/flows/add-message.ts';
import { on, z } from '../../src/kit/index.ts';
import { pin } from '../../src/slack/contracts.ts';

export default on.event(
  'reaction_removed',
  'Write down that somebody took their 📌 off a message; it stays in the timeline',
  z.object({ reaction: z.literal(pin), item: z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }) }),
  async (bot, { item }, by) => {
    await unpinMessage(bot, item, by);
    return undefined;
  },
);
