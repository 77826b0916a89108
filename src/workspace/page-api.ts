/**
 * What the browser page and the local Slack server say to each other. Both sides import these types; nothing else is shared.
 *
 * The page is served from the same origin as the API (the server asks its `pages` handlers for every path that is not its own).
 *
 * | request                                            | answer                                             |
 * |----------------------------------------------------|----------------------------------------------------|
 * | `GET  /page-api/world?as=U…`                       | `World`; without `as`, as the first to act as sees it |
 * | `GET  /page-api/messages?as=U…&channel=C…`         | `MessageList`: the channel, replies left out       |
 * | `GET  /page-api/messages?as=U…&channel=C…&thread=` | `MessageList`: the parent and its replies          |
 * | `GET  /page-api/pins?as=U…&channel=C…`             | `MessageList`: what is pinned there                |
 * | `GET  /page-api/views?as=U…`                       | `ViewList`: open modals, and the app's Home        |
 * | `GET  /page-api/events?as=U…`                      | server-sent events; `data:` is one `PageEvent`     |
 * | `GET  /page-api/files/F…/name`                     | the bytes of an uploaded file                      |
 * | `POST /page-api/act` with `Act`                    | `ActResult`, when the app has acknowledged         |
 * | `POST /page-api/reset`                             | `{}`: everything is as it was seeded               |
 *
 * Every POST is JSON and carries the header `x-practice: 1` (`pageHeader`); without it, or from another origin, the answer is 403.
 * A request that cannot be understood is answered with status 400, 403 or 404 and a `Refusal`.
 */

/** The header that every POST must carry: another origin cannot send it without being allowed to, and it is not. */
export const pageHeader = { name: 'x-practice', value: '1' } as const;

/** Where the page API stands on the server. */
export const pagePath = '/page-api';

/** Plain JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

/** One Block Kit block, exactly as the app sent it; `block_id` is always there, the server adds it where the app left it out. */
export type Block = JsonObject & { readonly type: string; readonly block_id: string };

/** A request that was not understood or not allowed: a sentence for people. */
export interface Refusal {
  readonly problem: string;
}

/** Somebody of the workspace. */
export interface PagePerson {
  readonly id: string;
  /** What is typed after `@`. */
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  /** IANA time zone. */
  readonly timezone: string;
  readonly bot: boolean;
  readonly guest: boolean;
  readonly deactivated: boolean;
  /** Whether the page offers to act as this person. */
  readonly playable: boolean;
  /** One sentence about the part this person plays: "May approve as the second person". */
  readonly part: string;
}

/** One conversation that the person may see. */
export interface PageChannel {
  readonly id: string;
  /** Without `#`; for a direct message the other person's name. */
  readonly name: string;
  readonly kind: 'public' | 'private' | 'direct';
  /** Whether the person is in it. People see public channels without being in them. */
  readonly member: boolean;
  readonly members: readonly string[];
  readonly topic: string;
  readonly purpose: string;
  readonly archived: boolean;
  /** For a direct message: the other person's id. */
  readonly with: string | null;
  readonly bookmarks: readonly { readonly title: string; readonly link: string; readonly emoji: string }[];
  /** `ts` of the newest message, `0` when there is none; for sorting and unread marks. */
  readonly latest: string;
}

/** A slash command as autocompletion shows it. */
export interface PageCommand {
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
}

/** A shortcut of the app: `global` stands beside the composer, `message` in the menu of a message. */
export interface PageShortcut {
  readonly callbackId: string;
  readonly name: string;
  readonly description: string;
  readonly on: 'global' | 'message';
}

/** Everything but the messages, as one person sees it. */
export interface World {
  readonly team: { readonly id: string; readonly name: string };
  readonly as: string;
  readonly app: {
    readonly id: string;
    readonly name: string;
    /** User id of the app's bot. */
    readonly user: string;
    /** Whether the app can be reached: a Socket Mode connection is open, or a request URL is set. */
    readonly connected: boolean;
  };
  readonly people: readonly PagePerson[];
  readonly groups: readonly { readonly id: string; readonly handle: string; readonly name: string }[];
  readonly channels: readonly PageChannel[];
  readonly commands: readonly PageCommand[];
  readonly shortcuts: readonly PageShortcut[];
}

/** One message as the person sees it. Ephemeral ones stand among the others, in the order of `ts`. */
export interface PageMessage {
  readonly channel: string;
  readonly ts: string;
  /** Id of who wrote it; `USLACKBOT` for Slack itself. */
  readonly user: string;
  /** Slack's mrkdwn: `&amp; &lt; &gt;` escaped, `<@U…>`, `<#C…|name>`, `<https://…|label>`. Shown when there are no blocks. */
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly attachments: readonly JsonObject[];
  /** What sort of line it is when nobody wrote it: `channel_join`, `channel_topic`, `pinned_item`, …; null for a written one. */
  readonly subtype: string | null;
  /** `ts` of the thread's parent; equal to `ts` on a parent that has replies; null outside threads. */
  readonly thread: string | null;
  readonly replies: number;
  readonly repliers: readonly string[];
  readonly latestReply: string | null;
  readonly edited: boolean;
  /** Only this person sees it: "Only visible to you". */
  readonly ephemeral: boolean;
  readonly pinned: boolean;
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  readonly files: readonly PageFile[];
}

