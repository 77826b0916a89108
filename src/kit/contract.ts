import type { z } from 'zod';

/** What both ends of a button share: whoever draws it and whoever takes the press. Only ids travel. */
export interface ButtonContract<Value> {
  readonly kind: 'button';
  /** Slack's `action_id`. */
  readonly id: string;
  readonly value: z.ZodType<Value>;
}

/** What both ends of a modal share. `value` travels as private metadata (ids only), `fields` is what the person fills in. */
export interface ModalContract<Value, Fields> {
  readonly kind: 'modal';
  /** Slack's `callback_id`. */
  readonly id: string;
  readonly value: z.ZodType<Value>;
  readonly fields: z.ZodType<Fields>;
}

/** What both ends of a global or message shortcut share. */
export interface ShortcutContract {
  readonly kind: 'shortcut';
  readonly id: string;
  readonly on: 'global' | 'message';
}

/** A view to open as a modal, already drawn by slack/views. */
export interface Opening {
  readonly open: { readonly type: 'modal'; readonly [key: string]: unknown };
}

/** A modal stays open and shows these sentences under its fields (by field name). */
export interface FieldErrors {
  readonly errors: Readonly<Record<string, string>>;
}
