import { randomBytes } from 'node:crypto';
import { SlackError } from '../slack-error.ts';

/** How long a trigger can open a view. */
const lifetimeMs = 3000;

/** The short-lived ids by which an app may open a view for the person who just did something. */
export function triggers(now: () => number) {
  const issued = new Map<string, { user: string; expires: number; used: boolean }>();
  return {
    issue(user: string): string {
      const id = `${Math.floor(now())}.${randomBytes(4).readUInt32BE()}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { user, expires: now() + lifetimeMs, used: false });
      return id;
    },
    /**
     * Whose trigger it is; it cannot be used again.
     * @throws SlackError `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
     */
    exchange(id: string): string {
      const trigger = issued.get(id);
      if (!trigger) throw new SlackError('invalid_trigger_id');
      if (trigger.used) throw new SlackError('exchanged_trigger_id');
      if (now() > trigger.expires) throw new SlackError('expired_trigger_id');
      trigger.used = true;
      return trigger.user;
    },
  };
}

export type Triggers = ReturnType<typeof triggers>;
