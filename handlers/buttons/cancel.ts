import { denyContainment } from '../../src/flows/deny-containment.ts';
import { deniedAnswer } from '../../src/flows/show-containment.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';

export default on.button(buttons.cancel, 'Keep a containment from happening by itself', async (bot, { proposal }, by) =>
  deniedAnswer(await denyContainment(bot, { proposal, reason: 'Cancelled before it happened by itself.' }, by)),
);
