import { proposalFor } from '../../src/flows/containment.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { containModal } from '../../src/slack/views/modals.ts';

export default on.button(buttons.contain, 'Look at a containment before saying yes', async (bot, { proposal: id }, by) => {
  const { proposal } = await proposalFor(bot, id, by);
  return containModal(proposal, bot.now());
});
