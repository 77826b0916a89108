/**
 * Every weight of the score, in one table. Unit: tenths of a point, where ten points (100 tenths) multiply the odds by ten; so 30 doubles them, −30 halves
 * them. They are judgements, to be calibrated by what incidents turned out to be; changing one changes no code.
 */
export const weights = {
  /** Before any evidence: of a hundred things that reach us, one is worth a person's time. */
  prior: -200,
  behaviour: {
    /** A failed login is nothing by itself; many in a row are guessing. Grows with the square of their number. */
    failedLogin: 3,
    failedLoginsMost: 65,
    /** Five or more failures, and then one gets in. */
    successAfterFailures: 65,
    /** A login, or a download, from an address never seen with this person, where we know others. */
    newAddress: 15,
    download: 30,
    /** An enricher calls an account or machine of ours hostile or out of its ways. */
    oddAccount: 30,
    /** Whoever the account belongs to, or their manager, says that it was not them. */
    denied: 100,
    most: 160,
  },
  indicators: {
    hostile: 65,
    /** Each further enricher or observable that agrees. */
    further: 20,
    most: 120,
    /** At least one outside source looked and sees nothing wrong, and none sees anything. */
    harmless: -15,
  },
  sensitivity: {
    data: { public: -10, internal: 0, confidential: 30, restricted: 60 },
    criticality: { low: -10, medium: 0, high: 20, critical: 40 },
    most: 80,
  },
  technique: {
    /** What the sender's own detection says, by its severity from this value on (0–100). The highest one counts. */
    severity: [
      { from: 100, points: 215 },
      { from: 90, points: 195 },
      { from: 75, points: 170 },
      { from: 50, points: 110 },
      { from: 25, points: 40 },
    ],
    /** One of our correlation rules is complete. It replaces the sender's severity where it says more. */
    rule: 180,
    /** Each distinct ATT&CK technique that somebody named. */
    attack: 15,
    attacksMost: 45,
  },
  geography: {
    newCountry: 70,
    /** For somebody who travels, a new country says little. */
    newCountryOfTraveller: 5,
    /** Nobody got in from there. */
    newCountryFailed: 20,
    /** We do not know where this person usually works from. */
    unknownBaseline: 25,
    usualCountry: -10,
    impossibleTravel: 60,
    /** Between ten in the evening and six in the morning where the person lives. */
    night: 10,
    most: 120,
  },
} as const;
