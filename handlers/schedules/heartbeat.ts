import { beatHeart } from '../../src/flows/beat-heart.ts';
import { defineSchedule } from '../../src/kit/index.ts';

export default defineSchedule({
  id: 'heartbeat',
  title: 'Give a sign of life to whoever pages when none comes',
  cron: '* * * * *',
  run: beatHeart,
});
