import cron from 'node-cron';
import type { Bot } from '../kit/bot.ts';
import type { ScheduleDefinition } from '../kit/knock.ts';

/** The schedules of this process. */
export interface Schedules {
  stop(): Promise<void>;
}

/** Runs every schedule at its time (UTC), never twice at once, and only while this process leads. One that fails is logged and runs again next time. */
export function startSchedules(bot: Bot, definitions: Iterable<ScheduleDefinition>, leads: () => boolean): Schedules {
  const tasks = [...definitions].map(({ id, cron: expression, run }) =>
    cron.schedule(
      expression,
      async () => {
        if (!leads()) return;
        await run(bot).catch((error: unknown) => bot.log.error({ error, schedule: id }, 'a schedule failed'));
      },
      { name: id, timezone: 'UTC', noOverlap: true },
    ),
  );
  return {
    stop: async () => {
      await Promise.all(tasks.map((task) => task.destroy()));
    },
  };
}
