import { takeIncident } from '../../src/flows/take-incident.ts';
import { answer, on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';

export default on.button(buttons.take, 'Take the lead of an incident', async (bot, { incident }, by) => {
  await takeIncident(bot, incident, by);
  return answer(`You lead ${incident} now`, [{ hint: ['The case file: ', { code: `${bot.commandPrefix}triage ${incident}` }] }], { incident });
});
