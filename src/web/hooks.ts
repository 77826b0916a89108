import type { IncomingMessage } from 'node:http';
import type { HookOutcome, TakeDelivery } from '../kit/intake.ts';
import { jsonReply, type Reply } from './reply.ts';

/** How one request to a hook went, for the metrics. `source` is `unknown` for a name that is none, so that strangers cannot invent series. */
export interface HookMeasure {
  readonly source: string;
  readonly outcome: HookOutcome['outcome'] | 'failed';
  readonly alerts: number;
  readonly duplicates: number;
  readonly seconds: number;
}

/** `/hooks/:source`: hands the delivery on and says what became of it. @throws what `take` throws, after it was measured. */
export async function answerHook(
  request: IncomingMessage,
  source: string,
  rawBody: Buffer,
  take: TakeDelivery,
  measure: (measured: HookMeasure) => void,
): Promise<Reply> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const outcome = await take({ source, method: request.method ?? '', headers: flat(request.headers), rawBody });
    const { alerts, duplicates } = outcome.outcome === 'accepted' ? outcome : { alerts: 0, duplicates: 0 };
    measure({ source: outcome.outcome === 'unknown' ? 'unknown' : source, outcome: outcome.outcome, alerts, duplicates, seconds: seconds() });
    return replyTo(outcome);
  } catch (error) {
    measure({ source, outcome: 'failed', alerts: 0, duplicates: 0, seconds: seconds() });
    throw error;
  }
}

function replyTo(outcome: HookOutcome): Reply {
  switch (outcome.outcome) {
    case 'accepted':
      return jsonReply(202, { receipt: outcome.receipt, alerts: outcome.alerts, duplicates: outcome.duplicates });
    case 'refused':
      return jsonReply(
        401,
        { error: 'Nobody proved who sent this: the signature or token is missing or wrong, or its time is more than 300 s away. Nothing was kept.' },
        { 'www-authenticate': 'Bearer' },
      );
    case 'unknown':
      return jsonReply(404, { error: 'There is nothing here.' });
    case 'quarantined':
      return jsonReply(422, { problems: outcome.problems });
    case 'handshake':
      return jsonReply(200, outcome.answer);
    default:
      return outcome satisfies never;
  }
}

function flat(headers: IncomingMessage['headers']): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}
