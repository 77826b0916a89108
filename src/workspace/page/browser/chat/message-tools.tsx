import { useState } from 'preact/hooks';
import type { PageMessage } from '../../../page-api.ts';
import { Dialog } from '../shell/dialog.tsx';
import { Icon } from '../shell/icon.tsx';
import { Menu } from '../shell/menu.tsx';
import { useDeeds } from '../state/deeds.ts';
import { useDirectory } from '../state/directory.ts';
import { useShortcuts } from '../state/shortcuts.ts';
import { emojiFor, quickReactions } from '../text/emoji.ts';
import { unescaped } from '../text/mrkdwn.ts';

interface MessageToolsProps {
  readonly message: PageMessage;
  readonly openThread?: (ts: string) => void;
}

/** What can be done with a message, at its upper right corner. */
export function MessageTools({ message, openThread }: MessageToolsProps) {
  const { as } = useDirectory();
  const act = useDeeds();
  const shortcuts = useShortcuts().filter(({ on }) => on === 'message');
  const [editing, setEditing] = useState(false);
  const { channel, ts } = message;
  if (message.ephemeral) return null;

  const own = message.user === as;
  const more = [
    ...shortcuts.map(({ callbackId, name, description }) => ({
      label: name,
      hint: description,
      choose: () => void act({ do: 'shortcut', callbackId, at: { channel, ts } }),
    })),
    ...(own
      ? [
          { label: 'Edit message', choose: () => setEditing(true) },
          { label: 'Delete message', choose: () => void act({ do: 'delete', channel, ts }) },
        ]
      : []),
  ];
  const reactions = quickReactions.map((name) => ({
    label: `${emojiFor(name)} ${name.replaceAll('_', ' ')}`,
    choose: () => void act({ do: 'react', channel, ts, name }),
  }));
  return (
    <>
      <div class="message-tools" role="toolbar" aria-label="Message actions">
        <Menu label="Add reaction" items={reactions} buttonClass="tool">
          <Icon name="smile" />
        </Menu>
        {openThread && (
          <button type="button" class="tool" aria-label="Reply in thread" title="Reply in thread" onClick={() => openThread(message.thread ?? ts)}>
            <Icon name="thread" />
          </button>
        )}
        {more.length > 0 && (
          <Menu label="More actions" items={more} buttonClass="tool">
            <Icon name="more" />
          </Menu>
        )}
      </div>
      {editing && <EditDialog message={message} done={() => setEditing(false)} />}
    </>
  );
}

function EditDialog({ message: { channel, ts, text: written }, done }: { message: PageMessage; done: () => void }) {
  const act = useDeeds();
  const [text, setText] = useState(unescaped(written));
  return (
    <Dialog labelledBy="edit-title" class="dialog small" dismiss={done}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void act({ do: 'edit', channel, ts, text });
          done();
        }}
      >
        <h2 id="edit-title" class="dialog-title">
          Edit message
        </h2>
        <div class="dialog-body">
          <textarea rows={4} value={text} aria-labelledby="edit-title" onInput={({ currentTarget }) => setText(currentTarget.value)} />
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={done}>
            Cancel
          </button>
          <button type="submit" class="button primary solid">
            Save
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
