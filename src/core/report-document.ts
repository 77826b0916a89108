import { z } from 'zod';
import { instant } from './alert.ts';

const cites = z.array(z.int().positive()).describe('Numbers of the events of the timeline that this rests on');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A post-incident report as JSON. `docs/report.schema.json` describes it to others. */
export const reportDocument = z.strictObject({
  format: z.literal('firebreak-report/1'),
  incident: z.string(),
  title: z.string(),
  tlp: z
    .string()
    .regex(/^TLP:(RED|AMBER\+STRICT|AMBER|GREEN|CLEAR)$/)
    .describe('Traffic Light Protocol 2.0'),
  state: z.string().describe('Severity, and where the incident stands, in words'),
  drill: z.boolean(),
  madeAt: instant,
  upTo: z.strictObject({ seq: z.int().nonnegative(), hash: z.union([sha256, z.literal('')]) }).describe('The last event that it is made from'),
  sections: z.array(
    z.strictObject({
      heading: z.string(),
      lead: z.string().nullable().describe('How what follows is to be read'),
      lines: z.array(z.strictObject({ text: z.string(), cites })),
      table: z.strictObject({ columns: z.array(z.string()), rows: z.array(z.strictObject({ cells: z.array(z.string()), cites })) }).nullable(),
    }),
  ),
  events: z.array(
    z.strictObject({
      seq: z.int().positive(),
      type: z.string(),
      happenedAt: instant,
      recordedAt: instant,
      by: z.string(),
      says: z.string(),
      hash: sha256,
    }),
  ),
});
export type ReportDocument = z.infer<typeof reportDocument>;
