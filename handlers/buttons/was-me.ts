import { beginYes } from '../../src/flows/prove-answer.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { insteadModal, wasMeModal } from '../../src/slack/views/modals.ts';

export default on.button(buttons.wasMe, 'Say that it was you', async (bot, which, by) => {
  const begun = await beginYes(bot, which, by);
  if ('said' in begun) return insteadModal('Your yes', begun.said);
  return wasMeModal(which.incident, begun.provable, bot.files.team.nameOf(begun.provable.about));
});
