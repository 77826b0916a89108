import { closeWithReport } from '../../src/flows/close-with-report.ts';
import { closedAnswer } from '../../src/flows/show-incident.ts';
import { on } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.close, 'Close an incident', async (bot, { incident }, { followUps = '', ...closing }, by) => {
  const lines = followUps.split('\n').map((line) => line.trim());
  return closedAnswer(bot, await closeWithReport(bot, incident, { ...closing, followUps: lines.filter((line) => line !== '') }, by));
});
