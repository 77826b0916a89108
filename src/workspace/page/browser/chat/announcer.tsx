import type { PageMessage } from '../../../page-api.ts';
import { useDirectory } from '../state/directory.ts';
import { unescaped } from '../text/mrkdwn.ts';

/** Says new messages of others to those who listen to the page: who, where, and the text that stands beside the blocks. */
export function Announcer({ message }: { message: PageMessage | null }) {
  const { people, channels } = useDirectory();
  return (
    <div class="hidden" role="status" aria-live="polite">
      {message &&
        `${people.get(message.user)?.realName ?? 'App'} in ${channels.get(message.channel)?.name ?? 'a channel'}: ${unescaped(message.text).slice(0, 200)}`}
    </div>
  );
}
