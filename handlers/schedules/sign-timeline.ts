import { anchorNewest } from '../../src/flows/anchor-checkpoint.ts';
import { makeCheckpoint } from '../../src/flows/make-checkpoint.ts';
import { defineSchedule } from '../../src/kit/index.ts';

export default defineSchedule({
  id: 'sign-timeline',
  title: 'Sign a checkpoint of the timeline, when something came into it, and keep it in Slack, a ticket and Git',
  cron: '*/5 * * * *',
  run: async (bot) => {
    const made = await makeCheckpoint(bot);
    if (made !== undefined) bot.log.info({ events: made.size }, 'the timeline was signed for');
    await anchorNewest(bot);
  },
});
