import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Bot } from '../../src/kit/bot.ts';
import type { SourceDefinition } from '../../src/kit/define.ts';
import { openStore } from '../../src/storage/open.ts';
import { botOn } from './bot-on.ts';

/** A bot with a real store of its own in a temporary folder, these sources, and nothing else. It ends with the test. */
export async function botWith(sources: readonly SourceDefinition[], now: () => string): Promise<Bot> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firebreak-web-'));
  const store = await openStore(`sqlite:${path.join(folder, 'test.db')}`, { now });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  return botOn(store, sources, now);
}
