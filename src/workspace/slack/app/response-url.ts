import type { JsonObject } from '../../page-api.ts';
import { checkMessageBlocks } from '../block-kit/check.ts';
import { edit, post, remove } from '../messages.ts';
import type { Message, ResponseUrl } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';

const lifetimeMs = 30 * 60 * 1000;
const mostUses = 5;

/** Path under which response URLs stand. */
export const responsePath = '/response/';

/** Makes the address at which the app may answer this interaction. `message` is the message with the button. */
export function issueResponseUrl(
  workspace: Workspace,
  origin: string,
  bound: { channel: string; user: string; message: string | null },
): { readonly id: string; readonly url: string } {
  const id = `${workspace.newId('R')}${workspace.newId('')}`;
  workspace.responseUrls.put(id, { ...bound, id, uses: 0, expires: workspace.now() + lifetimeMs });
  return { id, url: `${origin}${responsePath}${workspace.team.id}/${id}` };
}

/**
 * Takes what was posted to a response URL. Needs no membership: that is what it is for.
 * @throws SlackError `expired_url`, `used_url`, or what is wrong with the message.
 */
export function useResponseUrl(workspace: Workspace, id: string, body: JsonObject): Message | undefined {
  const bound = workspace.responseUrls.get(id);
  if (!bound || workspace.now() > bound.expires) throw new SlackError('expired_url');
  if (bound.uses >= mostUses) throw new SlackError('used_url');
  const answered = answerInteraction(workspace, bound, body);
  workspace.responseUrls.put(id, { ...bound, uses: bound.uses + 1 });
  return answered;
}

/** Posts, replaces or deletes as the body of an acknowledgement or of a response URL says. Without anything to say, nothing happens. */
export function answerInteraction(
  workspace: Workspace,
  bound: Pick<ResponseUrl, 'channel' | 'user' | 'message'>,
  body: JsonObject,
): Message | undefined {
  const original = bound.message === null ? undefined : workspace.messages(bound.channel).get(bound.message);
  if (isTrue(body.delete_original)) {
    if (original) remove(workspace, original);
    return undefined;
  }
  const said = { text: String(body.text ?? ''), blocks: body.blocks === undefined ? [] : checkMessageBlocks(body.blocks) };
  if (said.text === '' && said.blocks.length === 0 && body.attachments === undefined) {
    if (Object.keys(body).length > 0) throw new SlackError('no_text');
    return undefined;
  }
  if (isTrue(body.replace_original) && original) return edit(workspace, original, { ...said, by: workspace.app.user });
  const open = body.response_type === 'in_channel';
  return post(workspace, {
    ...said,
    channel: bound.channel,
    user: workspace.app.user,
    ...(body.attachments !== undefined && { attachments: body.attachments as readonly JsonObject[] }),
    ...(typeof body.thread_ts === 'string' && { thread: body.thread_ts }),
    ...(!open && { ephemeralFor: bound.user }),
  });
}

/** Slack's own examples write these as text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
