import { addNote } from '../../src/flows/add-note.ts';
import { notedAnswer } from '../../src/flows/show-incident.ts';
import { on } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.note, 'Write into the timeline', async (bot, { incident }, { text, when }, by) => {
  const [day, time] = when === undefined ? [] : new Date(when * 1000).toISOString().split(/[T.]/);
  return notedAnswer(await addNote(bot, incident, text, by, day !== undefined && time !== undefined ? { day, time, zone: 'Z' } : undefined));
});
