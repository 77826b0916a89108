import { expect, it } from 'vitest';
import { ticketMirror, ticketSubject } from '../../src/kit/known-case.ts';
import { openStore } from '../../src/storage/open.ts';
import { temporaryFolder } from '../storage/folder.ts';

it('two ticket systems each hold their own ticket of an incident, and one that was kept before there were two is found by its own', async () => {
  const store = await openStore(`sqlite:${temporaryFolder()}/test.db`, { now: () => '2026-03-14T09:00:00.000Z' });
  await store.commit({
    mirrors: [
      { subject: 'ticket:INC-1', ref: { key: 'SEC-1' } },
      { subject: ticketSubject('jira', 'INC-2'), ref: { key: 'SEC-2' } },
      { subject: ticketSubject('other', 'INC-2'), ref: { key: 'O-2' } },
    ],
  });
  const keyIn = async (system: string, incident: string) => (await ticketMirror(store, system, incident))?.ref.key;
  expect([await keyIn('jira', 'INC-1'), await keyIn('other', 'INC-1')]).toEqual(['SEC-1', undefined]);
  expect([await keyIn('jira', 'INC-2'), await keyIn('other', 'INC-2')]).toEqual(['SEC-2', 'O-2']);
  await store.close();
});
