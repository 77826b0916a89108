import { checkContainment } from '../../src/flows/check-containment.ts';
import { proposalAnswer } from '../../src/flows/show-containment.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { offersForProposal } from '../../src/slack/views/offers.ts';

export default on.button(buttons.check, 'Look at the vendor again', async (bot, { proposal: id }, by) => {
  const proposal = await checkContainment(bot, id, by);
  return proposalAnswer(bot, proposal, offersForProposal(proposal));
});
