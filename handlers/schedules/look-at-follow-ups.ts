import { lookAtFollowUps } from '../../src/flows/look-at-follow-ups.ts';
import { defineSchedule } from '../../src/kit/index.ts';

export default defineSchedule({
  id: 'look-at-follow-ups',
  title: 'See where the tickets of follow-ups stand, so that reports say it',
  cron: '*/20 * * * *',
  run: lookAtFollowUps,
});
