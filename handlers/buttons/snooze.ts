import { confirmSnooze } from '../../src/flows/confirm-snooze.ts';
import { begunAnswer } from '../../src/flows/show-snooze.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';

export default on.button(buttons.snooze, 'Begin a snooze after its preview', async (bot, { snooze }, by) =>
  begunAnswer(bot, await confirmSnooze(bot, snooze, by)),
);
