import type { ActingPerson, Outcome } from '../slack/acting-person.ts';
import { wordsOf } from './see.ts';

/** What somebody reads in answer to a command: what the bot says to them alone, however much else happens in the channel meanwhile. */
export function answerTo(person: ActingPerson, channel: string, command: string): Promise<string> {
  return answered(person, channel, () => person.command(channel, command, { answerWithin: 0 }));
}

/** Does something that the bot answers to one person alone, and waits for that answer. */
export async function answered(person: ActingPerson, channel: string, act: () => Promise<Outcome>): Promise<string> {
  const known = new Set(person.ephemerals(channel).map(({ ts }) => ts));
  const { problem } = await act();
  const end = Date.now() + 10_000;
  for (;;) {
    const fresh = person.ephemerals(channel).filter(({ ts }) => !known.has(ts));
    if (fresh.length > 0) return fresh.map(wordsOf).join('\n');
    if (Date.now() > end) return problem ?? 'Nothing came.';
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
