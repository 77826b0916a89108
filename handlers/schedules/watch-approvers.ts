import { defineSchedule } from '../../src/kit/index.ts';

export default defineSchedule({
  id: 'watch-approvers',
  title: 'See who has come into the user groups of approvers, so that their time there is counted from then on',
  cron: '*/10 * * * *',
  run: async (bot) => {
    await bot.memberships(bot.files.team.people);
  },
});
