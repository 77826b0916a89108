import type { Checkpoint } from '../../core/checkpoint.ts';
import type { Drawing } from './answer.ts';
import { section } from './blocks.ts';
import { mrkdwn } from './mrkdwn.ts';

/** A checkpoint, to be kept. The plain text is the signed note and nothing else, so that it can be checked as it stands. */
export function anchorMessage({ size, note }: Checkpoint): Drawing {
  return {
    text: note,
    blocks: [
      section(
        mrkdwn`🔏 *Signed checkpoint over ${size} events*\nWhoever keeps this can tell later whether they were changed: save it as a file, then verify it.`,
      ),
      { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: note.trimEnd() }] }] },
    ],
  };
}
