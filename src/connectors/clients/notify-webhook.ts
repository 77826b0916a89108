import { createHmac } from 'node:crypto';
import { vendorFetch, vendorUrl } from '../../kit/http.ts';
import { defineClient, z } from '../../kit/index.ts';

/** A webhook of the team's own that wakes somebody. */
export interface NotifyWebhookClient {
  /** Posts signed JSON. Every 2xx is a yes. `changes`: whether somebody may be woken by it. */
  post(body: object, changes: boolean): Promise<void>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    'notify-webhook': NotifyWebhookClient;
  }
}

/** `t=1774000000,v1=<hex>`: HMAC-SHA-256 of `<t>.<body>` under the secret; t in unix seconds. docs/webhook.md shows a receiver. */
function signatureOf(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

export default defineClient({
  id: 'notify-webhook',
  title: 'Webhook for pages',
  settings: z.object({
    NOTIFY_WEBHOOK_URL: vendorUrl.describe('Where a signed POST wakes somebody'),
    NOTIFY_WEBHOOK_SECRET: z
      .string()
      .min(16, 'write at least 16 random characters, for instance from: openssl rand -hex 24')
      .describe('Secret under which it is signed; docs/webhook.md shows how the receiver checks that'),
  }),
  credential: 'NOTIFY_WEBHOOK_SECRET',
  connect: ({ NOTIFY_WEBHOOK_URL, NOTIFY_WEBHOOK_SECRET }, run): NotifyWebhookClient => ({
    post: async (content, changes) => {
      const body = JSON.stringify(content);
      await run(
        'wake somebody',
        (signal) =>
          vendorFetch(NOTIFY_WEBHOOK_URL, {
            method: 'POST',
            // Signed at every attempt: one that had to wait must not come too late.
            headers: { 'content-type': 'application/json', 'x-firebreak-signature': signatureOf(NOTIFY_WEBHOOK_SECRET, body, new Date()) },
            body,
            signal,
          }),
        { changes },
      );
    },
  }),
  probe: async (webhook) => {
    await webhook.post({ version: 1, stage: 'ping' }, false);
    return 'the receiver takes what is signed with the secret; nobody was woken';
  },
});