export interface PageFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly size: number;
  /** Path on this server. */
  readonly url: string;
}

export interface MessageList {
  readonly messages: readonly PageMessage[];
}

/** A modal or a Home view, as the app drew it. */
export interface PageView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly title: string;
  readonly submit: string | null;
  readonly close: string;
  readonly blocks: readonly Block[];
  /** What stands in each input now, by `block_id` and then `action_id`: initial values first, later what was entered. */
  readonly values: FilledValues;
  /** Sentences under inputs, by `block_id`. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface ViewList {
  /** Open modals, the topmost last. Only the topmost is shown. */
  readonly modals: readonly PageView[];
  /** The app's Home tab for this person; null until the app has published one. */
  readonly home: PageView | null;
}

/**
 * What a person entered or chose, the same for every element:
 * text inputs, dates (`2026-03-14`), times (`02:11`) and numbers as typed; date-times as seconds since 1970 in digits;
 * a select's or radio's option by its `value`; users, conversations and channels by id; several (checkboxes, multi-selects) as a list; null for nothing.
 */
export type Filled = string | readonly string[] | null;
export type FilledValues = Readonly<Record<string, Readonly<Record<string, Filled>>>>;

/** Where an element stands: in a message (also an ephemeral one), or in a view. */
export type Place = { readonly channel: string; readonly ts: string } | { readonly view: string };

/** A file that somebody sends with a message. */
export interface AttachedFile {
  readonly name: string;
  readonly mimetype: string;
  readonly contentBase64: string;
}

/** What a person does. `as` is their id. */
export type Act = { readonly as: string } & (
  | {
      /** Enter in the composer. A text that begins with `/` is a slash command (not possible in a thread, as in Slack). */
      readonly do: 'type';
      readonly channel: string;
      readonly text: string;
      /** `ts` of the thread's parent. */
      readonly thread?: string;
      readonly files?: readonly AttachedFile[];
    }
  | {
      /** Press a button, or choose in a select, menu, date picker … that stands outside an input block (or has `dispatch_action`). */
      readonly do: 'click';
      readonly at: Place;
      readonly block: string;
      readonly action: string;
      /** What was chosen; left out for buttons. */
      readonly chosen?: Filled;
      /** What stands in the other inputs of the same message or view. */
      readonly values?: FilledValues;
    }
  | { readonly do: 'submit'; readonly view: string; readonly values: FilledValues }
  /** The cross or the close button; `all`: the whole stack. */
  | { readonly do: 'close'; readonly view: string; readonly all?: boolean }
  | { readonly do: 'react'; readonly channel: string; readonly ts: string; readonly name: string; readonly remove?: boolean }
  | { readonly do: 'edit'; readonly channel: string; readonly ts: string; readonly text: string }
  | { readonly do: 'delete'; readonly channel: string; readonly ts: string }
  /** Dismiss an ephemeral message. */
  | { readonly do: 'dismiss'; readonly channel: string; readonly ts: string }
  /** A global shortcut has no `at`. */
  | { readonly do: 'shortcut'; readonly callbackId: string; readonly at?: { readonly channel: string; readonly ts: string } }
  | { readonly do: 'openHome' }
  /** Open the direct message with somebody; `ActResult.channel` says which it is. */
  | { readonly do: 'openDirect'; readonly with: string }
  | { readonly do: 'join'; readonly channel: string }
  | { readonly do: 'leave'; readonly channel: string }
  | { readonly do: 'invite'; readonly channel: string; readonly user: string }
  /** What a select with options from the app offers for what was typed so far; see `ActResult.options`. */
  | { readonly do: 'suggest'; readonly at: Place; readonly block: string; readonly action: string; readonly typed: string }
);

/** What became of it. Messages and views that the app sent in answer come as events, not here. */
export interface ActResult {
  /** A sentence to show at the place of the act when it did not work ("This app did not respond in time"); null when all went well. */
  readonly problem: string | null;
  /** Sentences under inputs after `submit`, by `block_id`; the modal stays open. */
  readonly errors: Readonly<Record<string, string>>;
  /** For `openDirect`. */
  readonly channel: string | null;
  /** For `suggest`. */
  readonly options: readonly { readonly label: string; readonly value: string }[];
  /** For `type` of a message: its `ts`. */
  readonly ts: string | null;
}

/** What changed for the person since the last event. After a reconnect, load again. */
export type PageEvent =
  /** Sent at once after connecting. */
  | { readonly type: 'hello' }
  /** Posted or changed: insert by `ts` or replace. A reply also sends its parent, whose counts changed. */
  | { readonly type: 'message'; readonly message: PageMessage }
  | { readonly type: 'message-deleted'; readonly channel: string; readonly ts: string; readonly thread: string | null }
  /** Created, changed, joined: insert by id or replace. */
  | { readonly type: 'channel'; readonly channel: PageChannel }
  /** The person can no longer see it. */
  | { readonly type: 'channel-gone'; readonly id: string }
  | { readonly type: 'views'; readonly views: ViewList }
  | { readonly type: 'app'; readonly connected: boolean }
  /** Everything was reset: load again. */
  | { readonly type: 'reset' };
