import { ConnectorError } from '../core/errors.ts';
import type { Channels } from './channels.ts';

/** The id of the channel that policy names for the digest. @throws ConnectorError while Firebreak cannot speak there; it is tried again. */
export async function digestChannel(channels: Channels, named: string): Promise<string> {
  const name = named.replace(/^#/, '');
  const found = await channels.find(name);
  if (found === undefined || found.isArchived) {
    const why = found === undefined ? 'does not exist, or Firebreak is not in it' : 'is archived';
    throw new ConnectorError('slack', `The channel #${name} ${why}, so the digest of the week cannot be posted.`, {
      retryable: true,
      next: `Make it, or type /invite @Firebreak in it, or name another in policy.yml under metrics.digest.`,
    });
  }
  if (!found.isMember) await channels.join(found.id);
  return found.id;
}
