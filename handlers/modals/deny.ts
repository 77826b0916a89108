import { denyContainment } from '../../src/flows/deny-containment.ts';
import { deniedAnswer } from '../../src/flows/show-containment.ts';
import { on } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.deny, 'Deny a containment', async (bot, { proposal }, { reason }, by) =>
  deniedAnswer(await denyContainment(bot, { proposal, reason }, by)),
);
