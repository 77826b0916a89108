import { type Decision, decide } from '../../src/core/decision.ts';
import { surroundingsOf } from '../../src/flows/containment.ts';
import { quarantineDelivery } from '../../src/flows/quarantine-delivery.ts';
import { receiveAlerts } from '../../src/flows/receive-alert.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { Clients, SourceDefinition } from '../../src/kit/define.ts';
import type { TakeDelivery } from '../../src/kit/intake.ts';
import { readDelivery } from '../../src/kit/read-delivery.ts';
import { parseStrictJson } from '../../src/kit/strict-json.ts';
import { turns } from '../../src/kit/turns.ts';
import { type HookSecrets, type SignedRequest, verifyDelivery } from '../../src/kit/verify.ts';

type Proof = Decision<'signed' | 'refused'> & { readonly confirmation?: object | undefined };

/**
 * `/hooks/:source`, for every source alike: who signed it → what it says → kept. Nothing is parsed before its sender is proven, unless the proof
 * stands in the document; what is signed and cannot be read is kept in quarantine rather than lost.
 */
export function takeDeliveries(bot: Bot, secretsOf: (source: string) => HookSecrets): TakeDelivery {
  const line = turns(bot.files.policy.intake.perMinute, bot.log);
  return async ({ source: id, method, headers, rawBody }) => {
    const source = bot.catalogue.sources.get(id);
    if (source === undefined) return { outcome: 'unknown' };
    const answer = source.handshake?.({ method, headers });
    if (answer !== undefined) return { outcome: 'handshake', answer };
    if (method !== 'POST') return { outcome: 'unknown' };

    const receivedAt = bot.now();
    const { verdict, because, confirmation } = await proveSender(bot, source, { headers, rawBody, now: receivedAt }, secretsOf(id));
    if (verdict === 'refused') {
      bot.log.warn({ source: id, because }, 'a delivery was refused: nobody proved who sent it');
      return { outcome: 'refused' };
    }
    if (confirmation !== undefined) return { outcome: 'handshake', answer: confirmation };

    const read = readDelivery(source, { rawBody, headers, receivedAt, options: bot.files.sourceOptions?.get(id), redact: bot.redact });
    if ('problems' in read) {
      await quarantineDelivery(bot, { source: id, delivery: read.delivery, body: rawBody.toString('utf8'), problems: read.problems, receivedAt });
      bot.log.warn(
        { source: id, delivery: read.delivery, problems: read.problems.length },
        'a signed delivery could not be read and is in quarantine',
      );
      return { outcome: 'quarantined', problems: read.problems };
    }
    const receipt = await receiveAlerts(bot, {
      source: id,
      delivery: read.delivery,
      drafts: read.alerts,
      receivedAt,
      turn: () => line.next(id, receivedAt),
    });
    return { outcome: 'accepted', ...receipt };
  };
}

/** Who sent it, and the answer when it is proven and only asks to be called back. */
async function proveSender(bot: Bot, source: SourceDefinition, request: SignedRequest, secrets: HookSecrets): Promise<Proof> {
  const { signedBy, confirm } = source;
  if (signedBy === 'unsigned' || signedBy.type !== 'document') return verifyDelivery(signedBy, request, secrets);
  const parsed = parseStrictJson(request.rawBody, source.longNumbers);
  if ('problems' in parsed) return decide('refused', 'the document that should prove who sent it cannot be read');
  const surroundings = surroundingsOf(bot, signedBy.uses);
  if ('absent' in surroundings) return decide('refused', `not set up: ${surroundings.absent.join(', ')}`);
  const around = { clients: surroundings.around.clients as Clients, now: request.now };
  const proof = await signedBy.prove(parsed.value, around);
  return proof.verdict === 'refused' ? proof : { ...proof, confirmation: await confirm?.(parsed.value, around) };
}
