import { Untrusted } from '../../src/core/untrusted.ts';
import { addMessage } from '../../src/flows/add-message.ts';
import { addedAnswer } from '../../src/flows/show-incident.ts';
import { on, type Quoted } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(
  modals.addToTimeline,
  'Put a message into the timeline',
  async (bot, { channel, ts, author }, { incident, text }, by, messages) => {
    const read = await messages.at({ channel, ts });
    const asTyped = { ...(read ?? unread({ channel, ts }, author, bot.files.team.bySlack(author)?.name)), text, exact: false };
    const quoted = read !== undefined && asShown(read.text) === asShown(text) ? read : asTyped;
    return addedAnswer(incident, await addMessage(bot, incident, quoted, by));
  },
);

/** What is known of a message in a conversation that the bot is not in. */
function unread(place: { readonly channel: string; readonly ts: string }, author: string, name = author): Omit<Quoted, 'text' | 'exact'> {
  return { ...place, thread: undefined, channelName: null, author: { id: author, name }, named: [], permalink: null, files: [] };
}

/** The form shows it on one line, defanged and without what nobody can see. */
function asShown(text: string): string {
  return Untrusted.of(text).forTerminal(2900).trim();
}
