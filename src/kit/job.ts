import type { z } from 'zod';
import { InputError } from '../core/errors.ts';
import type { Bot } from './bot.ts';
import { problemsOf } from './problem.ts';

/** A flow that runs as a job. Running it again after a crash does no harm. */
export interface JobDefinition {
  /** `args` as they stand in the store. @throws InputError naming what does not fit; besides, whatever the flow throws. */
  readonly run: (bot: Bot, args: unknown) => Promise<void>;
}

/** Declares a flow as a job, with the shape of the ids that were written with it: jobs outlive versions, so what comes back is not taken on trust. */
export function defineJob<Args>(args: z.ZodType<Args>, flow: (bot: Bot, args: Args) => Promise<void>): JobDefinition {
  return {
    run: async (bot, given) => {
      const read = args.safeParse(given);
      if (read.success) return flow(bot, read.data);
      const problems = problemsOf(read.error);
      throw new InputError(`The arguments of the job do not fit: ${problems.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`, {
        problems,
      });
    },
  };
}
