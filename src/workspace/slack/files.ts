import type { AttachedFile } from '../page-api.ts';
import { edit } from './messages.ts';
import type { StoredFile } from './records.ts';
import type { Workspace } from './workspace.ts';

/** Path under which an app gets the bytes of a file, with its token. */
export const privateFilePath = '/files-pri/';

/** Keeps a file that somebody sends. */
export function keepFile(workspace: Workspace, user: string, { name, mimetype, contentBase64 }: AttachedFile): StoredFile {
  const id = workspace.newId('F');
  const size = Buffer.from(contentBase64, 'base64').length;
  const created = Math.floor(workspace.now() / 1000);
  return workspace.files.put(id, { id, name, title: name, mimetype, size, user, created, contentBase64, complete: true });
}

/** Takes a file away, also out of the messages that it was sent with. */
export function dropFile(workspace: Workspace, id: string): void {
  workspace.files.remove(id);
  for (const channel of workspace.channels.values()) {
    for (const message of workspace.messages(channel.id).values()) {
      if (!message.files.includes(id)) continue;
      const { user: by, text, blocks, files } = message;
      edit(workspace, message, { by, text, blocks, files: files.filter((one) => one !== id) });
    }
  }
}
