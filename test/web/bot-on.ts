import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { decide } from '../../src/core/decision.ts';
import { policy } from '../../src/core/policy.ts';
import type { Store } from '../../src/core/store.ts';
import { team } from '../../src/core/team.ts';
import { usualWeights } from '../../src/core/weights.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { SourceDefinition } from '../../src/kit/define.ts';
import { notary } from '../../src/kit/notary.ts';
import { vault } from '../../src/kit/vault.ts';
import { printer } from '../../src/print/printer.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A bot on this store, with these sources and nothing else; also for processes that are no test. */
export function botOn(store: Store, sources: readonly SourceDefinition[], now: () => string): Bot {
  let ids = 0;
  const none = new Map<string, never>();
  return {
    store,
    catalogue: {
      sources: new Map(sources.map((source) => [source.id, source])),
      clients: none,
      enrichers: none,
      actions: none,
      tickets: none,
      notifiers: none,
    },
    files: {
      team: team([], []),
      policy: {
        ...policy.parse({
          thresholds: { card: 30, ticket: 50, channel: 70 },
          containment: { gate: [], approvers: ['approver'] },
          readers: ['reader'],
        }),
        digest: '',
      },
      weights: usualWeights,
      correlations: [],
      playbooks: [],
    },
    log: silent,
    now,
    newId: (prefix) => `${prefix}-${++ids}`,
    connection: () => ({ absent: [] }),
    pageUrl: (incident) => `http://127.0.0.1/incidents/${incident}`,
    memberships: async () => () => decide('member'),
    vault: vault(() => 'a key of the tests, of forty characters.'),
    ownAddresses: [],
    proofOf: () => null,
    printer: printer(path.resolve(import.meta.dirname, '../../runtime/fonts')),
    notary: notary('i-test', () => generateKeyPairSync('ed25519').privateKey),
    commandPrefix: '/',
    redact: (text) => text,
  };
}
