import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import { type ButtonKey, buttonKeys } from '../kit/button-keys.ts';
import { contractOf } from './views/blocks.ts';

/** Where a button was drawn. `user`: only this person was shown it (an ephemeral answer, Home). A button moved elsewhere is worth nothing. */
export interface Spot {
  readonly channel: string;
  readonly user?: string | undefined;
}

/** What travels in a modal besides its value: where its answer goes, and until when (unix seconds) it may be submitted, once. */
export interface Passage {
  readonly value: string;
  readonly channel?: string | undefined;
  readonly until: number;
  readonly once: string;
}

/** Minutes for which a modal may stay open. */
const openMinutes = 15;

const sealedView = z.strictObject({
  value: z.string(),
  channel: z.string().optional(),
  until: z.int(),
  once: z.string(),
  key: z.string(),
  seal: z.string(),
});

/** `<id of the key>.<seal>.<value>` */
const sealedButton = /^(?<key>[0-9a-f]{8})\.(?<given>[\w-]{27})\.(?<value>.*)$/s;
type SealedButton = Readonly<Record<'key' | 'given' | 'value', string>>;

/**
 * Marks what we draw, so that what comes back is known to be ours. Slack's signature says only that a request came through Slack, or from somebody
 * who knows the signing secret; the keys here stand in the store alone. A seal is over everything that is known before a message is posted: workspace,
 * channel, who may see it, and of a proposal its edition, digest and expiry as they stand in the store, so that a button dies with what it was drawn for.
 * The row in the store remains the truth: a seal allows nobody anything.
 */
export interface Sealer {
  /** The blocks with every button's value sealed for the spot where they will stand. */
  blocks(blocks: readonly KnownBlock[], spot: Spot): Promise<KnownBlock[]>;
  /** The value of a pressed button. @throws InputError when it was not drawn by us for this spot, or what it is about has changed since. */
  openButton(contract: string, sealed: string, spot: Spot): Promise<string>;
  /** Private metadata of a modal opened for this person. */
  view(contract: string, value: string, user: string, channel: string | undefined): Promise<string>;
  /** What stands in a submitted modal. @throws InputError when it was not opened by us for this person, too long ago, or about what has changed since. */
  openView(contract: string, sealed: string, user: string): Promise<Passage>;
}

export function sealer({ store, now }: Pick<Bot, 'store' | 'now'>, team: string): Sealer {
  const buttonParts = (contract: string, value: string, { channel, user = '' }: Spot) => ['button', contract, channel, user, value];
  const viewParts = (contract: string, user: string, { value, channel = '', until, once }: Passage) => [
    'view',
    contract,
    user,
    channel,
    String(until),
    once,
    value,
  ];

  /** What of the proposal that this value names has to be the same when it comes back. Nothing for what names none. */
  async function binding(value: string): Promise<readonly (string | number)[]> {
    const { proposal: id } = named.parse(jsonOrNothing(value));
    const proposal: Proposal | undefined = id === undefined ? undefined : await store.get('proposal', id);
    return proposal === undefined ? [] : [proposal.id, proposal.edition, proposal.digest, proposal.expiresAt];
  }

  async function seal({ id, secret }: ButtonKey, value: string, parts: readonly string[]): Promise<string> {
    return createHmac('sha256', secret)
      .update(JSON.stringify([id, team, parts, await binding(value)]))
      .digest('base64url')
      .slice(0, 27);
  }

  /** @throws InputError unless this key, still taken, made this seal over these parts. */
  async function check(keyId: string, given: string, value: string, parts: readonly string[], what: string): Promise<void> {
    const key = (await buttonKeys(store, now())).find(({ id }) => id === keyId);
    if (key === undefined) throw notOurs(`${what} was sealed with a key that is no longer taken. Nothing was done.`);
    if (!equal(given, await seal(key, value, parts))) {
      throw notOurs(`${what} was not drawn by Firebreak for this place, or what it is about has changed since. Nothing was done.`);
    }
  }

  return {
    blocks: async (blocks, spot) => {
      const [key] = await buttonKeys(store, now());
      return Promise.all(
        blocks.map(async (block) => {
          if (block.type !== 'actions') return block;
          const elements = block.elements.map(async (element) => {
            if (element.type !== 'button' || element.value === undefined) return element;
            const { value } = element;
            return {
              ...element,
              value: `${key.id}.${await seal(key, value, buttonParts(contractOf(element.action_id ?? ''), value, spot))}.${value}`,
            };
          });
          return { ...block, elements: await Promise.all(elements) };
        }),
      );
    },
    openButton: async (contract, sealed, spot) => {
      const parts = sealedButton.exec(sealed)?.groups as SealedButton | undefined;
      if (parts === undefined) throw notOurs('This button was not drawn by Firebreak. Nothing was done.');
      const { key, given, value } = parts;
      await check(key, given, value, buttonParts(contract, value, spot), 'This button');
      return value;
    },
    view: async (contract, value, user, channel) => {
      const [key] = await buttonKeys(store, now());
      const until = Math.floor(Date.parse(now()) / 1000) + openMinutes * 60;
      const passage: Passage = { value, until, once: randomBytes(12).toString('base64url'), ...(channel !== undefined && { channel }) };
      return JSON.stringify({ ...passage, key: key.id, seal: await seal(key, value, viewParts(contract, user, passage)) });
    },
    openView: async (contract, sealed, user) => {
      const parsed = sealedView.safeParse(jsonOrNothing(sealed));
      if (!parsed.success) throw notOurs('This form was not opened by Firebreak. Nothing was done.');
      const { key, seal: given, ...passage } = parsed.data;
      await check(key, given, passage.value, viewParts(contract, user, passage), 'This form');
      if (Date.parse(now()) / 1000 > passage.until) throw notOurs(`This form was open for more than ${openMinutes} minutes. Nothing was done.`);
      return passage;
    },
  };
}

const named = z.looseObject({ proposal: z.string().optional() }).catch({});

function notOurs(message: string): InputError {
  return new InputError(message, { next: 'Open the incident again and use the buttons there.' });
}

function equal(given: string, right: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
