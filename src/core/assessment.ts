import { z } from 'zod';

/** The five factors of a threat score (S1:109-117). */
export const factorNames = ['behaviour', 'indicators', 'sensitivity', 'technique', 'geography'] as const;
export const factorName = z.enum(factorNames);
export type FactorName = z.infer<typeof factorName>;

/** The factors as people read them. */
export const factorTitles: Readonly<Record<FactorName, string>> = {
  behaviour: 'Unusual behaviour',
  indicators: 'Known bad indicators',
  sensitivity: 'Sensitive data and systems',
  technique: 'Attack techniques',
  geography: 'Places and times',
};

/** One line of the score: how many points, and what says so. */
export const factor = z.object({
  name: factorName,
  /** Points = 10·log10 of the odds that this evidence multiplies; may be negative; whole tenths. */
  points: z.number(),
  /** Sentences for people, each naming its evidence. Never attackers' words. */
  because: z.array(z.string()),
});

/**
 * How bad (score) and how sure (confidence), each with reasons. Two numbers, never one.
 * `total` is exactly `prior` plus the sum of the factors' points; `score` = round(100 / (1 + 10^(−total/10))).
 */
export const assessment = z.object({
  prior: z.number(),
  /** Why the prior is not the usual one; absent when it is. */
  priorBecause: z.string().optional(),
  factors: z.array(factor).length(factorNames.length),
  total: z.number(),
  score: z.int().min(0).max(100),
  /** 0–1: how much independent evidence there is. */
  confidence: z.number().min(0).max(1),
  confidenceBecause: z.array(z.string()),
  /** SHA-256 of the weights by which it was made; absent in assessments of before they could be changed. */
  weights: z.string().optional(),
});
export type Assessment = z.infer<typeof assessment>;
