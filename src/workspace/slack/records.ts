import type { Block, FilledValues, JsonObject } from '../page-api.ts';
import type { SeedPerson } from './seed.ts';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly email: string;
  readonly timezone: string;
  readonly standing: NonNullable<SeedPerson['standing']>;
  readonly bot: boolean;
  /** Empty: nobody to act as. */
  readonly part: string;
}

/** A group that is mentioned as one. */
export interface UserGroup {
  /** Begins with `S`. */
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  /** Ids of people. */
  readonly members: readonly string[];
  /** Switched off: it is listed no more, and asking who is in it fails. */
  readonly disabled?: boolean;
}

/** A channel's topic or purpose. */
export interface Sign {
  readonly value: string;
  readonly creator: string;
  /** Seconds since 1970. */
  readonly last_set: number;
}

export interface Bookmark {
  readonly id: string;
  readonly channel_id: string;
  readonly title: string;
  readonly link: string;
  readonly emoji: string;
  readonly type: string;
  /** Seconds since 1970. */
  readonly date_created: number;
}

export interface Channel {
  readonly id: string;
  /** Empty for a direct message. */
  readonly name: string;
  readonly kind: 'public' | 'private' | 'direct';
  readonly creator: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly members: readonly string[];
  readonly topic: Sign;
  readonly purpose: Sign;
  readonly archived: boolean;
  /** Shared with another workspace. */
  readonly external: boolean;
  readonly pins: readonly { readonly ts: string; readonly by: string; readonly at: number }[];
  readonly bookmarks: readonly Bookmark[];
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly attachments: readonly JsonObject[];
  readonly metadata?: JsonObject;
  readonly subtype?: string;
  readonly thread?: string;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  readonly files: readonly string[];
  /** The only person who sees it. */
  readonly ephemeralFor?: string;
}

export interface View {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly user: string;
  readonly blocks: readonly Block[];
  readonly title?: JsonObject;
  readonly submit?: JsonObject;
  readonly close?: JsonObject;
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly external_id: string;
  readonly clear_on_close: boolean;
  readonly notify_on_close: boolean;
  readonly hash: string;
  readonly previous: string | null;
  readonly root: string;
  readonly filled: FilledValues;
  readonly errors: Readonly<Record<string, string>>;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly size: number;
  readonly user: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly contentBase64: string;
  readonly complete: boolean;
}

/** Where an app may answer an interaction, for half an hour and five times. */
export interface ResponseUrl {
  readonly id: string;
  readonly channel: string;
  readonly user: string;
  /** `ts` of the message that carried the button; null after a slash command. */
  readonly message: string | null;
  readonly uses: number;
  /** Milliseconds since 1970. */
  readonly expires: number;
}
