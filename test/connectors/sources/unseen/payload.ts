/** A payload as a product without a source of its own sends it, written after its documentation, and what has to become of it without any mapping. */
export interface Unseen {
  readonly product: string;
  readonly payload: unknown;
  /** Per alert: severity 0–100, status, time, a part of the title, the rule, and some of what it names as `role kind value`. */
  readonly alerts: readonly {
    readonly severity: number;
    readonly title: string;
    readonly rule?: string;
    readonly at?: string;
    readonly status?: 'firing' | 'resolved';
    readonly id?: string;
    readonly attacks?: readonly string[];
    readonly names?: readonly string[];
    /** Named nowhere: whoever only looks after it or watches would tie all alerts together. */
    readonly not?: readonly string[];
  }[];
}
