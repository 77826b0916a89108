import { addNote } from '../../src/flows/add-note.ts';
import { notedAnswer } from '../../src/flows/show-incident.ts';
import { on } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.addToTimeline, 'Put a message into the timeline', async (bot, { ts }, { incident, text }, by) => {
  const writtenAt = new Date(Number(ts) * 1000).toISOString();
  return notedAnswer(await addNote(bot, incident, text, by, writtenAt));
});
