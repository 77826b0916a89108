import { quarantineDelivery } from '../../src/flows/quarantine-delivery.ts';
import { receiveAlerts } from '../../src/flows/receive-alert.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { TakeDelivery } from '../../src/kit/intake.ts';
import { readDelivery } from '../../src/kit/read-delivery.ts';
import { type HookSecrets, verifyDelivery } from '../../src/kit/verify.ts';

/**
 * `/hooks/:source`, for every source alike: who signed it → what it says → kept. Nothing is parsed before its sender is proven; what is signed and
 * cannot be read is kept in quarantine rather than lost.
 */
export function takeDeliveries(bot: Bot, secretsOf: (source: string) => HookSecrets): TakeDelivery {
  return async ({ source: id, method, headers, rawBody }) => {
    const source = bot.catalogue.sources.get(id);
    if (source === undefined) return { outcome: 'unknown' };
    const answer = source.handshake?.({ method, headers });
    if (answer !== undefined) return { outcome: 'handshake', answer };
    if (method !== 'POST') return { outcome: 'unknown' };

    const receivedAt = bot.now();
    const { verdict, because } = verifyDelivery(source.signedBy, { headers, rawBody, now: receivedAt }, secretsOf(id));
    if (verdict === 'refused') {
      bot.log.warn({ source: id, because }, 'a delivery was refused: nobody proved who sent it');
      return { outcome: 'refused' };
    }

    const read = readDelivery(source, { rawBody, headers, receivedAt, options: bot.files.sourceOptions?.get(id), redact: bot.redact });
    if ('problems' in read) {
      await quarantineDelivery(bot, { source: id, delivery: read.delivery, body: rawBody.toString('utf8'), problems: read.problems, receivedAt });
      bot.log.warn(
        { source: id, delivery: read.delivery, problems: read.problems.length },
        'a signed delivery could not be read and is in quarantine',
      );
      return { outcome: 'quarantined', problems: read.problems };
    }
    const receipt = await receiveAlerts(bot, { source: id, delivery: read.delivery, drafts: read.alerts, receivedAt });
    return { outcome: 'accepted', ...receipt };
  };
}
