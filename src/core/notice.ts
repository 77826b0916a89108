import type { Instant } from './alert.ts';
import type { Severity } from './incident.ts';

/**
 * What somebody is woken with. It leaves the house by telephone, mail or a webhook, and is read on a lock screen: so it is in our own words throughout.
 * No title, no name, no address: nothing that an attacker wrote, and nothing that only the team may read. All of that stands behind the link.
 */
export interface Notice {
  /** The same for whatever is said about one page, at most 200 characters of `[a-z0-9-]`: the other side makes one thing of it. */
  readonly key: string;
  /** `open` wakes somebody; `taken`: somebody is at it; `over`: nobody has to do anything any more. */
  readonly stage: 'open' | 'taken' | 'over';
  readonly severity: Severity;
  /** One line of at most 200 characters. */
  readonly summary: string;
  /** Three sentences or more: what happened, what it means, what to do. */
  readonly lines: readonly string[];
  /** Our page about it. */
  readonly link: string;
  /** When it began. */
  readonly at: Instant;
}
