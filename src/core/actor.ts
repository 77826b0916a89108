import { z } from 'zod';

/** Whoever does something: a human from people.yml, the bot itself, or an agent acting for somebody. Kept in every event. */
export const actor = z.object({
  kind: z.enum(['human', 'bot', 'agent']),
  /** The person's id in people.yml; `firebreak` for the bot; the Slack id or `uid:1000` for somebody unknown. */
  id: z.string().min(1),
  /** As it read when the event was written: people are renamed, the record is not. */
  name: z.string().min(1),
});
export type Actor = z.infer<typeof actor>;

/** The bot as an actor. */
export const firebreak: Actor = { kind: 'bot', id: 'firebreak', name: 'Firebreak' };

/** The way by which somebody came in. It changes what is shown, never what is allowed. */
export type Entrance = 'slack' | 'terminal' | 'web' | 'workspace' | 'bot';
