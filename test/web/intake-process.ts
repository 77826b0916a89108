import { takeDeliveries } from '../../handlers/webhooks/hooks.ts';
import generic from '../../src/connectors/sources/generic.ts';
import type { SourceDefinition } from '../../src/kit/define.ts';
import { endOnBrokenDisk } from '../../src/observe/broken-disk.ts';
import { openStore } from '../../src/storage/open.ts';
import { startServer } from '../../src/web/server.ts';
import { botOn } from './bot-on.ts';

/** The intake alone in a process of its own, on a real port and a real store: `node intake-process.ts FILE`. It prints its URL when it listens. */
const now = () => new Date().toISOString();
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: (facts: unknown, message: string) => console.error(message, facts) };
const store = await openStore(`sqlite:${process.argv[2]}`, { now, onBroken: endOnBrokenDisk(log) });
const run = process.pid;
let ids = 0;
const bot = {
  ...botOn(store, [generic as unknown as SourceDefinition], now),
  log,
  newId: (prefix: string) => `${prefix}-${run}-${Date.now()}-${++ids}`,
};
const server = await startServer({
  host: '127.0.0.1',
  port: 0,
  takeDelivery: takeDeliveries(bot, () => ({ tokens: ['token'], signing: [] })),
  pages: {
    definitions: [],
    bot,
    reader: { actor: { kind: 'human', id: 'reader', name: 'Reader' }, person: undefined, entrance: 'web', timezone: 'UTC' },
  },
  readiness: async () => ({ ready: true, parts: {} }),
  metrics: async () => ({ contentType: 'text/plain', text: '' }),
  practice: false,
  log,
});
console.log(server.url);
