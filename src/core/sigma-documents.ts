import { z } from 'zod';

const words = z.array(z.string()).or(z.string());
/** Fields that Sigma has for people: read, so that rules can be exchanged, and not used. */
const forPeople = {
  id: z.string().optional(),
  status: z.enum(['stable', 'test', 'experimental', 'deprecated', 'unsupported']).optional(),
  author: z.string().optional(),
  date: z.string().optional(),
  modified: z.string().optional(),
  references: words.optional(),
  license: z.string().optional(),
  falsepositives: words.optional(),
  level: z.enum(['informational', 'low', 'medium', 'high', 'critical']).optional(),
};
const named = {
  title: z.string().min(1),
  /** By which other rules and playbooks call it. */
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'write a short lower-case name such as failed-login'),
  description: z.string().default(''),
  /** `attack.t1110` names a technique; other tags are for people. */
  tags: z.array(z.string()).default([]),
  ...forPeople,
};

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const selection = z.record(z.string(), z.union([value, z.array(value).min(1)]));

/** A rule that recognises one alert or event. https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html */
const detectionRule = z.strictObject({
  ...named,
  logsource: z.record(z.string(), z.string()).optional(),
  /** Search identifiers, each one mapping or a list of mappings of which one has to hold, and the `condition` over them. */
  detection: z.object({ condition: z.string() }).catchall(z.union([selection, z.array(selection).min(1), z.string()])),
});

const timespan = z.string().regex(/^[1-9]\d{0,4}[smhd]$/, 'write a timespan such as 10m: a number and s, m, h or d');
const count = z.int().positive();

/** A rule that ties several together. https://sigmahq.io/sigma-specification/specification/sigma-correlation-rules-specification.html */
const sigmaCorrelation = z.strictObject({
  ...named,
  correlation: z.strictObject({
    type: z.enum(['event_count', 'value_count', 'temporal', 'temporal_ordered']),
    /** Names of rules; `temporal` and `temporal_ordered` also take an `event_count` or `value_count`. */
    rules: z.array(z.string()).min(1),
    /** All matched events share a value of the first; of the others, none contradicts: those that name one name the same. */
    'group-by': z.array(z.string()).min(1),
    timespan,
    /** At least so many events, or different values of `field`. What stays below a number is silence, and silence raises no alarm. */
    condition: z.strictObject({ gte: count.optional(), gt: count.optional(), field: z.string().optional() }).optional(),
    /** Other names for fields, by rule: `who: { failed-login: user, download: actor.user }`. */
    aliases: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  }),
});

/** One document of `correlations/*.yml`: a detection or a correlation in the format of Sigma. */
export const sigmaDocument = z.union([detectionRule, sigmaCorrelation]);
export type SigmaDocument = z.infer<typeof sigmaDocument>;
export type DetectionRule = z.infer<typeof detectionRule>;
export type SigmaCorrelation = z.infer<typeof sigmaCorrelation>;
