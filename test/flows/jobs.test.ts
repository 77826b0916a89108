import { expect, it } from 'vitest';
import { jobFlows } from '../../src/flows/jobs.ts';
import { start } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

/** One job looks at everything and is given nothing. */
const withArguments = Object.entries(jobFlows).filter(([name]) => name !== 'watch-breaker');

it.each(withArguments)('the job %s refuses arguments that are not its own, by name', async (_name, job) => {
  const bot = await botWith([], () => start);
  for (const args of [{}, { incident: 7 }, { proposal: 'INC-1' }, { alert: '' }, null]) {
    await expect(job.run(bot, args)).rejects.toMatchObject({ name: 'InputError', message: expect.stringMatching(/arguments of the job do not fit/) });
  }
});

it('a job for something that is gone does nothing', async () => {
  const bot = await botWith([], () => start);
  const args = {
    alert: 'A-9',
    incident: 'INC-9',
    proposal: 'P-9',
    enricher: 'x',
    action: 'x',
    kind: 'ip',
    value: '203.0.113.7',
    params: '{}',
    until: start,
    question: '9',
  };
  for (const job of Object.values(jobFlows)) await expect(job.run(bot, args)).resolves.toBeUndefined();
});
