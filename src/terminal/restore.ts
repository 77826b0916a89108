import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type Grounds, openCopy, openHouse } from '../compose.ts';
import type { Settings } from '../config/settings.ts';
import { signingKeyOf } from '../config/signing-key.ts';
import { InputError, StoreError } from '../core/errors.ts';
import { type Begun, beginEpoch } from '../flows/begin-epoch.ts';
import { ownInstance } from '../flows/own-instance.ts';
import { type Answer, answer } from '../kit/answer.ts';
import { notary } from '../kit/notary.ts';
import { invoked } from './invoked.ts';
import { terminalUser } from './who.ts';

export const restoreUsage = 'restore <file>';

const now = () => new Date().toISOString();

/**
 * Puts a backup in the place of the database, as a new epoch: nothing that waited in it is done or posted again. What stood there is kept beside it.
 * @throws InputError while a bot runs, or without a backup; StoreError when the backup does not hold. Nothing was changed then.
 */
export async function restore(settings: Settings, grounds: Grounds, [from]: readonly string[]): Promise<Answer> {
  if (from === undefined || !existsSync(from)) throw new InputError('There is no such backup.', { next: `Type ${invoked}${restoreUsage}` });
  const file = path.resolve(grounds.databaseUrl.slice('sqlite:'.length));
  await refuseWhileLed(file);
  const copy = `${file}.restoring`;
  for (const end of ['', '-wal', '-shm']) rmSync(`${copy}${end}`, { force: true });
  copyFileSync(from, copy);
  chmodSync(copy, 0o600);
  const begun = await prepared(settings, grounds, copy);
  const former = `${file}.before-${now().replaceAll(/[^0-9]/g, '')}`;
  if (existsSync(file)) renameSync(file, former);
  for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  renameSync(copy, file);

  const house = await openHouse(settings, grounds);
  try {
    const by = await terminalUser(house.bot, path.join(grounds.teamFolder, 'people.yml'));
    const unknown = await beginEpoch(house.bot, begun, by);
    return answer(
      `Restored up to event #${begun.head}; epoch ${begun.epoch} begins`,
      [
        {
          text: `${begun.jobs} jobs and ${begun.deliveries} deliveries that waited in it are not done again. What stood there before is in ${former}`,
        },
        { text: unknown.length === 0 ? 'No containment was on its way.' : `Nobody knows what became of ${unknown.join(', ')}: look at the vendors.` },
        { hint: ['Nothing happens by itself until somebody has looked: ', { code: `${invoked}contain close-breaker <why>` }] },
      ],
      { ...begun, unknown, former },
    );
  } finally {
    await house.close();
  }
}

async function refuseWhileLed(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const store = await openCopy(file, now);
  try {
    if (await store.isLed(now())) throw new InputError('A bot runs on this database.', { next: 'End it, then restore.' });
  } finally {
    await store.close();
  }
}

/** Checks the copy, and gives up what waits in it before anybody can find it in its place. */
async function prepared(settings: Settings, { databaseUrl }: Grounds, copy: string): Promise<Begun> {
  const store = await openCopy(copy, now);
  try {
    const { verifierKey } = notary(await ownInstance({ store, newId: (prefix) => prefix }), () => signingKeyOf(settings, databaseUrl));
    const { firstBreak } = await store.verify({ key: verifierKey() });
    if (firstBreak !== null) {
      throw new StoreError(`This backup does not hold: ${firstBreak.why}. Nothing was changed.`, { next: 'Restore an older one.' });
    }
    const { seq: head } = await store.head();
    return { ...(await store.beginEpoch('a backup was restored')), head };
  } finally {
    await store.close();
  }
}
