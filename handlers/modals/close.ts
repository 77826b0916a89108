import { closeIncident } from '../../src/flows/close-incident.ts';
import { closedAnswer } from '../../src/flows/show-incident.ts';
import { on } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.close, 'Close an incident', async (bot, { incident }, { verdict, reason }, by) =>
  closedAnswer(bot, await closeIncident(bot, incident, verdict, reason, by)),
);
