import type { TeamFiles } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';

/**
 * Whoever reads pages with the token. It is one token for all who manage the bot, so it stands for a manager, and not for anybody by name.
 */
export function webReader({ policy: { timezone } }: Pick<TeamFiles, 'policy'>): By {
  const name = 'a reader of the pages';
  return {
    actor: { kind: 'human', id: 'web', name },
    person: { id: 'web', name, identities: [], roles: ['manager'], timezone, countries: [], travels: false },
    entrance: 'web',
    timezone,
  };
}
