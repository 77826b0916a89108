import { keepContainment } from '../../src/flows/keep-containment.ts';
import { keptAnswer } from '../../src/flows/show-containment.ts';
import { on } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.keep, 'Make a containment permanent', async (bot, { proposal }, fields, by) =>
  keptAnswer(await keepContainment(bot, { proposal, ...fields }, by)),
);
