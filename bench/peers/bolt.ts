import { createServer } from 'node:http';
import { App, SocketModeReceiver } from '@slack/bolt';

/**
 * A bot as a team would write it in an afternoon: Bolt over Socket Mode, an answer to `/triage`, and, with PORT, a webhook whose alerts are posted once per
 * finding, remembered in memory. Without PORT it is the bare Bolt app that start and idle memory are compared with.
 */
const { SLACK_API_URL = '', PORT } = process.env;
const clientOptions = { slackApiUrl: SLACK_API_URL };
const receiver = new SocketModeReceiver({ appToken: 'xapp-peer', installerOptions: { clientOptions } });
const app = new App({ receiver, token: 'xoxb-peer', clientOptions });
app.command('/triage', async ({ ack }) => ack({ text: 'nothing to do' }));

if (PORT !== undefined) {
  const seen = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { detail } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(202).end();
      if (seen.has(detail.id)) return;
      seen.add(detail.id);
      app.client.chat.postMessage({ channel: 'C0PEER', text: detail.title }).catch(() => {});
    });
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(Number(PORT), '127.0.0.1', resolve));
}
await app.start();
console.log('ready');
