import { expect } from 'vitest';
import { team } from '../../src/core/team.ts';
import { connect } from '../../src/kit/connect.ts';
import type { ClientDefinition, ClientId, Clients, Surroundings } from '../../src/kit/define.ts';
import type { MeasuredCall, RunTuning } from '../../src/kit/run.ts';
import { type Range, startRange } from '../../src/workspace/range/server.ts';
import { definitionsIn } from './found.ts';

/** All vendors of the practice range, spoken to through our real clients. */
export interface RangeVendors {
  readonly range: Range;
  /** New connections to everything: breakers closed, nothing remembered. */
  connect(): Surroundings;
  /** Calls as they were measured since the last `forget`. */
  readonly calls: readonly MeasuredCall[];
  /** Everything that was logged, as text. */
  readonly logged: readonly string[];
  forget(): void;
  /** Milliseconds after which our clients give up waiting. */
  readonly deadlineMs: number;
  close(): Promise<void>;
}

const impatient: RunTuning = { deadlineMs: 2_000, patienceMs: 2_000, failures: 5, halfOpenAfterMs: 100, backoffMs: 1 };
export const acme = team(
  [
    {
      id: 'alex',
      name: 'Alex Kim',
      email: 'alex@acme.example',
      identities: ['alex.kim'],
      roles: [],
      timezone: 'UTC',
      countries: ['DE'],
      travels: false,
    },
    {
      id: 'mira',
      name: 'Mira Okafor',
      email: 'mira@acme.example',
      identities: [],
      roles: ['analyst', 'approver'],
      timezone: 'UTC',
      countries: [],
      travels: true,
    },
  ],
  [
    {
      id: 'payroll',
      kind: 'cloud-resource',
      match: ['arn:aws:s3:::acme-payroll', 'acme-payroll'],
      criticality: 'critical',
      data: 'restricted',
      owner: 'alex',
    },
    { id: 'website', kind: 'cloud-resource', match: ['acme-website'], criticality: 'low', data: 'public' },
    { id: 'office', kind: 'ip', match: ['198.51.100.0/24'], criticality: 'high', data: 'internal' },
  ],
);

/** Settings for every client: those of the range, and those of SNS, of which nothing is asked before a message names a certificate. */
export function vendorSettings({ settings }: Range): Readonly<Record<string, string>> {
  return { ...settings, AWS_SNS_TOPICS: 'arn:aws:sns:eu-central-1:111122223333:security', AWS_SNS_URL: 'http://127.0.0.1:9' };
}

export async function startRangeVendors(tuning: RunTuning = impatient): Promise<RangeVendors> {
  const range = await startRange();
  const definitions = await definitionsIn<ClientDefinition>('clients');
  let calls: MeasuredCall[] = [];
  let logged: string[] = [];
  const write = (fields: object, sentence: string) => void logged.push(`${sentence} ${JSON.stringify(fields)}`);
  const hooks = {
    log: { debug: write, info: write, warn: write, error: write },
    measure: (call: MeasuredCall) => void calls.push(call),
    redact: (text: string) => text,
  };
  return {
    range,
    connect: () => {
      const clients = definitions.map(({ definition }) => {
        // The range has no quota; pacing has tests of its own.
        const connection = connect({ ...definition, limits: { maxConcurrent: 4 } }, vendorSettings(range), hooks, tuning);
        if ('absent' in connection) throw new Error(`the range does not set ${connection.absent.join(', ')}`);
        return [definition.id, connection.client] as const;
      });
      return { clients: Object.fromEntries(clients) as unknown as Pick<Clients, ClientId>, team: acme, now: new Date().toISOString() };
    },
    get calls() {
      return calls;
    },
    get logged() {
      return logged;
    },
    deadlineMs: tuning.deadlineMs,
    forget() {
      calls = [];
      logged = [];
    },
    close: async () => {
      await range.close();
      expect(range.strange).toEqual([]);
    },
  };
}
