import { changeSeverity } from '../../src/flows/change-severity.ts';
import { openIncidentByHand } from '../../src/flows/open-by-hand.ts';
import { openedAnswer } from '../../src/flows/show-incident.ts';
import { on, Untrusted } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.openIncident, 'Open an incident by hand', async (bot, _, { title, severity }, by) => {
  const opened = await openIncidentByHand(bot, Untrusted.of(title), by);
  const rated = severity === opened.severity ? opened : await changeSeverity(bot, opened.id, severity, 'Rated when it was opened', by);
  return openedAnswer(bot, rated);
});
