import { incidentFor } from '../../src/flows/read-case.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { closeModal } from '../../src/slack/views/modals.ts';

export default on.button(buttons.close, 'Close an incident', async (bot, { incident: id }, by) => {
  const incident = await incidentFor(bot, id, by);
  return closeModal(incident, await bot.store.proposals({ incident: id }));
});
