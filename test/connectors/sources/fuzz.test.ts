import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SourceDefinition } from '../../../src/kit/define.ts';
import { readDelivery } from '../../../src/kit/read-delivery.ts';
import { depth, times } from '../../depth.ts';
import { unseen } from './unseen.ts';

const runs = times({ quick: 1000, ci: 20_000, deep: 1_000_000 });
/** No single delivery may take longer, in milliseconds. Measured only where nothing else is meant to run. */
const mostMs = 100;
const megabyte = 1_048_576;

const folder = new URL('../../../src/connectors/sources/', import.meta.url);
const sources: SourceDefinition[] = [];
/** What real senders write: examples of every source, and what products without one send. */
const seeds: { readonly source: number; readonly text: string }[] = [];

beforeAll(async () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const { default: source }: { default: SourceDefinition } = await import(new URL(file, folder).href);
    const number = sources.push(source) - 1;
    seeds.push(...source.examples.map(({ payload }) => ({ source: number, text: JSON.stringify(payload) })));
    if (source.id === 'generic') seeds.push(...unseen.map(({ payload }) => ({ source: number, text: JSON.stringify(payload) })));
  }
});

const rejections: unknown[] = [];
const noteRejection = (reason: unknown) => rejections.push(reason);
process.on('unhandledRejection', noteRejection);
afterAll(() => void process.off('unhandledRejection', noteRejection));

/** What breaks parsers: ends, brackets, escapes, halves of characters, words that mean something to JavaScript, and long runs of one thing. */
const nasty = fc.constantFrom(
  ...[
    '',
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '\u0000',
    '\ud800',
    '\u202e',
    '"__proto__":{},',
    '"constructor":{"prototype":1},',
    '-',
    '1e999',
    'null',
  ],
  ...[
    '12345678901234567890',
    '"\\u0000"',
    '[[[[[[[[',
    '"a":1,"a":2,',
    'T1059',
    '<!channel>',
    '(a+)+$',
    'hxxp://evil[.]example/',
    '9'.repeat(400),
    'a.'.repeat(2000),
  ],
);
/** One change of a text: something cut out at a place, and something else put there. */
const change = fc.record({ at: fc.nat(), cut: fc.nat({ max: 40 }), put: nasty });
/** A payload that a sender really writes, changed at some places; or bytes that nobody meant. */
const bytes = fc.oneof(
  { weight: 8, arbitrary: fc.record({ seed: fc.nat(), changes: fc.array(change, { maxLength: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ seed: fc.nat(), raw: fc.uint8Array({ maxLength: 300 }) }) },
  { weight: 1, arbitrary: fc.record({ seed: fc.nat(), text: fc.json({ maxDepth: 5 }) }) },
);

test(`${runs} deliveries that nobody meant become alerts or problems with a path: no crash, no hang, nothing that grows`, {
  timeout: 3_600_000,
}, () => {
  // Names of countries and the like are worked out when they are first asked for.
  for (const { source, text } of seeds) readSeed(source, Buffer.from(text));
  let slowest = { ms: 0, body: '' };
  let taken = 0;
  let early = 0;
  fc.assert(
    fc.property(bytes, (what) => {
      const seed = seeds[what.seed % seeds.length];
      if (seed === undefined) throw new Error('there is nothing to begin with');
      const rawBody = 'raw' in what ? Buffer.from(what.raw) : Buffer.from('text' in what ? what.text : changed(seed.text, what.changes));
      // What the machine does besides is no fault of a payload's: only our own time counts.
      const started = process.cpuUsage().user;
      const read = readSeed(seed.source, rawBody);
      const ms = (process.cpuUsage().user - started) / 1000;
      if (ms > slowest.ms) slowest = { ms, body: rawBody.toString('utf8').slice(0, 500) };
      if ('problems' in read) expect(read.problems.every(({ path, message }) => typeof path === 'string' && message.length > 0)).toBe(true);
      taken += 1;
      if (taken === Math.floor(runs / 5)) early = process.memoryUsage().rss;
    }),
    { numRuns: runs },
  );
  const grown = (process.memoryUsage().rss - early) / megabyte;
  console.info(
    `${taken} deliveries over ${sources.length} sources; the slowest took ${slowest.ms.toFixed(1)} ms; memory grew by ${grown.toFixed(0)} MiB after the first fifth`,
  );
  expect(rejections).toEqual([]);
  if (depth !== 'deep') return;
  expect(slowest.ms, slowest.body).toBeLessThan(mostMs);
  expect(grown).toBeLessThan(100);
});

function readSeed(number: number, rawBody: Buffer) {
  const source = sources[number];
  if (source === undefined) throw new Error('there is no such source');
  return readDelivery(source, { rawBody, headers: {}, receivedAt: '2026-03-14T03:00:00.000Z', options: undefined, redact: (text) => text });
}

function changed(text: string, changes: readonly { readonly at: number; readonly cut: number; readonly put: string }[]): string {
  return changes.reduce((before, { at, cut, put }) => {
    const place = at % (before.length + 1);
    return before.slice(0, place) + put + before.slice(place + cut);
  }, text);
}

/** The largest bodies that the hook takes, each of one kind of trouble. */
const large = (unit: string, open = '', close = '') => open + unit.repeat(Math.floor((megabyte - open.length - close.length) / unit.length)) + close;
test.each([
  ['opening brackets', large('[')],
  ['one string', large('a', '{"title":"', '"}')],
  ['dots that might be a domain', large('a.', '{"title":"', '"}')],
  ['escapes', large('\\u0041', '{"title":"', '"}')],
  ['numbers', large('1,', '{"title":"x","l":[', '1]}')],
  ['addresses', large('"203.0.113.7",', '{"title":"x","ip":[', '"203.0.113.8"]}')],
  ['alerts', large('{"title":"x"},', '[', '{"title":"y"}]')],
])('a megabyte of %s is read or refused at once, by every source, in the quick suite by one', (_what, body) => {
  for (const source of depth === 'quick' ? sources.filter(({ id }) => id === 'generic') : sources) {
    const started = performance.now();
    readDelivery(source, {
      rawBody: Buffer.from(body),
      headers: {},
      receivedAt: '2026-03-14T03:00:00.000Z',
      options: undefined,
      redact: (text) => text,
    });
    expect(performance.now() - started, source.id).toBeLessThan(depth === 'deep' ? 500 : 5000);
  }
});
