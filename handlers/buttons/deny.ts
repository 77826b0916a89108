import { proposalFor } from '../../src/flows/containment.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { denyModal } from '../../src/slack/views/modals.ts';

export default on.button(buttons.deny, 'Say no to a containment', async (bot, { proposal: id }, by) => {
  const { proposal } = await proposalFor(bot, id, by);
  return denyModal(proposal);
});
