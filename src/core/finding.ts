import { z } from 'zod';
import { instant } from './alert.ts';
import { observableKind } from './observable.ts';
import { untrusted } from './untrusted.ts';

/** What one enricher found out about one observable of one incident, or why it could not. Kept, so that a case file can be drawn without asking again. */
export const finding = z.object({
  /** `INC-1/okta-user/user:alex` */
  id: z.string(),
  incident: z.string(),
  enricher: z.string(),
  kind: observableKind,
  value: z.string(),
  at: instant,
  /** `absent`: the enricher has no key or is not set up; said plainly rather than passed over. */
  status: z.enum(['found', 'nothing', 'failed', 'absent']),
  /** Sentences for people. */
  says: z.array(untrusted),
  /** Whether it makes the observable look hostile (true), harmless (false), or says nothing about that (null). */
  hostile: z.boolean().nullable(),
  /** What the enricher returned, by its own schema. */
  data: z.json(),
  revision: z.int().positive(),
});
export type Finding = z.infer<typeof finding>;
