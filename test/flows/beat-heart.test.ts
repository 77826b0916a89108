import { beforeEach, expect, it, onTestFinished } from 'vitest';
import heartbeat from '../../src/connectors/clients/heartbeat.ts';
import { StoreError } from '../../src/core/errors.ts';
import { beatHeart } from '../../src/flows/beat-heart.ts';
import type { Bot, Connection } from '../../src/kit/bot.ts';
import { connect } from '../../src/kit/connect.ts';
import type { ClientId } from '../../src/kit/define.ts';
import { type Range, startRange } from '../../src/workspace/range/server.ts';
import { later } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

let seconds = 0;
let range: Range;
let bot: Bot;
beforeEach(async () => {
  seconds = 0;
  range = await startRange({ now: () => new Date(later(seconds)) });
  onTestFinished(() => range.close());
  const plain = await botWith([], () => later(seconds));
  const connection = connect(heartbeat, range.settings, { log: plain.log, measure: () => {}, redact: plain.redact });
  bot = { ...plain, connection: <Id extends ClientId>() => connection as unknown as Connection<Id> };
});

const watched = () => range.state().find(({ id }) => id === 'watcher')?.rows[0]?.state;

it('as long as there is a sign of life each minute, the watcher is content; two minutes after the last it pages', async () => {
  expect(watched()).toBe('waiting');
  for (const at of [0, 60, 120]) {
    seconds = at;
    await beatHeart(bot);
    expect(watched()).toBe('up');
  }
  seconds = 120 + 105;
  expect(watched()).toBe('up');
  seconds = 120 + 120;
  expect(watched()).toMatch(/^down/);
});

it('a bot whose store cannot be written gives no sign of life', async () => {
  const full = async () => {
    throw new StoreError('The disk is full.');
  };
  await expect(beatHeart({ ...bot, store: { ...bot.store, setFact: full } })).rejects.toThrow('disk is full');
  expect(watched()).toBe('waiting');
});

it('one whose sign of life got lost gives it again', async () => {
  range.faults.next({ system: 'watcher', drop: 'before' });
  await beatHeart(bot);
  expect(watched()).toBe('up');
});

it('without an address there is nobody to give it to', async () => {
  await beatHeart({ ...bot, connection: () => ({ absent: ['HEARTBEAT_URL'] }) });
  expect(range.requests).toEqual([]);
});
