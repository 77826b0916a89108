/**
 * The practice workspace as a process of its own, so that the bot can be killed without it:
 *
 *     node src/workspace/serve.ts --port 3100 --data data/var --bot http://127.0.0.1:3000 [--http] [--pause 300] [--unpaced]
 *
 * `--unpaced`: Slack takes messages as fast as they come. Prints one line of JSON when it is ready: `{ url, settings }`, the settings being the environment for the bot. Ends on SIGINT and SIGTERM.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Practice, startPractice } from './start.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    data: { type: 'string' },
    bot: { type: 'string' },
    http: { type: 'boolean', default: false },
    pause: { type: 'string' },
    unpaced: { type: 'boolean', default: false },
  },
});

const practice = await startPractice({
  port: Number(values.port),
  slackMode: values.http ? 'http' : 'socket',
  ...(values.data === undefined ? {} : { dataFolder: values.data }),
  ...(values.pause === undefined ? {} : { pauseMs: Number(values.pause) }),
  ...(process.env.HOOK_TOKEN === undefined ? {} : { hookToken: process.env.HOOK_TOKEN }),
});
if (values.unpaced) practice.slack.control.enforceRates('none');
const leave = async () => {
  await practice.close();
  process.exit(0);
};
process.once('SIGINT', leave);
process.once('SIGTERM', leave);
console.log(JSON.stringify({ url: practice.url, settings: practice.settings }));
if (values.bot !== undefined) await meet(practice, values.bot);

/** The bot starts after this process, since it needs the settings; over HTTP it is met when it answers. */
async function meet(workspace: Practice, botUrl: string): Promise<void> {
  for (;;) {
    const problem = await workspace.meetBot(botUrl).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (problem === undefined) return;
    await sleep(250);
  }
}
