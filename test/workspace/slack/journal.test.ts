import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../../../src/workspace/slack/journal.ts';
import { clientOf, start } from './practice-app.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slack-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the state on disk', () => {
  it('is there again after a restart: channels, messages, pins, ephemeral messages, Home, the app’s secrets', async () => {
    const file = join(folder, 'var', 'slack.jsonl');
    const before = await start({ file });
    const client = clientOf(before);
    const { channel } = await client.conversations.create({ name: 'inc-1', is_private: true });
    const id = channel?.id ?? '';
    await client.conversations.invite({ channel: id, users: 'U0ANALYST' });
    const { ts = '' } = await client.chat.postMessage({ channel: id, text: 'case file' });
    await client.pins.add({ channel: id, timestamp: ts });
    await client.chat.postEphemeral({ channel: id, user: 'U0ANALYST', text: 'only you' });
    await client.views.publish({ user_id: 'U0ANALYST', view: { type: 'home', blocks: [{ type: 'divider' }] } });
    const seen = before.control.as('ana').messages(id);
    await before.close();

    const after = await start({ file });
    const secrets = ({ botToken, appToken, signingSecret }: typeof after) => [botToken, appToken, signingSecret];
    expect(secrets(after)).toEqual(secrets(before));
    const ana = after.control.as('ana');
    expect(ana.messages(id)).toEqual(seen);
    expect(ana.pins(id)).toMatchObject([{ ts, text: 'case file' }]);
    expect(ana.home()?.blocks).toMatchObject([{ type: 'divider' }]);
    await clientOf(after).chat.update({ channel: id, ts, text: 'still editable' });
    after.control.reset();
    await after.close();

    const again = await start({ file });
    expect(again.control.channels().map(({ name }) => name)).toEqual(['general', 'lobby']);
    await again.close();
  });

  it('survives a killed process without losing what was put', async () => {
    const file = join(folder, 'killed.jsonl');
    const journal = new URL('../../../src/workspace/slack/journal.ts', import.meta.url).href;
    const script = `import { openJournal } from '${journal}';
      const shelf = openJournal(${JSON.stringify(file)}).shelf('numbers');
      for (let n = 0; ; n += 1) { shelf.put(String(n), n); if (n === 500) process.kill(process.pid, 'SIGKILL'); }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    const reopened = openJournal(file);
    expect(reopened.shelf('numbers').values()).toHaveLength(501);
    reopened.close();
  });

  it('passes over a torn last line and forgets removed records', () => {
    const file = join(folder, 'torn.jsonl');
    const first = openJournal(file);
    first.shelf('a').put('1', { value: 1 });
    first.shelf('a').put('2', { value: 2 });
    first.shelf('a').remove('1');
    first.close();
    appendFileSync(file, '["a","3",{"val');
    const second = openJournal(file);
    expect(second.shelf('a').values()).toEqual([{ value: 2 }]);
    second.close();
    expect(readFileSync(file, 'utf8')).toBe('["a","2",{"value":2}]\n');
  });
});
