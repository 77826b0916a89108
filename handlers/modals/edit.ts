import { editContainment, editedAnswer } from '../../src/flows/edit-containment.ts';
import { on } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.edit, 'Change what a containment would do', async (bot, { proposal, edition }, fields, by) =>
  editedAnswer(await editContainment(bot, { proposal, edition, ...fields }, by)),
);
