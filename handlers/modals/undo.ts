import { undoingAnswer } from '../../src/flows/show-containment.ts';
import { undoContainment } from '../../src/flows/undo-containment.ts';
import { on } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.undo, 'Undo a containment', async (bot, { proposal }, fields, by) =>
  undoingAnswer(bot, await undoContainment(bot, { proposal, ...fields }, by)),
);
