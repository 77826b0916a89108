import type { Piece, Text } from './text.ts';
import type { NewEvent } from './timeline.ts';

type Written = Extract<NewEvent, { type: 'note.added' | `message.${'added' | 'edited' | 'deleted' | 'unpinned'}` }>;

/** What people wrote: for the timeline, or in Slack. */
export function written(event: Written): Text {
  const who = event.by.name;
  switch (event.type) {
    case 'note.added':
      return [event.payload.backdated ? `${who} wrote down later that this happened: “` : `${who} noted: “`, event.payload.text, '”'];
    case 'message.added':
      return quoted(who, event.payload);
    case 'message.edited':
      return [`${who} changed the message of #${event.payload.added} in Slack. It says now: “`, event.payload.text, '”'];
    case 'message.deleted':
      return `The message of #${event.payload.added} was deleted in Slack. What it said stays there.`;
    case 'message.unpinned':
      return `${who} took the pin off the message of #${event.payload.added}. It stays in the timeline.`;
    default:
      return event satisfies never;
  }
}

function quoted(who: string, { author, channelName, text, exact, permalink, files }: Extract<Written, { type: 'message.added' }>['payload']): Text {
  const place = channelName === null ? '' : ` in #${channelName}`;
  return [
    `${who} added what `,
    author.name,
    exact ? ` wrote${place}: “` : ` wrote${place}, in their own words: “`,
    text,
    '”',
    ...files.flatMap(({ name, size, sha256 }): Piece[] => [
      ' With the file ',
      name,
      ` (${size} bytes, `,
      ...(sha256 === null ? ['not read)'] : ['SHA-256 ', { code: sha256 }, ')']),
    ]),
    ...(permalink === null ? [] : [' ', { link: permalink, label: 'In Slack' }]),
  ];
}
