import type { PageChannel, PageMessage } from '../../../page-api.ts';

export interface IncidentPage {
  readonly incident: string;
  readonly url: string;
}

const address = /https?:\/\/[^\s"'<>|\\)]+?\/incidents\/(INC-\d{1,9})\b/g;

/** The bot's own pages that a channel's bookmarks, topic and messages link to, the newest incident first. */
export function incidentPages(channel: PageChannel | undefined, messages: readonly PageMessage[]): readonly IncidentPage[] {
  const told = JSON.stringify([channel?.topic, channel?.bookmarks, messages.map(({ text, blocks, attachments }) => [text, blocks, attachments])]);
  const found = new Map<string, string>();
  for (const [url, incident = ''] of told.matchAll(address)) if (!found.has(incident)) found.set(incident, url);
  return [...found].map(([incident, url]) => ({ incident, url })).toSorted((a, b) => Number(b.incident.slice(4)) - Number(a.incident.slice(4)));
}
