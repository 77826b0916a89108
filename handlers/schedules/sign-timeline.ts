import { makeCheckpoint } from '../../src/flows/make-checkpoint.ts';
import { defineSchedule } from '../../src/kit/index.ts';

export default defineSchedule({
  id: 'sign-timeline',
  title: 'Sign a checkpoint of the timeline, when something came into it',
  cron: '*/5 * * * *',
  run: async (bot) => {
    const made = await makeCheckpoint(bot);
    if (made !== undefined) bot.log.info({ events: made.size }, 'the timeline was signed for');
  },
});
