import { approveContainment } from '../../src/flows/approve-containment.ts';
import { approvedAnswer } from '../../src/flows/show-containment.ts';
import { on } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.contain, 'Approve a containment', async (bot, { proposal, edition }, fields, by) =>
  approvedAnswer(await approveContainment(bot, { proposal, edition, ...fields }, by)),
);
