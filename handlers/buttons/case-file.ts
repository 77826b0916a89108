import { readCase } from '../../src/flows/read-case.ts';
import { caseFile } from '../../src/flows/show-case-file.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { offersForCase } from '../../src/slack/views/offers.ts';

export default on.button(buttons.caseFile, 'Show the case file of an incident', async (bot, { incident }, by) => {
  const known = await readCase(bot, incident, by);
  return caseFile(bot, known, offersForCase(known.incident, known.proposals));
});
