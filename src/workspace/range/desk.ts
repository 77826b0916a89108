import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { credentials } from './credentials.ts';
import { type Call, type Reply, readJson, type System } from './system.ts';

/** What the desk has been told about one page. */
interface Told {
  stage: 'open' | 'taken' | 'over';
  readonly summary: string;
  readonly severity: string;
  readonly lines: readonly string[];
  /** How often it was said that somebody has to be woken. */
  rang: number;
}

export interface DeskState {
  /** By the key of the page. */
  pages: Record<string, Told>;
}

const ping = z.strictObject({ version: z.literal(1), stage: z.literal('ping') });
const notice = z.strictObject({
  version: z.literal(1),
  key: z.string().regex(/^[a-z0-9-]{1,200}$/),
  stage: z.enum(['open', 'taken', 'over']),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  summary: z.string().max(200),
  lines: z.array(z.string()),
  link: z.url(),
  at: z.iso.datetime(),
});

/** Seconds that a signature is good for. */
const freshFor = 300;

function isSigned({ headers, body, now }: Call): boolean {
  const [, seconds = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(headers['x-firebreak-signature'] ?? '') ?? [];
  const ours = createHmac('sha256', credentials.webhook.secret).update(`${seconds}.${body}`).digest('hex');
  const isFresh = Math.abs(now.getTime() / 1000 - Number(seconds)) <= freshFor;
  return given.length === ours.length && timingSafeEqual(Buffer.from(given), Buffer.from(ours)) && isFresh;
}

function take(call: Call, state: DeskState): Reply {
  const said = readJson(call, z.union([notice, ping]));
  if (said.stage === 'ping') return { status: 204 };
  const { key, stage, summary, severity, lines } = said;
  const known = state.pages[key];
  if (known === undefined) state.pages[key] = { stage, summary, severity, lines, rang: stage === 'open' ? 1 : 0 };
  else known.stage = stage;
  return { status: 204 };
}

const tones = { open: 'bad', taken: 'neutral', over: 'good' } as const;

/** The operations desk: a receiver of Firebreak's own signed webhook. */
export const desk: System<DeskState> = {
  id: 'webhook',
  title: 'Operations desk',
  kind: 'signed webhook',
  seed: () => ({ pages: {} }),
  routes: [{ method: 'POST', path: '/pages', handle: take }],
  authorize: (call) => (isSigned(call) ? undefined : { status: 401, body: { problem: 'The signature is not ours, or too old.' } }),
  failure: (status) => ({ status, body: { problem: `Not now (${status}).` } }),
  invalid: (problems) => ({ status: 400, body: { problems } }),
  rows: ({ pages }) =>
    Object.entries(pages).map(([key, { stage, summary, severity, lines }]) => ({
      id: key,
      label: summary,
      state: stage,
      tone: tones[stage],
      facts: [
        ['Severity', severity],
        ['It says', lines.join(' ')],
      ],
    })),
};
