import { proposalFor } from '../../src/flows/containment.ts';
import { possibleParams } from '../../src/flows/edit-containment.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { editModal } from '../../src/slack/views/modals.ts';

export default on.button(buttons.edit, 'Change what a containment would do', async (bot, { proposal: id }, by) => {
  const { proposal } = await proposalFor(bot, id, by);
  return editModal(proposal, possibleParams(bot, proposal));
});
