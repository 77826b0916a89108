import { z } from 'zod';
import { typeOf } from './milestones.ts';
import type { TimelineEvent } from './timeline.ts';

/** Which events of a timeline somebody wants to see. */
export const timelineFilter = z.enum(['all', 'people', 'automation', 'containment', 'notes']);
export type TimelineFilter = z.infer<typeof timelineFilter>;

/** Whether an event is one of these: done by people, by the bot, about containments, or written by people. What was redacted stays where it was. */
export function passes(event: TimelineEvent, filter: TimelineFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'people':
      return event.by.kind === 'human';
    case 'automation':
      return event.by.kind !== 'human';
    case 'containment':
      return /^(?:containment|brake)\./.test(typeOf(event));
    case 'notes':
      return /^(?:note|message)\./.test(typeOf(event));
    default:
      return filter satisfies never;
  }
}
