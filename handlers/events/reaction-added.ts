import { addMessage } from '../../src/flows/add-message.ts';
import { incidentOfMessage } from '../../src/flows/look-up.ts';
import { addedAnswer } from '../../src/flows/show-incident.ts';
import { InputError, on, z } from '../../src/kit/index.ts';
import { pin } from '../../src/slack/contracts.ts';

export default on.event(
  'reaction_added',
  'Put a message that somebody marks with 📌 into the timeline',
  z.object({ reaction: z.literal(pin), item: z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }) }),
  async (bot, { item }, by, messages) => {
    const quoted = await messages.at(item);
    const incident = await incidentOfMessage(bot, { ...item, thread: quoted?.thread });
    // In other channels people use the same mark for other things.
    if (incident === undefined) return undefined;
    if (quoted === undefined) {
      throw new InputError('Slack does not let the bot read this message, so it was not added.', {
        next: 'Use “Add to incident timeline” in its menu.',
      });
    }
    return addedAnswer(incident, await addMessage(bot, incident, quoted, by));
  },
);
