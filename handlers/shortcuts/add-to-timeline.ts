import { readableIncidents } from '../../src/flows/read-case.ts';
import { InputError, on } from '../../src/kit/index.ts';
import { shortcuts } from '../../src/slack/contracts.ts';
import { addToTimelineModal } from '../../src/slack/views/modals.ts';

export default on.shortcut(shortcuts.addToTimeline, 'Put this message into the timeline of an incident', async (bot, message, by) => {
  if (message === undefined) throw new InputError('There is no message to add.', { next: 'Use it from the menu of a message.' });
  return addToTimelineModal(message, await readableIncidents(bot, by, { open: true, limit: 100 }));
});
