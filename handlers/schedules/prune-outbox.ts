import { defineSchedule } from '../../src/kit/index.ts';

/** Days for which a delivery that was sent stays on record, for whoever looks into what went wrong. */
const keptDays = 7;
/** Rows that are removed in one commit: more would hold the others up. */
const atOnce = 500;

export default defineSchedule({
  id: 'prune-outbox',
  title: 'Forget the deliveries that were sent more than a week ago',
  cron: '41 * * * *',
  run: async (bot) => {
    const before = new Date(Date.parse(bot.now()) - keptDays * 86_400_000).toISOString();
    let removed = 0;
    for (let last = atOnce; last === atOnce; removed += last) last = await bot.store.pruneOutbox(before, atOnce);
    if (removed > 0) bot.log.info({ removed, before }, 'deliveries that were sent long ago are forgotten');
  },
});
