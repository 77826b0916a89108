import type { Decision } from './decision.ts';
import type { Person } from './team.ts';

/**
 * Whether somebody still belongs to the team, as the workspace itself says: a `member`; `outside` (deactivated, a guest, of another company, a bot, no
 * longer in the pinned group), with the reason; or `unread`, when it could not be asked. Then people.yml alone speaks for them, and that is not enough
 * without a one-time code.
 */
export type Membership = Decision<'member' | 'outside' | 'unread'>;

/** What is known of people at one moment. Whoever was not asked about is `unread`. */
export type Memberships = (person: Pick<Person, 'id'>) => Membership;
