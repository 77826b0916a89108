import type { By } from '../kit/knock.ts';

/**
 * Whoever reads pages with the token. It is one token for all who manage the bot, so it stands for a manager, and not for anybody by name.
 */
export const webReader: By = {
  actor: { kind: 'human', id: 'web', name: 'a reader of the pages' },
  person: { id: 'web', name: 'a reader of the pages', identities: [], roles: ['manager'], timezone: 'UTC', countries: [], travels: false },
  entrance: 'web',
  timezone: 'UTC',
};
