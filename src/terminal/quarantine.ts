import { InputError, NotFoundError } from '../core/errors.ts';
import { receiveAlerts } from '../flows/receive-alert.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import { readDelivery } from '../kit/read-delivery.ts';
import { invoked } from './invoked.ts';

/** What was signed but could not be read, and why. */
export async function quarantineAnswer(bot: Bot): Promise<Answer> {
  const kept = (await bot.store.quarantined()).filter(({ replayedAt }) => replayedAt === null);
  const list = kept.map(({ id, source, receivedAt, problems }) => [
    { strong: `${id} ` },
    `${source}, `,
    { at: receivedAt },
    `: ${problems.map(({ path, message }) => `${path || 'body'}: ${message}`).join('; ')}`,
  ]);
  const unkept = await bot.store.unkept();
  const counted = unkept.map(({ source, count, last }) => [
    { strong: `${count} more of ${source}` },
    ', for which there was no room; the last ',
    { at: last.receivedAt },
    ` (${last.delivery}): ${last.problems.map(({ path, message }) => `${path || 'body'}: ${message}`).join('; ')}`,
  ]);
  return answer(
    `${kept.length} in quarantine`,
    kept.length + unkept.length === 0
      ? [{ text: 'Every signed delivery could be read.' }]
      : [{ list: [...list, ...counted] }, { hint: ['Once mended: ', { code: `${invoked}replay ${kept[0]?.id}` }] }],
    { quarantined: kept, unkept },
  );
}

/** Reads a quarantined delivery again, after its source or mapping was mended, and takes in what it says. */
export async function replay(bot: Bot, id: string): Promise<Answer> {
  const kept = (await bot.store.quarantined()).find((one) => one.id === id);
  if (!kept) throw new NotFoundError(`Nothing with the id ${id} is in quarantine.`, { next: `Type ${invoked}quarantine to see what is.` });
  const source = bot.catalogue.sources.get(kept.source);
  if (!source) throw new NotFoundError(`There is no source ${kept.source} any more.`);
  const read = readDelivery(source, {
    rawBody: Buffer.from(kept.body),
    headers: {},
    receivedAt: kept.receivedAt,
    options: bot.files.sourceOptions?.get(kept.source),
    redact: bot.redact,
  });
  if ('problems' in read) {
    throw new InputError(`${id} still cannot be read.`, { problems: read.problems, next: 'Mend the source or its mapping, then replay it again.' });
  }
  const receipt = await receiveAlerts(bot, { source: kept.source, delivery: read.delivery, drafts: read.alerts, receivedAt: bot.now() });
  await bot.store.markReplayed(id, bot.now());
  return answer(`${id} was replayed: ${receipt.alerts} alerts, ${receipt.duplicates} repeats`, [], receipt);
}
