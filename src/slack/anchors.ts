import type { AnchorMedium } from '../core/anchor.ts';
import type { ChannelOfOurs } from './channel-of-ours.ts';
import type { Place, PostedMessages } from './posted.ts';
import type { Put } from './posting.ts';
import { anchorMessage } from './views/anchor-message.ts';

/** Signed checkpoints as messages in a channel of their own, which people may mute. What this very bot posted there is read back. */
export function slackAnchors(channel: ChannelOfOurs, posted: Pick<PostedMessages, 'texts'>, put: Put): AnchorMedium {
  const place = async (): Promise<Place> => ({ channel: await channel.id() });
  return {
    id: 'slack',
    title: 'Slack',
    texts: async () => posted.texts(await place()),
    keep: async (checkpoint, { attempt, ambiguous }) => {
      const { ref } = await put({ subject: `anchor:slack:${checkpoint.size}`, attempt, ambiguous }, await place(), anchorMessage(checkpoint));
      return ref;
    },
  };
}
