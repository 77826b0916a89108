import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Changes } from '../../src/core/store.ts';
import { sampleAlert, sampleDelivery, sampleFinding, sampleIncident, sampleNote, sampleProposal, start } from './samples.ts';

/** Where a store of every schema is kept, each named as the migration that made its schema. */
export const keptFolder = path.join(import.meta.dirname, 'kept');

/** The names of all schemas, oldest first. */
export const schemas: readonly string[] = readdirSync(path.join(import.meta.dirname, '..', '..', 'src', 'storage', 'migrations'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

/** What every kept store holds: something of everything. */
export const keptStory: Changes = {
  state: [
    { put: 'alert', value: sampleAlert('A-1', { incident: 'INC-1', fingerprint: 'kept' }) },
    { put: 'incident', value: sampleIncident('INC-1') },
    { put: 'proposal', value: sampleProposal('P-1', { state: 'done' }) },
    { put: 'finding', value: sampleFinding('INC-1/okta-user/user:alex') },
  ],
  events: [sampleNote('kept <!channel>'), sampleNote('kept too')],
  jobs: [{ flow: 'enrich-incident', args: { incident: 'INC-1' }, key: 'k', lane: 'INC-1' }],
  outbox: [sampleDelivery('card:INC-1')],
  receipts: [{ id: 'R-1', source: 'okta', delivery: 'd-1', receivedAt: start, alerts: 1, duplicates: 0 }],
  quarantine: [{ id: 'Q-1', source: 'okta', delivery: 'd-2', receivedAt: start, body: '{', problems: [{ path: '', message: 'ends early' }] }],
  mirrors: [{ subject: 'card:INC-1', ref: { channel: 'C1', ts: '1.2' } }],
  spend: [{ key: 'v0=abc', until: start }],
};
