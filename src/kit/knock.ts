import type { z } from 'zod';
import type { Actor, Entrance } from '../core/actor.ts';
import type { Person } from '../core/team.ts';
import type { Answer } from './answer.ts';
import type { Bot } from './bot.ts';

/** Whoever knocks: a click, a command, a page view. Built in one place per entrance, after the signature or login was checked. */
export interface By {
  readonly actor: Actor;
  /** The person of people.yml; undefined for a stranger, a guest, or an unmapped user, who may do nothing. */
  readonly person: Person | undefined;
  readonly entrance: Entrance;
  /** IANA time zone in which this person reads times. */
  readonly timezone: string;
  /** Slack's ids of where the knock came from, when it came from Slack. */
  readonly slack?: {
    readonly team: string;
    readonly user: string;
    readonly channel?: string;
    /** `ts` of the message that carried the button. */
    readonly message?: string;
  };
}

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

export interface ButtonHandler<Value = never> {
  readonly knock: 'button';
  readonly contract: ButtonContract<Value>;
  readonly title: string;
  readonly press: (bot: Bot, value: Value, by: By) => Promise<Answer | Opening>;
}

export interface ModalHandler<Value = never, Fields = never> {
  readonly knock: 'modal';
  readonly contract: ModalContract<Value, Fields>;
  readonly title: string;
  readonly submit: (bot: Bot, value: Value, fields: Fields, by: By) => Promise<Answer | FieldErrors>;
}

/** What a message shortcut was used on. Attackers can write messages too. */
export interface Pointed {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly author: string;
}

export interface ShortcutHandler {
  readonly knock: 'shortcut';
  readonly contract: ShortcutContract;
  readonly title: string;
  readonly use: (bot: Bot, pointed: Pointed | undefined, by: By) => Promise<Answer | Opening>;
}

export interface EventHandler<Payload = never> {
  readonly knock: 'event';
  /** Slack's event type: `app_mention`, `app_home_opened`. */
  readonly event: string;
  readonly title: string;
  readonly payload: z.ZodType<Payload>;
  /** May answer; the answer goes to the thread or person that the event came from. A home view is published instead. */
  readonly hear: (bot: Bot, payload: Payload, by: By) => Promise<Answer | { readonly home: readonly unknown[] } | undefined>;
}

/** Declares what is done when somebody presses, submits, uses a shortcut, or something happens in Slack. */
export const on = {
  button: <Value>(contract: ButtonContract<Value>, title: string, press: ButtonHandler<Value>['press']): ButtonHandler<Value> => ({
    knock: 'button',
    contract,
    title,
    press,
  }),
  modal: <Value, Fields>(
    contract: ModalContract<Value, Fields>,
    title: string,
    submit: ModalHandler<Value, Fields>['submit'],
  ): ModalHandler<Value, Fields> => ({ knock: 'modal', contract, title, submit }),
  shortcut: (contract: ShortcutContract, title: string, use: ShortcutHandler['use']): ShortcutHandler => ({
    knock: 'shortcut',
    contract,
    title,
    use,
  }),
  event: <Payload>(event: string, title: string, payload: z.ZodType<Payload>, hear: EventHandler<Payload>['hear']): EventHandler<Payload> => ({
    knock: 'event',
    event,
    title,
    payload,
    hear,
  }),
};
