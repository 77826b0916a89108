import type { KnownBlock } from '@slack/types';
import { context, more } from './views/blocks.ts';

/**
 * What one message may hold. 50 blocks and 3000 characters per section are Slack's rules; about 13,000 characters in all is its undocumented one
 * (bolt-js issue 2509: `msg_blocks_too_long`), so we stop at 12,000. Three primary buttons are ours: with more, nobody knows which matters.
 */
export const budget = { blocks: 50, characters: 12_000, perBlock: 20, primaryButtons: 3 } as const;

/**
 * Makes blocks fit into one message. Buttons at the end stay; what is cut above them is counted, with the page where all of it stands. From the fourth
 * on, primary buttons look like others.
 */
export function withinBudget(blocks: readonly KnownBlock[], page: string | undefined): KnownBlock[] {
  const calm = withFewPrimaries(blocks);
  const tailStart = calm.findLastIndex(({ type }) => type !== 'actions') + 1;
  const body = calm.slice(0, tailStart);
  const tail = calm.slice(tailStart);
  let room = budget.characters - weight(tail);
  const kept: KnownBlock[] = [];
  for (const block of body) {
    const cost = weight([block]);
    const last = kept.length === body.length - 1;
    const reserve = last ? 0 : weight([context(more(body.length, page))]);
    if (cost + reserve > room || kept.length + tail.length + (last ? 1 : 2) > budget.blocks) break;
    kept.push(block);
    room -= cost;
  }
  const cut = body.length - kept.length;
  return cut === 0 ? [...kept, ...tail] : [...kept, context(more(cut, page)), ...tail];
}

/** Characters of text in blocks, and a little for each block. Ids, values and addresses do not count with Slack. */
export function weight(blocks: readonly KnownBlock[]): number {
  return blocks.reduce((sum, block) => sum + budget.perBlock + characters(block), 0);
}

const weightless = new Set(['type', 'block_id', 'action_id', 'value', 'url', 'style', 'level']);

function characters(part: unknown): number {
  if (typeof part === 'string') return part.length;
  if (typeof part !== 'object' || part === null) return 0;
  return Object.entries(part).reduce((sum, [key, inner]) => (weightless.has(key) ? sum : sum + characters(inner)), 0);
}

function withFewPrimaries(blocks: readonly KnownBlock[]): readonly KnownBlock[] {
  let primaries = 0;
  return blocks.map((block) => {
    if (block.type !== 'actions') return block;
    const elements = block.elements.map((element) => {
      if (element.type !== 'button' || element.style !== 'primary') return element;
      primaries += 1;
      if (primaries <= budget.primaryButtons) return element;
      const { style: _primary, ...plainer } = element;
      return plainer;
    });
    return { ...block, elements };
  });
}
