import {
  type Act,
  type ActResult,
  type MessageList,
  type PageEvent,
  pageHeader,
  pagePath,
  type Refusal,
  type ViewList,
  type World,
} from '../../../page-api.ts';

/** An `Act` before it is said whose it is. */
export type Deed = Act extends infer Each ? (Each extends Act ? Omit<Each, 'as'> : never) : never;

/** The local Slack as one person uses it. */
export interface PageClient {
  world(): Promise<World>;
  messages(channel: string, thread?: string): Promise<MessageList>;
  pins(channel: string): Promise<MessageList>;
  views(): Promise<ViewList>;
  act(deed: Deed): Promise<ActResult>;
  /** @returns stops listening */
  listen(hear: (event: PageEvent) => void, lost: () => void): () => void;
}

export function pageClient(as: string): PageClient {
  const read = async <Answer>(path: string, query: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${pagePath}/${path}?${new URLSearchParams({ as, ...query })}`);
    return answerOf<Answer>(response);
  };
  return {
    world: () => read('world'),
    messages: (channel, thread) => read('messages', { channel, ...(thread && { thread }) }),
    pins: (channel) => read('pins', { channel }),
    views: () => read('views'),
    async act(deed) {
      const response = await fetch(`${pagePath}/act`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [pageHeader.name]: pageHeader.value },
        body: JSON.stringify({ as, ...deed }),
      });
      return answerOf<ActResult>(response);
    },
    listen(hear, lost) {
      const source = new EventSource(`${pagePath}/events?${new URLSearchParams({ as })}`);
      source.onmessage = ({ data }) => hear(JSON.parse(data));
      source.onerror = lost;
      return () => source.close();
    },
  };
}

/** @throws Error with the sentence of a refusal. */
async function answerOf<Answer>(response: Response): Promise<Answer> {
  const body: unknown = await response.json();
  if (response.ok) return body as Answer;
  throw new Error((body as Refusal).problem ?? `The workspace answered ${response.status}.`);
}
