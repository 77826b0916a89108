import { readCase } from '../../src/flows/read-case.ts';
import { timelineScreen } from '../../src/flows/show-timeline.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { offersForTimeline } from '../../src/slack/views/offers.ts';

export default on.button(buttons.timeline, 'Leaf through the timeline of an incident', async (bot, { incident, page, filter }, by) => {
  const screen = timelineScreen(bot, await readCase(bot, incident, by), { page, filter });
  return screen.answer(offersForTimeline(incident, screen));
});
