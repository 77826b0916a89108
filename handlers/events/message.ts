import { followMessage } from '../../src/flows/add-message.ts';
import { on, z } from '../../src/kit/index.ts';

const said = z.object({ ts: z.string(), text: z.string().default('') });

export default on.event(
  'message',
  'Write down that a message in a timeline was changed or deleted in Slack; what it said stays',
  z.discriminatedUnion('subtype', [
    z.object({ subtype: z.literal('message_changed'), channel: z.string(), message: said, previous_message: said }),
    z.object({ subtype: z.literal('message_deleted'), channel: z.string(), deleted_ts: z.string() }),
  ]),
  async (bot, event, by, messages) => {
    const { channel } = event;
    if (event.subtype === 'message_deleted') {
      await followMessage(bot, { channel, ts: event.deleted_ts }, { became: 'deleted' }, by);
    } else if (event.message.text !== event.previous_message.text) {
      // Slack says the same when a link was unfurled or somebody replied.
      await followMessage(bot, { channel, ts: event.message.ts }, { became: 'edited', ...(await messages.words(event.message.text)) }, by);
    }
    return undefined;
  },
);
