import { countedYesOf } from '../../src/flows/approve-containment.ts';
import { proposalFor } from '../../src/flows/containment.ts';
import { approvedAnswer } from '../../src/flows/show-containment.ts';
import { proofOfYes } from '../../src/flows/step-up.ts';
import { whatAYesMeets } from '../../src/flows/who-may-approve.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { containModal, insteadModal } from '../../src/slack/views/modals.ts';

export default on.button(buttons.contain, 'Look at a containment before saying yes', async (bot, { proposal: id }, by) => {
  const known = await proposalFor(bot, id, by);
  const counted = await countedYesOf(bot, known, by);
  if (counted !== undefined) return insteadModal('Your yes is counted', approvedAnswer(counted));
  return containModal(known.proposal, bot.now(), await whatAYesMeets(bot, known), await proofOfYes(bot, known, by));
});
