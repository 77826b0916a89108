import { incidentFor } from '../../src/flows/read-case.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { noteModal } from '../../src/slack/views/modals.ts';

export default on.button(buttons.note, 'Write into the timeline', async (bot, { incident }, by) => noteModal(await incidentFor(bot, incident, by)));
