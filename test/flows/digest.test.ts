import { expect, it } from 'vitest';
import { policy } from '../../src/core/policy.ts';
import { person } from '../../src/core/team.ts';
import { plain } from '../../src/core/text.ts';
import { postDigest } from '../../src/flows/post-digest.ts';
import { digestOf, previewDigest } from '../../src/flows/show-digest.ts';
import type { Bot } from '../../src/kit/bot.ts';
import type { By } from '../../src/kit/knock.ts';
import { later } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';
import { botWithTwelve } from './twelve-incidents.ts';

/** Of a Saturday: `start` is Saturday 2026-03-14, 02:11:09 UTC, which in Auckland is 15:11:09. */
const saturday = { day: 'saturday', at: '15:30', timezone: 'Pacific/Auckland' } as const;

function withDigest(bot: Bot, digest: object | undefined): Bot {
  const { thresholds, containment, readers } = bot.files.policy;
  const parsed = policy.parse({ thresholds, containment: { gate: [], approvers: containment.approvers }, readers, metrics: { digest } });
  return { ...bot, files: { ...bot.files, policy: { ...parsed, digest: '' } } };
}

async function waiting(bot: Bot): Promise<readonly string[]> {
  await bot.store.lead('test', 60_000, bot.now());
  return (await bot.store.claimDeliveries('2027-01-01T00:00:00.000Z', 1000, 10)).map(({ subject }) => subject);
}

it('is posted once when its time has come by its own clock, and not before', async () => {
  let now = '2026-03-14T02:29:59.000Z';
  const bot = withDigest(await botWith([], () => now), saturday);
  await postDigest(bot);
  expect(await waiting(bot)).toEqual([]);
  now = '2026-03-14T02:30:00.000Z';
  await postDigest(bot);
  now = '2026-03-14T02:31:00.000Z';
  await postDigest(bot);
  expect(await waiting(bot)).toEqual([`digest:${Date.parse('2026-03-14T02:30:00.000Z')}`]);
});

it('that nobody could post for a day is left to the next week, and where policy asks for none there is none', async () => {
  const late = withDigest(await botWith([], () => '2026-03-15T02:30:01.000Z'), saturday);
  await postDigest(late);
  expect(await waiting(late)).toEqual([]);
  const none = withDigest(await botWith([], () => '2026-03-14T02:30:00.000Z'), undefined);
  await postDigest(none);
  expect(await waiting(none)).toEqual([]);
});

it('says the week in numbers, and names no incident: not everybody in a channel may read each', async () => {
  const { bot } = await botWithTwelve();
  const { answer: digest, picture } = await digestOf(bot, later(20_000));
  const text = JSON.stringify([digest, picture]);
  expect(text).not.toMatch(/INC-\d|P-\d|Account takeover|203\.0\.113/);
  const facts = digest.parts.flatMap((part) => ('facts' in part ? part.facts : [])).map(([label, value]) => `${label}: ${plain(value)}`);
  expect(facts).toContain('Closed: 11 incidents: 7 true positive, 2 false positive, 1 inconclusive, 1 benign.');
  const table = digest.parts.flatMap((part) => ('table' in part ? part.table.rows : [])).map((row) => row.map((cell) => plain(cell)));
  expect(table).toContainEqual(['MTTC', '1 min 54 s', 'of 5', '–']);
  expect(table).toContainEqual(['False positives', '20.0 %', 'of 10', '–']);
  expect(digest.data).toMatchObject({ closed: 11, received: 0 });
  expect(picture.description).toMatch(/Received: 0\..*0 \(0 true positive\), 11 \(7 true positive\)\.$/);
});

it('can be looked at before, by whoever may read', async () => {
  const bot = withDigest(await botWith([], () => later(0)), saturday);
  const morgan: By = {
    actor: { kind: 'human', id: 'm', name: 'M' },
    person: person.parse({ id: 'm', name: 'M', roles: ['reader'] }),
    entrance: 'slack',
    timezone: 'UTC',
  };
  expect(JSON.stringify(await previewDigest(bot, morgan))).toContain('posted every Saturday at 15:30 (Pacific/Auckland)');
  await expect(previewDigest(bot, { ...morgan, person: undefined })).rejects.toThrow('for those who may read');
});
