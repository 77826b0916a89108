/** Somebody or something that a message names: a person (`U…`), a user group (`S…`), a channel (`C…`), or everybody (`here`, `channel`, `everyone`). */
export interface Mention {
  readonly id: string;
  /** The name that the message itself carries. */
  readonly label: string | undefined;
}

const mention = /<(?:@|#|!subteam\^|!)([A-Za-z0-9]+)(?:\|([^>]*))?>/g;
const link = /<((?:https?|mailto|tel):[^|>]+)(?:\|([^>]*))?>/g;

/** Whom and what a message names by id, once each. */
export function mentionsIn(text: string): readonly Mention[] {
  const found = [...text.matchAll(mention)].map(([, id = '', label]): Mention => ({ id, label }));
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

/**
 * What people read in a message, from how Slack writes it: names for ids, and links, dates and escapes as words.
 * Source: docs.slack.dev/messaging/formatting-message-text.
 */
export function asRead(text: string, nameOf: (id: string) => string | undefined): string {
  return text
    .replace(/<!date\^\d+\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(link, (_, url: string, label?: string) => (label === undefined || label === url ? url : `${label} (${url})`))
    .replace(mention, (whole, id: string, label?: string) => `${whole.startsWith('<#') ? '#' : '@'}${nameOf(id) ?? label?.replace(/^@/, '') ?? id}`)
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
