import { tlpOf } from '../../src/core/policy.ts';
import { incidentOfChannel } from '../../src/flows/look-up.ts';
import { readCase } from '../../src/flows/read-case.ts';
import { caseFile } from '../../src/flows/show-case-file.ts';
import { timelineScreen } from '../../src/flows/show-timeline.ts';
import { type Answer, on, RefusedError } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';

export default on.button(
  buttons.share,
  'Show to everybody in the incident’s channel',
  async (bot, { incident, what, page, filter }, by): Promise<Answer> => {
    const known = await readCase(bot, incident, by);
    if ((await incidentOfChannel(bot, by)) !== incident) {
      throw new RefusedError(`${incident} is shown only in its own channel: elsewhere people may read along who may not know of it.`, {
        next: 'Ask for it again in the channel of the incident.',
      });
    }
    if (tlpOf(known.incident, bot.files.policy) === 'red') {
      throw new RefusedError(`${incident} is TLP:RED: it is for whoever reads it alone, so it is shown to no channel.`, {
        next: `Whoever may read it asks for it with ${bot.commandPrefix}timeline ${incident}. Another mark: ${bot.commandPrefix}incident tlp ${incident} amber+strict`,
      });
    }
    const shown = what === 'timeline' ? timelineScreen(bot, known, { page, filter }).answer([]) : caseFile(bot, known);
    return { ...shown, audience: 'channel' };
  },
);
