import { proposalFor } from '../../src/flows/containment.ts';
import { proofOfDecision } from '../../src/flows/step-up.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { undoModal } from '../../src/slack/views/modals.ts';

export default on.button(buttons.undo, 'Take a containment back', async (bot, { proposal: id }, by) => {
  const { proposal } = await proposalFor(bot, id, by);
  return undoModal(proposal, await proofOfDecision(bot, by));
});
