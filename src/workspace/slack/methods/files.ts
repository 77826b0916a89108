import path from 'node:path';
import type { JsonObject } from '../../page-api.ts';
import { dropFile } from '../files.ts';
import { post } from '../messages.ts';
import type { StoredFile } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import { fileJson } from '../wire.ts';
import type { Workspace } from '../workspace.ts';
import { joinedChannel, type Methods } from './method.ts';

/** Path under which bytes are taken. */
export const uploadPath = '/upload/v1/';

/** Uploads in Slack's three steps: an address, the bytes, the completion. */
export const fileMethods: Methods = {
  'files.getUploadURLExternal': {
    scopes: ['files:write'],
    tier: 4,
    run(args, { workspace, origin }) {
      const name = args.text('filename');
      const size = args.number('length', 0);
      if (!(size > 0)) throw new SlackError('invalid_arguments', { response_metadata: { messages: ['[ERROR] length must be positive'] } });
      const id = workspace.newId('F');
      workspace.files.put(id, {
        id,
        name,
        title: name,
        mimetype: 'application/octet-stream',
        size,
        user: workspace.app.user,
        created: Math.floor(workspace.now() / 1000),
        contentBase64: '',
        complete: false,
      });
      return { upload_url: `${origin()}${uploadPath}${id}`, file_id: id };
    },
  },
  'files.completeUploadExternal': {
    scopes: ['files:write'],
    tier: 4,
    run(args, around) {
      const { workspace } = around;
      const named = args.json('files', 'invalid_arguments') as readonly { id: string; title?: string }[] | undefined;
      if (!named || named.length === 0) throw new SlackError('invalid_arguments');
      const uploaded = named.map(({ id }) => {
        const file = workspace.files.get(id);
        if (!file || file.contentBase64 === '') throw new SlackError('file_not_found');
        return file;
      });
      const reference = args.optional('channel_id') ?? args.optional('channels');
      const channel = reference === undefined ? undefined : joinedChannel(around, reference);
      const files = uploaded.map((file, index) =>
        workspace.files.put(file.id, { ...file, complete: true, title: named[index]?.title ?? file.title }),
      );
      if (channel) {
        around.rates.post(channel.id);
        const thread = args.optional('thread_ts');
        post(workspace, {
          channel: channel.id,
          user: workspace.app.user,
          text: args.optional('initial_comment') ?? '',
          files: files.map(({ id }) => id),
          ...(thread !== undefined && { thread }),
        });
      }
      return { files: files.map((file) => fileJson(workspace, file)) };
    },
  },
  'files.info': {
    scopes: ['files:read'],
    tier: 4,
    run(args, { workspace }): JsonObject {
      const file = workspace.files.get(args.text('file'));
      if (!file?.complete) throw new SlackError('file_not_found');
      return { file: fileJson(workspace, file) };
    },
  },
  'files.delete': {
    scopes: ['files:write'],
    tier: 3,
    run(args, { workspace }) {
      const file = workspace.files.get(args.text('file'));
      if (!file?.complete) throw new SlackError('file_not_found');
      if (file.user !== workspace.app.user) throw new SlackError('cant_delete_file');
      dropFile(workspace, file.id);
      return {};
    },
  },
};

/** Slack tells what a file is by itself: programs send bytes of no particular kind. */
const typeByEnding: Readonly<Record<string, string>> = { '.png': 'image/png', '.pdf': 'application/pdf', '.md': 'text/markdown' };

/** Takes the bytes for an address that was given out. @throws SlackError `file_not_found`. */
export function receiveUpload(workspace: Workspace, id: string, bytes: Uint8Array, mimetype: string): StoredFile {
  const file = workspace.files.get(id);
  if (!file || file.complete) throw new SlackError('file_not_found');
  return workspace.files.put(id, {
    ...file,
    size: bytes.length,
    mimetype: typeByEnding[path.extname(file.name)] ?? mimetype,
    contentBase64: Buffer.from(bytes).toString('base64'),
  });
}
