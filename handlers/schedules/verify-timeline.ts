import { verifyTimeline } from '../../src/flows/verify-timeline.ts';
import { defineSchedule } from '../../src/kit/index.ts';

export default defineSchedule({
  id: 'verify-timeline',
  title: 'Walk the chain of the timeline, and say so when it does not hold',
  cron: '17 * * * *',
  run: async (bot) => {
    await verifyTimeline(bot);
  },
});
