import { lookForDrift } from '../../src/flows/look-for-drift.ts';
import { defineSchedule } from '../../src/kit/index.ts';

export default defineSchedule({
  id: 'look-for-drift',
  title: 'See whether what is contained still is, and say so when somebody else has changed it',
  cron: '*/10 * * * *',
  run: lookForDrift,
});
