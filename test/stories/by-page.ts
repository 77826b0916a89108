import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../src/compose.ts';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { type Act, type ActResult, type MessageList, type PageMessage, pageHeader, type ViewList, type World } from '../../src/workspace/page-api.ts';
import type { RequestRecord } from '../../src/workspace/range/vendor-server.ts';
import type { RangeState } from '../../src/workspace/range-api.ts';
import { elementsOf } from '../../src/workspace/slack/inputs.ts';

/** The practice workspace as a process of its own, reached as its page reaches it. */
export interface Workspace {
  /** The environment for the bot. */
  readonly settings: Readonly<Record<string, string>>;
  range(): Promise<RangeState>;
  /** What the systems of the range were asked. */
  requests(): Promise<readonly RequestRecord[]>;
  person(id: string): PagePerson;
  close(): Promise<void>;
}

/** Somebody who sits before the page. */
export interface PagePerson {
  world(): Promise<World>;
  messages(channel: string): Promise<readonly PageMessage[]>;
  type(channel: string, text: string): Promise<ActResult>;
  /** Presses the button, fills in the reason and submits. False: there was no such button, no modal came, or it was not taken. */
  pressWithReason(channel: string, label: RegExp, reason: string): Promise<boolean>;
}

export async function openWorkspace(): Promise<Workspace> {
  const child = spawn(process.execPath, [join(root, 'src/workspace/serve.ts'), '--unpaced'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { url, settings } = JSON.parse(line) as { url: string; settings: Record<string, string> };
  const get = async <Answer>(path: string) => (await (await fetch(url + path, { signal: AbortSignal.timeout(10_000) })).json()) as Answer;
  const post = async <Answer>(path: string, body: object) => {
    const headers = { 'content-type': 'application/json', [pageHeader.name]: pageHeader.value };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) });
    return (await response.json()) as Answer;
  };
  return {
    settings,
    range: () => get('/range/state'),
    requests: () => get('/range/requests'),
    person: (id) => personBefore(id, get, (act) => post('/page-api/act', act)),
    close: () => end(child),
  };
}

function personBefore(id: string, get: <Answer>(path: string) => Promise<Answer>, act: (what: Act) => Promise<ActResult>): PagePerson {
  const messages = async (channel: string) => (await get<MessageList>(`/page-api/messages?as=${id}&channel=${channel}`)).messages ?? [];
  const modal = async () => (await get<ViewList>(`/page-api/views?as=${id}`)).modals.at(-1);

  async function openedModal() {
    const end = Date.now() + 3000;
    for (;;) {
      const opened = await modal();
      if (opened !== undefined || Date.now() > end) return opened;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  return {
    world: () => get(`/page-api/world?as=${id}`),
    messages,
    type: (channel, text) => act({ as: id, do: 'type', channel, text }),
    pressWithReason: async (channel, label, reason) => {
      for (let old = await modal(); old !== undefined; old = await modal()) await act({ as: id, do: 'close', view: old.id });
      const placed = (await messages(channel)).flatMap((message) => elementsOf(message.blocks).map((one) => ({ message, ...one }))).toReversed();
      const button = placed.find(({ element }) => label.test(String((element.text as { text?: string } | undefined)?.text ?? '')));
      if (button === undefined) return false;
      const { message, block, element } = button;
      const at = { channel, ts: message.ts };
      if ((await act({ as: id, do: 'click', at, block: block.block_id, action: element.action_id })).problem !== null) return false;
      const view = await openedModal();
      if (view === undefined) return false;
      return (await act({ as: id, do: 'submit', view: view.id, values: { reason: { reason } } })).problem === null;
    },
  };
}

/** What stands in a channel, without what Slack itself says there and without what only one person sees. */
export function posted(messages: readonly PageMessage[]): readonly string[] {
  return messages.filter(({ subtype, ephemeral }) => subtype === null && !ephemeral).map(wordsOf);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
