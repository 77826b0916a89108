import { z } from 'zod';

const taken = z.object({ alerts: z.int().nonnegative(), duplicates: z.int().nonnegative() });
const refused = z.object({ error: z.string() });
const unreadable = z.object({ problems: z.array(z.object({ path: z.string(), message: z.string() })).min(1) });

/** Most that is shown of an answer that nobody expected, in characters. */
const longest = 300;

/** What the bot made of a delivery, for whoever watches: `taken: 3 alerts`, or the status and why. The receipt is for machines and is left out. */
export function outcomeInWords(status: number, body: string): string {
  const answer = parsed(body);
  if (status === 202) {
    const { alerts = undefined, duplicates = 0 } = taken.safeParse(answer).data ?? {};
    if (alerts === undefined) return 'taken';
    const many = alerts === 0 ? 'no alerts' : alerts === 1 ? '1 alert' : `${alerts} alerts`;
    return `taken: ${many}${duplicates === 0 ? '' : `, ${duplicates} of them known already`}`;
  }
  const why =
    refused.safeParse(answer).data?.error ??
    unreadable
      .safeParse(answer)
      .data?.problems.map(({ path, message }) => `${path || 'the whole'}: ${message}`)
      .join('; ') ??
    body;
  return `not taken (${status}): ${why.slice(0, longest) || 'no reason was given'}`;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
