import { requestJson, VendorRefusal, vendorUrl } from '../../kit/http.ts';
import { defineClient, z } from '../../kit/index.ts';

const taken = z.object({ status: z.literal('success'), dedup_key: z.string() });

/** What is told to the Events API v2. `dedup_key` (at most 255 characters) makes one alert of all that carry it. */
export type PagerdutyEvent =
  | {
      readonly event_action: 'trigger';
      readonly dedup_key: string;
      readonly payload: {
        /** At most 1024 characters. */
        readonly summary: string;
        readonly source: string;
        readonly severity: 'critical' | 'error' | 'warning' | 'info';
        readonly timestamp: string;
        readonly custom_details: Readonly<Record<string, string>>;
      };
      readonly links: readonly { readonly href: string; readonly text: string }[];
      readonly client: string;
      readonly client_url: string;
    }
  | { readonly event_action: 'acknowledge' | 'resolve'; readonly dedup_key: string };

/** PagerDuty as notifiers need it. */
export interface PagerdutyClient {
  /** Returns once PagerDuty has taken it on (202), which is before anybody's telephone rings. */
  send(event: PagerdutyEvent): Promise<void>;
  /** Whether the routing key is one: resolves an alert that never was, which PagerDuty takes and which changes nothing. */
  tryKey(): Promise<void>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    pagerduty: PagerdutyClient;
  }
}

/** A wrong key is answered with 400, like a wrong event; told apart by its words, it is what other vendors call 401. */
function asWrongKey(error: unknown): never {
  if (error instanceof VendorRefusal && error.status === 400 && /routing[_ ]key/i.test(error.message)) {
    throw new VendorRefusal(401, error.message, { cause: error });
  }
  throw error;
}

/** https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ */
export default defineClient({
  id: 'pagerduty',
  title: 'PagerDuty',
  settings: z.object({
    PAGERDUTY_URL: vendorUrl
      .default('https://events.pagerduty.com')
      .describe('Where PagerDuty takes events; https://events.eu.pagerduty.com in Europe'),
    PAGERDUTY_ROUTING_KEY: z.string().min(1).describe('Integration key of an Events API v2 integration on the service that is to be paged'),
  }),
  credential: 'PAGERDUTY_ROUTING_KEY',
  // https://developer.pagerduty.com/docs/events-api-v2/overview/: 120 events in a minute at least.
  limits: { maxConcurrent: 4, reservoir: { starts: 4, everyMs: 1_000 } },
  connect: ({ PAGERDUTY_URL, PAGERDUTY_ROUTING_KEY }, run): PagerdutyClient => {
    const enqueue = (event: PagerdutyEvent, signal: AbortSignal) =>
      requestJson(taken, `${PAGERDUTY_URL}/v2/enqueue`, {
        method: 'POST',
        headers: {},
        body: { routing_key: PAGERDUTY_ROUTING_KEY, ...event },
        signal,
      }).catch(asWrongKey);
    return {
      send: async (event) => {
        await run(`${event.event_action} an alert`, (signal) => enqueue(event, signal), { changes: true });
      },
      tryKey: async () => {
        await run('try the routing key', (signal) => enqueue({ event_action: 'resolve', dedup_key: 'firebreak-doctor' }, signal));
      },
    };
  },
  probe: async (pagerduty) => {
    await pagerduty.tryKey();
    return 'the routing key is accepted; nobody was paged';
  },
});
