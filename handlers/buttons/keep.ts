import { proposalFor } from '../../src/flows/containment.ts';
import { proofOfDecision } from '../../src/flows/step-up.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { keepModal } from '../../src/slack/views/modals.ts';

export default on.button(buttons.keep, 'Make a containment permanent', async (bot, { proposal: id }, by) => {
  const { proposal } = await proposalFor(bot, id, by);
  return keepModal(proposal, await proofOfDecision(bot, by));
});
