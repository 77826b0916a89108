import type { Drawing } from './answer.ts';
import { section } from './blocks.ts';
import { mrkdwn } from './mrkdwn.ts';

/** What stands in the alerts channel instead of a card while somebody whom the incident is about can read there: no name, no number, no button. */
export function stubCard(prefix: string): Drawing {
  return {
    text: 'An incident is being handled.',
    blocks: [section(mrkdwn`An incident is being handled. Whoever works on it opens it with ${{ code: `${prefix}triage` }}.`)],
  };
}
