import { createHash } from 'node:crypto';
import { z } from 'zod';
import { instant } from './alert.ts';
import { incidentId } from './incident.ts';
import { proposalId } from './proposal.ts';

/** Most that is kept of one exhibit, in bytes of UTF-8. What is larger counts as not captured: half of it would pass for all of it. */
export const mostExhibitBytes = 1_048_576;

/** What an action would destroy, as it was captured before it ran. It is never changed and never removed. */
export const exhibit = z.object({
  /** Incident and hash: the same content is kept once for each incident. */
  id: z.string(),
  incident: incidentId,
  proposal: proposalId,
  /** What it is, as people say it. */
  name: z.string().min(1),
  /** SHA-256 of `content` as UTF-8, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Bytes of `content` as UTF-8. */
  size: z.int().nonnegative(),
  /** JSON, with known secrets replaced. */
  content: z.string(),
  capturedAt: instant,
  revision: z.literal(1),
});
export type Exhibit = z.infer<typeof exhibit>;

/** One exhibit as the timeline names it. */
export const exhibitNamed = exhibit.pick({ name: true, sha256: true, size: true });

/** An exhibit of this content, with its hash and size. */
export function exhibitOf(drawn: Pick<Exhibit, 'incident' | 'proposal' | 'name' | 'content' | 'capturedAt'>): Exhibit {
  const sha256 = createHash('sha256').update(drawn.content, 'utf8').digest('hex');
  return { ...drawn, id: exhibitId(drawn.incident, sha256), sha256, size: Buffer.byteLength(drawn.content, 'utf8'), revision: 1 };
}

/** Under which an exhibit is found. */
export function exhibitId(incident: string, sha256: string): string {
  return `${incident}/${sha256}`;
}
