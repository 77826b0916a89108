import { pageAboutWhole } from '../../src/flows/page-somebody.ts';
import { defineSchedule } from '../../src/kit/index.ts';

export default defineSchedule({
  id: 'verify-timeline',
  title: 'Walk the chain of the timeline, and say so when it does not hold',
  cron: '17 * * * *',
  run: async (bot) => {
    const { events, firstBreak } = await bot.store.verify();
    if (firstBreak === null) {
      bot.log.info({ events }, 'the timeline holds');
      return;
    }
    bot.log.error({ events, ...firstBreak }, 'the timeline does not hold: run firebreak verify, and restore a backup');
    await bot.store.commit({ outbox: pageAboutWhole(bot, `timeline:${firstBreak.seq ?? 0}`) });
  },
});
