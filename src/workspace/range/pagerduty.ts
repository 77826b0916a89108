import { z } from 'zod';
import { credentials } from './credentials.ts';
import { type Call, InvalidBody, type Reply, readJson, type System } from './system.ts';

/** One alert, as whoever is on call sees it. */
interface PagedAlert {
  status: 'triggered' | 'acknowledged' | 'resolved';
  readonly summary: string;
  readonly severity: string;
  readonly details: string;
  readonly link: string;
  readonly at: string;
  /** How often somebody's telephone rang: once, however often the same is reported. */
  rang: number;
}

export interface PagerdutyState {
  /** By dedup_key. */
  alerts: Record<string, PagedAlert>;
}

const key = z.string().min(1).max(255);
const event = z.discriminatedUnion('event_action', [
  z.strictObject({
    routing_key: z.string(),
    event_action: z.literal('trigger'),
    dedup_key: key,
    payload: z.strictObject({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: z.iso.datetime().optional(),
      custom_details: z.record(z.string(), z.string()).optional(),
    }),
    links: z.array(z.strictObject({ href: z.url(), text: z.string().optional() })).optional(),
    client: z.string().optional(),
    client_url: z.url().optional(),
  }),
  z.strictObject({ routing_key: z.string(), event_action: z.enum(['acknowledge', 'resolve']), dedup_key: key }),
]);

function refused(errors: readonly string[]): Reply {
  return { status: 400, body: { status: 'invalid event', message: 'Event object is invalid', errors } };
}

/** An alert that nobody has triggered, or that is over, can be acknowledged and resolved too: that is taken, and changes nothing. */
function enqueue(call: Call, state: PagerdutyState): Reply {
  if (!call.headers['content-type']?.startsWith('application/json')) throw new InvalidBody([{ path: [], message: 'the body is not JSON' }]);
  const said = readJson(call, event);
  if (said.routing_key.length !== 32) return refused(["Length of 'routing_key' is incorrect (should be 32 characters)"]);
  if (said.routing_key !== credentials.pagerduty.key) return refused(["'routing_key' is invalid"]);
  const { dedup_key } = said;
  const alert = state.alerts[dedup_key];
  if (said.event_action !== 'trigger') {
    if (alert !== undefined && alert.status !== 'resolved') alert.status = said.event_action === 'resolve' ? 'resolved' : 'acknowledged';
  } else if (alert === undefined || alert.status === 'resolved') {
    const { summary, severity, custom_details, timestamp } = said.payload;
    const details = Object.values(custom_details ?? {}).join(' ');
    const at = timestamp ?? call.now.toISOString();
    state.alerts[dedup_key] = {
      status: 'triggered',
      summary,
      severity,
      details,
      link: said.links?.[0]?.href ?? '',
      at,
      rang: (alert?.rang ?? 0) + 1,
    };
  }
  return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key } };
}

const tones = { triggered: 'bad', acknowledged: 'neutral', resolved: 'good' } as const;

/** PagerDuty's Events API v2: what it takes, what it makes one alert of, and whose telephone rang. */
export const pagerduty: System<PagerdutyState> = {
  id: 'pagerduty',
  title: 'PagerDuty',
  kind: 'who is on call',
  seed: () => ({ alerts: {} }),
  routes: [{ method: 'POST', path: '/v2/enqueue', handle: enqueue }],
  // The key stands in the body.
  authorize: () => undefined,
  failure: (status) =>
    status === 400 ? refused(['the event is invalid']) : { status, body: { status: 'throttle exceeded', message: `Request refused (${status})` } },
  invalid: (problems) => refused(problems.map(({ path, message }) => `'${path.join('.') || 'event'}': ${message}`)),
  rows: ({ alerts }) =>
    Object.entries(alerts).map(([dedup, { status, summary, severity, details, link, at }]) => ({
      id: dedup,
      label: summary,
      state: status,
      tone: tones[status],
      facts: [
        ['Severity', severity],
        ['Since', at],
        ['It says', details],
        ['Link', link],
      ],
    })),
};
