import type { Bot } from '../kit/bot.ts';
import type { CaseState } from './case-state.ts';
import { slackWord } from './slack-error.ts';
import type { SlackApi } from './web-client.ts';

/** Words with which Slack says that it is gone already. */
const gone = new Set(['message_not_found', 'channel_not_found', 'file_not_found', 'file_deleted']);

/** Takes away what stands about an incident outside its own channel, where people may read who may not know of it. Its card stays, and is drawn anew. */
export async function withdraw(bot: Bot, api: SlackApi, { incident, proposals, channel: own }: CaseState): Promise<void> {
  const said = [
    ...proposals.flatMap(({ id, revision }) => [`proposal:${id}`, ...Array.from({ length: revision }, (_, index) => `lease:${id}:${index + 1}`)]),
    `report:${incident.id}`,
  ];
  let reported = false;
  for (const subject of said) {
    const { channel, ts } = (await bot.store.mirror(subject))?.ref ?? {};
    if (channel === undefined || ts === undefined || channel === own) continue;
    await unlessGone(api.change('delete a message', (client) => client.chat.delete({ channel, ts })));
    reported ||= subject.startsWith('report:');
  }
  if (reported) await withdrawFiles(bot, api, incident.id);
}

/** Takes the report and its picture away, wherever they stand. */
export async function withdrawFiles(bot: Bot, api: SlackApi, incident: string): Promise<void> {
  const subject = `report-file:${incident}`;
  const files = Object.values((await bot.store.mirror(subject))?.ref ?? {});
  if (files.length === 0) return;
  for (const file of files) await unlessGone(api.change('delete a file', (client) => client.files.delete({ file })));
  await bot.store.commit({ mirrors: [{ subject, ref: {} }] });
}

async function unlessGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!gone.has(slackWord(error) ?? '')) throw error;
  }
}
