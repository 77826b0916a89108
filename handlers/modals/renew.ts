import { renewContainment } from '../../src/flows/renew-containment.ts';
import { renewedAnswer } from '../../src/flows/show-containment.ts';
import { on } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.renew, 'Have a containment hold for longer', async (bot, { proposal }, { for: hours, ...fields }, by) =>
  renewedAnswer(await renewContainment(bot, { proposal, hours, ...fields }, by)),
);
