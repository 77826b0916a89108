import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';

/**
 * Points as a person writes them, to one decimal; read as whole tenths, so that sums are exact. Ten points multiply the odds by ten, 3 double them, −3 halve them.
 */
function points(usual: number) {
  return z.number().min(-100).max(100).multipleOf(0.1).default(usual).transform(tenthsOf);
}

function tenthsOf(many: number): number {
  return Math.round(many * 10);
}

/** A table of which the first line that holds counts: from this value on, so many points. Highest value first. */
function steps(usual: readonly { readonly from: number; readonly points: number }[]) {
  return z
    .array(z.strictObject({ from: z.number(), points: z.number().min(-100).max(100).multipleOf(0.1).transform(tenthsOf) }))
    .default(usual.map((line) => ({ ...line, points: tenthsOf(line.points) })))
    .check(({ value, issues }) => {
      for (const [index, { from }] of value.entries()) {
        const above = value[index - 1];
        if (above === undefined || above.from > from) continue;
        issues.push({
          code: 'custom',
          path: [index, 'from'],
          input: from,
          message: `write less than ${above.from}, the line above: the highest stands first`,
        });
      }
    });
}

/**
 * `weights.yml`: every weight of the score. In the file they are points, here whole tenths of them. They are judgements, to be calibrated by what incidents
 * turned out to be; what is left out has the value that stands here.
 */
export const weightsFile = z.strictObject({
  /** Before any evidence: of a hundred things that reach us, one is worth a person's time. */
  prior: points(-20),
  /** How far verdicts may move the prior of a rule, either way, and how many verdicts weigh as much as knowing nothing. */
  feedback: z.strictObject({ most: points(6), doubt: z.number().min(1).max(1000).default(10) }).prefault({}),
  behaviour: z
    .strictObject({
      /** A failed login is nothing by itself; many in a row are guessing. Grows with the square of their number. */
      failedLogin: points(0.3),
      failedLoginsMost: points(6.5),
      /** Five or more failures, and then one gets in. */
      successAfterFailures: points(6.5),
      /** A network (/24, /48) never seen with this person, where we know others. */
      newNetwork: points(1.5),
      /** A machine never seen with this person, where we know others; or a person never seen on this machine. */
      newDevice: points(1.5),
      /** At an hour at which this person was never active, where we know their hours. */
      unusualHour: points(1),
      /** The same rule has fired about the very same things on several days before, and nobody found harm. */
      habit: points(-5),
      download: points(3),
      /** An enricher calls an account or machine of ours hostile or out of its ways. */
      oddAccount: points(3),
      /** Whoever the account belongs to, or their manager, says that it was not them. */
      denied: points(10),
      most: points(16),
    })
    .prefault({}),
  indicators: z
    .strictObject({
      hostile: points(6.5),
      /** Each further enricher or observable that agrees. */
      further: points(2),
      most: points(12),
      /** At least one outside source looked and sees nothing wrong, and none sees anything. */
      harmless: points(-1.5),
    })
    .prefault({}),
  sensitivity: z
    .strictObject({
      data: z.strictObject({ public: points(-1), internal: points(0), confidential: points(3), restricted: points(6) }).prefault({}),
      criticality: z.strictObject({ low: points(-1), medium: points(0), high: points(2), critical: points(4) }).prefault({}),
      most: points(8),
    })
    .prefault({}),
  technique: z
    .strictObject({
      /** What the sender's own detection says, by its severity from this value on (0–100). The highest one counts. */
      severity: steps([
        { from: 100, points: 21.5 },
        { from: 90, points: 19.5 },
        { from: 75, points: 17 },
        { from: 50, points: 11 },
        { from: 25, points: 4 },
      ]),
      /** Each further detection by another rule, of severity 25 and more. */
      further: points(2),
      furtherMost: points(6),
      /** One of our correlation rules is complete. It replaces the sender's severity where it says more. */
      rule: points(18),
      /** Each distinct ATT&CK technique that a sender named. */
      attack: points(1.5),
      attacksMost: points(4.5),
      /** So many different tactics one after the other, in the order of an attack: a chain is worth more than its parts. */
      chain: steps([
        { from: 4, points: 8 },
        { from: 3, points: 5 },
        { from: 2, points: 2 },
      ]),
    })
    .prefault({}),
  geography: z
    .strictObject({
      newCountry: points(7),
      /** For somebody who travels, a new country says little. */
      newCountryOfTraveller: points(0.5),
      /** Nobody got in from there. */
      newCountryFailed: points(2),
      /** We do not know where this person usually works from. */
      unknownBaseline: points(2.5),
      usualCountry: points(-1),
      impossibleTravel: points(6),
      /** Outside a person's working hours; of whom none are known, between ten in the evening and six in the morning where they live. */
      outsideHours: points(1),
      most: points(12),
    })
    .prefault({}),
});
export type Weights = z.infer<typeof weightsFile>;

/** The weights together with the SHA-256 of what they come to, which every assessment carries. Comments and order of the file do not change it. */
export interface WeightsInForce extends Weights {
  readonly digest: string;
}

/** What a team wrote, or what holds when it wrote nothing. */
export function weightsInForce(weights: Weights = weightsFile.parse({})): WeightsInForce {
  return { ...weights, digest: createHash('sha256').update(canonicalJson(weights)).digest('hex') };
}

/** Those of a team that wrote none. */
export const usualWeights: WeightsInForce = weightsInForce();
