import type { z } from 'zod';
import type { Actor, Entrance } from '../core/actor.ts';
import type { Printed } from '../core/printer.ts';
import type { Person } from '../core/team.ts';
import type { Answer } from './answer.ts';
import type { Bot } from './bot.ts';
import type { ButtonContract, FieldErrors, ModalContract, Opening, ShortcutContract } from './contract.ts';

/** Whoever knocks: a click, a command, a page view. Built in one place per entrance, after the signature or login was checked. */
export interface By {
  readonly actor: Actor;
  /** The person of people.yml; undefined for a stranger, a guest, or an unmapped user, who may do nothing. */
  readonly person: Person | undefined;
  readonly entrance: Entrance;
  /** Why somebody may only read although they sit at this machine, and how they come into people.yml. */
  readonly stranger?: { readonly says: string; readonly next: string };
  /** Asks this person something that must not stand in a command, such as a one-time code. Absent where nobody can be asked, as in a slash command. */
  readonly ask?: (question: string) => Promise<string>;
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

export interface ButtonHandler<Value = never> {
  readonly knock: 'button';
  readonly contract: ButtonContract<Value>;
  readonly title: string;
  readonly press: (bot: Bot, value: Value, by: By) => Promise<Answer | Opening>;
}

/** A button as the catalogue holds it: the value that it is handed was read by its own contract before. */
export type AnyButton = ButtonHandler<unknown>;

export interface ModalHandler<Value = never, Fields = never> {
  readonly knock: 'modal';
  readonly contract: ModalContract<Value, Fields>;
  readonly title: string;
  readonly submit: (bot: Bot, value: Value, fields: Fields, by: By, messages: Messages) => Promise<Answer | FieldErrors>;
}

/** A modal as the catalogue holds it: value and fields were read by its own contract before. */
export type AnyModal = ModalHandler<unknown, unknown>;

/** A message of somebody's as Slack had it when it was read: names stand where it has ids. Attackers can write messages too. */
export interface Quoted {
  readonly channel: string;
  readonly ts: string;
  /** `ts` of the message in whose thread it stands. */
  readonly thread: string | undefined;
  readonly channelName: string | null;
  readonly author: { readonly id: string; readonly name: string };
  readonly text: string;
  /** False: somebody typed what it says, as Slack does not let the bot read it. */
  readonly exact: boolean;
  /** People, groups and channels that the text names. */
  readonly named: readonly { readonly id: string; readonly name: string }[];
  readonly permalink: string | null;
  /** `sha256`: of the bytes, hex; null when they could not be read. */
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly mimetype: string;
    readonly size: number;
    readonly sha256: string | null;
  }[];
}

/** What a handler may read in Slack. */
export interface Messages {
  /** The message that stands there, read now; undefined when Slack does not let the bot read it. */
  at(place: { readonly channel: string; readonly ts: string }): Promise<Quoted | undefined>;
  /** What Slack wrote, as people read it: with the names that its ids have now. */
  words(written: string): Promise<Pick<Quoted, 'text' | 'named'>>;
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
  readonly hear: (bot: Bot, payload: Payload, by: By, messages: Messages) => Promise<Answer | { readonly home: readonly unknown[] } | undefined>;
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

/** The shapes of what may be typed in a form, by the names between its angle brackets. */
export type FormArgs = Readonly<Record<string, z.ZodType>>;

/** One way of using a command. The pattern is both what help shows and what is parsed: `close <incident> <verdict> <reason…>`; `[…]` is optional, `…` takes the rest. */
export interface CommandForm<Args extends FormArgs = FormArgs> {
  readonly pattern: string;
  readonly says: string;
  readonly args: Args;
  readonly run: (bot: Bot, args: { readonly [Name in keyof Args]: z.infer<Args[Name]> }, by: By) => Promise<Answer>;
}
export function form<Args extends FormArgs>(pattern: string, says: string, args: Args, run: CommandForm<Args>['run']): CommandForm {
  return { pattern, says, args, run } as unknown as CommandForm;
}

export interface CommandDefinition {
  readonly kind: 'command';
  readonly id: string;
  readonly title: string;
  /** What stands behind the command where Slack lists it: an example or two of what may be typed. */
  readonly hint?: string;
  /** The first form that fits decides. */
  readonly forms: readonly CommandForm[];
}
export function defineCommand(definition: Omit<CommandDefinition, 'kind'>): CommandDefinition {
  return { kind: 'command', ...definition };
}

export interface ScheduleDefinition {
  readonly kind: 'schedule';
  readonly id: string;
  readonly title: string;
  /** Five cron fields, in UTC. */
  readonly cron: string;
  readonly run: (bot: Bot) => Promise<void>;
}
export function defineSchedule(definition: Omit<ScheduleDefinition, 'kind'>): ScheduleDefinition {
  return { kind: 'schedule', ...definition };
}

export interface PageDefinition {
  readonly kind: 'page';
  readonly id: string;
  readonly title: string;
  /** `/incidents/:incident` */
  readonly path: string;
  /** Other addresses where people look for it; each leads to `path`. */
  readonly alsoAt?: readonly string[];
  /** Its address holds a secret, and whoever has that needs no other: it opens without WEB_TOKEN. `render` and `submit` check the secret. */
  readonly opensByLink?: boolean;
  /** `html` is what stands between the page's heading and its foot, written with the `html` tag; the server puts the page around it. */
  readonly render: (bot: Bot, params: Readonly<Record<string, string>>, by: By) => Promise<PageContent | PageFile>;
  /**
   * Takes a form that the page sent to its own address, field by field, and answers with what stands there then. What it throws for whoever filled it in
   * (RefusedError, InputError) is said to them; left out: the page takes none.
   */
  readonly submit?: (bot: Bot, params: Readonly<Record<string, string>>, form: Readonly<Record<string, string>>, by: By) => Promise<PageContent>;
}

/** What a page shows. */
export interface PageContent {
  readonly type: 'html' | 'json';
  /** The heading of this page where it has one of its own; otherwise the definition's title. */
  readonly title?: string;
  readonly body: string;
  readonly fileName?: string;
}

/** A file that a page hands out as it is. `open`: a browser may show it by itself, under what it says of what may be loaded. */
export interface PageFile extends Printed {
  readonly open: boolean;
}

export function definePage(definition: Omit<PageDefinition, 'kind'>): PageDefinition {
  return { kind: 'page', ...definition };
}
