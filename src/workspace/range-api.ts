/**
 * What the browser page and the practice range say to each other.
 *
 * | request              | answer                                                                   |
 * |----------------------|--------------------------------------------------------------------------|
 * | `GET  /range/state`  | `RangeState`                                                             |
 * | `GET  /range/events` | server-sent events; `data:` is one `RangeState`, sent at once and whenever it changes |
 * | `POST /range/story`  | starts the story; 409 while it plays                                     |
 *
 * The POST carries the header `x-practice: 1`, as those of `page-api.ts` do.
 */

/** Everything that can be seen in the range. */
export interface RangeState {
  readonly systems: readonly RangeSystem[];
  readonly story: Story;
}

/** One little vendor. */
export interface RangeSystem {
  readonly id: string;
  readonly title: string;
  /** What it is, for people: `identity provider`. */
  readonly kind: string;
  readonly rows: readonly RangeRow[];
}

/** One thing in it: a user, a bucket, a block, an issue. */
export interface RangeRow {
  /** Unique within its system; a row that changes keeps it. */
  readonly id: string;
  readonly label: string;
  /** One or two words: `active`, `suspended`, `public`. */
  readonly state: string;
  readonly tone: Tone;
  readonly facts: readonly (readonly [label: string, value: string])[];
}

/** How the state looks to whoever defends. */
export type Tone = 'good' | 'bad' | 'neutral';

/** The account-takeover story as far as it has been played. */
export interface Story {
  readonly running: boolean;
  readonly steps: readonly StoryStep[];
}

export interface StoryStep {
  readonly title: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** What came out, or what went wrong. */
  readonly detail?: string;
}
