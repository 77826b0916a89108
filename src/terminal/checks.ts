/** One thing that `doctor` looked at. `wrong` keeps the bot from working; `open` is something that it does without. */
export interface Check {
  readonly what: string;
  readonly state: 'fine' | 'open' | 'wrong';
  /** What was found, as a sentence. */
  readonly says: string;
  /** What to do, when there is something to do. */
  readonly next?: string;
}

/** Something that is in order. */
export const fine = (what: string, says: string): Check => ({ what, state: 'fine', says });
/** Something that the bot does without, and how to have it. */
export const open = (what: string, says: string, next: string): Check => ({ what, state: 'open', says, next });
/** Something that has to be mended. */
export const wrong = (what: string, says: string, next: string): Check => ({ what, state: 'wrong', says, next });
