import { vendorFetch, vendorUrl } from '../../kit/http.ts';
import { defineClient, z } from '../../kit/index.ts';

/** Somebody outside who expects a sign of life, and pages when none comes. */
export interface HeartbeatClient {
  beat(): Promise<void>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    heartbeat: HeartbeatClient;
  }
}

/** https://healthchecks.io/docs/http_api/, https://deadmanssnitch.com/docs/basics, and whatever else takes a POST to a secret address. */
export default defineClient({
  id: 'heartbeat',
  title: 'Heartbeat',
  settings: z.object({
    HEARTBEAT_URL: vendorUrl.describe(
      'Secret address that gets a POST each minute while the bot leads and can write; whoever is there pages when none comes',
    ),
  }),
  credential: 'HEARTBEAT_URL',
  connect: ({ HEARTBEAT_URL }, run): HeartbeatClient => ({
    beat: async () => {
      // A sign of life changes nothing, so a lost one may be sent again.
      await run('take a sign of life', (signal) => vendorFetch(HEARTBEAT_URL, { method: 'POST', signal }));
    },
  }),
  probe: async (heartbeat) => {
    await heartbeat.beat();
    return 'a sign of life was taken';
  },
});
