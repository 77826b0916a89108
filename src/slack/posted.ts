import type { Identity } from './identity.ts';
import type { SlackApi } from './web-client.ts';

/** Where a message is to stand. */
export interface Place {
  readonly channel: string;
  /** `ts` of the message in whose thread it goes. */
  readonly thread?: string | undefined;
  /** A conversation of the bot with one member of the workspace. */
  readonly direct?: boolean;
}

/** A message of ours, found in Slack itself. */
interface Posted {
  readonly ts: string;
  /** The subject that it shows, from its metadata. */
  readonly subject: string;
}

/** Looks in Slack for messages of ours that the store does not know, or not yet. */
export interface PostedMessages {
  /** The one that shows this subject; undefined when it is not among the newest 1000. */
  showing(subject: string, place: Place): Promise<Posted | undefined>;
  /** The one at this `ts`. */
  at(ts: string, place: Place): Promise<Posted | undefined>;
  /** What the newest 200 say. */
  texts(place: Place): Promise<readonly string[]>;
}

/** Marks a message as ours and says which subject it shows, so that it can be found again. */
const eventType = 'firebreak';
const pageSize = 200;
/** How far back is looked: 1000 messages. */
const mostPages = 5;

/** What goes with every message that we post. */
export function metadataOf(subject: string) {
  return { event_type: eventType, event_payload: { key: subject } };
}

/** Only what this very bot has posted counts: any app can put metadata like ours on a message of its own. */
export function postedMessages(api: SlackApi, identity: Pick<Identity, 'bot'>): PostedMessages {
  async function find({ channel, thread }: Place, fits: (posted: Posted) => boolean): Promise<Posted | undefined> {
    let cursor = '';
    for (let page = 0; page < mostPages; page++) {
      const options = { channel, limit: pageSize, include_all_metadata: true, ...(cursor !== '' && { cursor }) };
      const read = await api.read('read a channel', (client) =>
        thread === undefined ? client.conversations.history(options) : client.conversations.replies({ ...options, ts: thread }),
      );
      for (const { ts, bot_id: bot, metadata } of read.messages ?? []) {
        const subject = metadata?.event_type === eventType ? keyOf(metadata.event_payload) : undefined;
        if (ts !== undefined && bot === identity.bot && subject !== undefined && fits({ ts, subject })) return { ts, subject };
      }
      cursor = read.response_metadata?.next_cursor ?? '';
      if (cursor === '') break;
    }
    return undefined;
  }

  return {
    showing: (subject, place) => find(place, (posted) => posted.subject === subject),
    at: (ts, place) => find(place, (posted) => posted.ts === ts),
    texts: async ({ channel }) => {
      const read = await api.read('read a channel', (client) => client.conversations.history({ channel, limit: pageSize }));
      return (read.messages ?? []).flatMap(({ bot_id: bot, text }) => (bot === identity.bot && text !== undefined ? [text] : []));
    },
  };
}

function keyOf(payload: unknown): string | undefined {
  return typeof payload === 'object' && payload !== null && 'key' in payload && typeof payload.key === 'string' ? payload.key : undefined;
}
