import { onTestFinished } from 'vitest';
import { takeDeliveries } from '../../handlers/webhooks/hooks.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { SourceDefinition } from '../../src/kit/define.ts';
import type { PageDefinition } from '../../src/kit/knock.ts';
import { hookSecrets } from '../../src/kit/verify.ts';
import type { HookMeasure } from '../../src/web/hooks.ts';
import { type ServerOptions, startServer } from '../../src/web/server.ts';
import { botWith } from './bot.ts';

export const settings: Readonly<Record<string, string>> = {
  HOOK_TOKEN: 'a-long-random-token',
  HOOK_SECRET_GITHUB: 'github-secret',
  HOOK_SECRET_GENERIC: 'generic-secret',
};

async function sources(): Promise<readonly SourceDefinition[]> {
  const ids = ['generic', 'okta', 'github', 'alertmanager', 'aws-guardduty', 'aws-sns'];
  const found = await Promise.all(ids.map(async (id): Promise<{ default: SourceDefinition }> => import(`../../src/connectors/sources/${id}.ts`)));
  return found.map(({ default: source }) => source);
}

/** A running server over real HTTP with all sources and a real store; it ends with the test. Whatever is given replaces its part. */
export async function serving({
  definitions = [],
  connection,
  ...replaced
}: Partial<ServerOptions> & { readonly definitions?: readonly PageDefinition[]; readonly connection?: Bot['connection'] } = {}) {
  const alone = await botWith(await sources(), () => new Date().toISOString());
  const bot = connection === undefined ? alone : { ...alone, connection };
  const measured: HookMeasure[] = [];
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    takeDelivery: takeDeliveries(bot, (source) => hookSecrets(source, (name) => settings[name])),
    pages: {
      definitions,
      bot,
      reader: { actor: { kind: 'human', id: 'reader', name: 'Reader' }, person: undefined, entrance: 'web', timezone: 'UTC' },
    },
    readiness: async () => ({ ready: true, parts: { store: 'ok' } }),
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'firebreak_up 1\n' }),
    practice: false,
    pageToken: 'the-web-token',
    log: bot.log,
    onHook: (one) => measured.push(one),
    ...replaced,
  });
  onTestFinished(() => server.close());
  return { bot, measured, ...server };
}
