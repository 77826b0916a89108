import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import { InputError } from '../core/errors.ts';
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

const sealedView = z.strictObject({ value: z.string(), channel: z.string().optional(), until: z.int(), once: z.string(), seal: z.string() });

/**
 * Marks what we draw, so that what comes back is known to be ours. Slack's signature says only that a request came through Slack, or from somebody
 * who knows the signing secret; the key here comes from the bot token, which is another secret. The row in the store remains the truth: a seal
 * allows nobody anything.
 */
export interface Sealer {
  /** The blocks with every button's value sealed for the spot where they will stand. */
  blocks(blocks: readonly KnownBlock[], spot: Spot): KnownBlock[];
  /** The value of a pressed button. @throws InputError when it was not drawn by us for this spot. */
  openButton(contract: string, sealed: string, spot: Spot): string;
  /** Private metadata of a modal opened for this person. */
  view(contract: string, value: string, user: string, channel: string | undefined, nowMs: number): string;
  /** What stands in a submitted modal. @throws InputError when it was not opened by us for this person, or too long ago. */
  openView(contract: string, sealed: string, user: string, nowMs: number): Passage;
}

export function sealer(botToken: string, team: string): Sealer {
  const key = createHmac('sha256', botToken).update('firebreak: buttons and modals').digest();
  const seal = (...parts: readonly string[]) =>
    createHmac('sha256', key)
      .update(JSON.stringify([team, ...parts]))
      .digest('base64url')
      .slice(0, 27);
  const buttonSeal = (contract: string, value: string, { channel, user = '' }: Spot) => seal('button', contract, channel, user, value);
  const viewSeal = (contract: string, user: string, { value, channel = '', until, once }: Passage) =>
    seal('view', contract, user, channel, String(until), once, value);

  return {
    blocks: (blocks, spot) =>
      blocks.map((block) => {
        if (block.type !== 'actions') return block;
        const elements = block.elements.map((element) => {
          if (element.type !== 'button' || element.value === undefined) return element;
          return { ...element, value: `${buttonSeal(contractOf(element.action_id ?? ''), element.value, spot)}.${element.value}` };
        });
        return { ...block, elements };
      }),
    openButton: (contract, sealed, spot) => {
      const dot = sealed.indexOf('.');
      const value = sealed.slice(dot + 1);
      if (dot > 0 && equal(sealed.slice(0, dot), buttonSeal(contract, value, spot))) return value;
      throw notOurs('This button was not drawn by Firebreak for this place, or before its bot token changed. Nothing was done.');
    },
    view: (contract, value, user, channel, nowMs) => {
      const until = Math.floor(nowMs / 1000) + openMinutes * 60;
      const passage: Passage = { value, until, once: randomBytes(12).toString('base64url'), ...(channel !== undefined && { channel }) };
      return JSON.stringify({ ...passage, seal: viewSeal(contract, user, passage) });
    },
    openView: (contract, sealed, user, nowMs) => {
      const parsed = sealedView.safeParse(jsonOrNothing(sealed));
      if (!parsed.success || !equal(parsed.data.seal, viewSeal(contract, user, parsed.data))) {
        throw notOurs('This form was not opened by Firebreak for you. Nothing was done.');
      }
      if (nowMs / 1000 > parsed.data.until) throw notOurs(`This form was open for more than ${openMinutes} minutes. Nothing was done.`);
      return parsed.data;
    },
  };
}

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
