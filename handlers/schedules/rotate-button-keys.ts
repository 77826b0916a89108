import { rotateButtonKeys } from '../../src/kit/button-keys.ts';
import { defineSchedule } from '../../src/kit/index.ts';

export default defineSchedule({
  id: 'rotate-button-keys',
  title: 'Put a new key under the seals of buttons; those of the former are taken for another day',
  cron: '41 4 1 * *',
  run: async ({ store, now, log }) => {
    log.info({ key: await rotateButtonKeys(store, now()) }, 'buttons are sealed with a new key');
  },
});
