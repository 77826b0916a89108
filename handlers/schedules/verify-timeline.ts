import { defineSchedule } from '../../src/kit/index.ts';

export default defineSchedule({
  id: 'verify-timeline',
  title: 'Walk the chain of the timeline, and say so when it does not hold',
  cron: '17 * * * *',
  run: async (bot) => {
    const { events, firstBreak } = await bot.store.verify();
    if (firstBreak === null) bot.log.info({ events }, 'the timeline holds');
    else bot.log.error({ events, ...firstBreak }, 'the timeline does not hold: run firebreak verify, and restore a backup');
  },
});
