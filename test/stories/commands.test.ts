import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { answered, answerTo, openStage, playTakeover, type Stage } from './stage.ts';

/** Every command in a form that only reads, and what its answer begins with. */
const reading = [
  ['triage', /1 open incident/],
  ['triage INC-1', /INC-1 Account takeover of Alex Kim/],
  ['triage INC-1 why', /100/],
  ['enrich 203.0.113[.]7', /called hostile by AbuseIPDB/],
  ['contain', /Nothing that you can read is contained/],
  ['contain P-1', /P-1.*suspend/],
  ['timeline INC-1', /INC-1/],
  ['incident list', /1 incidents?/],
  ['help', /\/triage/],
] as const;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await playTakeover(stage);
});
afterAll(() => stage.close());

const saying = (line: string, thread?: string) =>
  answered(stage.mira, 'general', () => stage.mira.say('general', line, { answerWithin: 0, ...(thread !== undefined && { thread }) }));

/** The ways in besides `/command`. */
const ways: readonly (readonly [string, (line: string) => Promise<string>])[] = [
  ['/firebreak', (line) => answerTo(stage.mira, 'general', `/firebreak ${line}`)],
  ['@firebreak', (line) => saying(`@firebreak ${line}`)],
  [
    '@firebreak in a thread',
    async (line) => {
      const { ts } = await stage.mira.say('general', 'Look at this, please.');
      const answer = await saying(`@firebreak ${line}`, ts ?? '');
      expect(stage.mira.ephemerals('general').at(-1)?.thread).toBe(ts);
      return answer;
    },
  ],
  ['@firebreak after other words', (line) => saying(`Hello @firebreak ${line}`)],
];

describe.each(ways)('%s takes every command as its first word:', (way, ask) => {
  it.each(reading)('%s', async (line, words) => {
    expect(await ask(line)).toMatch(words);
  });

  it('and what changes something, by the person who wrote it', async () => {
    const text = `Written by way of ${way.replace('@', '')}`;
    expect(await ask(`incident note INC-1 ${text}`)).not.toBe('');
    const note = (await stage.store.timeline('INC-1')).find((event) => event.type === 'note.added' && event.payload.text.raw() === text);
    expect(note?.by).toMatchObject({ kind: 'human', id: 'mira.okafor' });
  });

  it('and says what there is when there is no such command', async () => {
    expect(await ask('launch')).toMatch(/no such command.*\/triage/s);
  });
});

it('answers without a word about an incident aloud, where others read along', async () => {
  expect(await saying('@firebreak triage INC-1')).toContain('Account takeover of Alex Kim');
  expect(stage.olu.messages('general').map(wordsOf).join()).not.toMatch(/INC-1 Account takeover/);
});

describe('with COMMAND_PREFIX=acme-', () => {
  let prefixed: Stage;
  beforeAll(async () => {
    prefixed = await openStage({ settings: { COMMAND_PREFIX: 'acme-' } });
  });
  afterAll(() => prefixed.close());

  it('every command goes by its new name, and only by that', async () => {
    expect(await answerTo(prefixed.mira, 'general', '/acme-triage')).toMatch(/The queue is empty/);
    expect(await answerTo(prefixed.mira, 'general', '/acme-firebreak incident list')).toMatch(/0 incidents/);
    expect(await answerTo(prefixed.mira, 'general', '/triage')).toMatch(/not a valid command/);
  });

  it('help and hints use the new names', async () => {
    const help = await answerTo(prefixed.mira, 'general', '/acme-firebreak help');
    expect(help).toContain('/acme-triage');
    expect(help).not.toMatch(/\/(triage|contain|enrich|timeline|incident)\b/);
    const opened = await answerTo(prefixed.mira, 'general', '/acme-incident open Laptop left in a taxi');
    expect(opened).toContain('INC-1');
    expect(opened).not.toMatch(/[^-]\/(triage|contain|enrich|timeline|incident)\b/);
  });

  it('errors use them too', async () => {
    expect(await answerTo(prefixed.mira, 'general', '/acme-triage INC-99')).toContain('/acme-triage');
    expect(await answerTo(prefixed.mira, 'general', '/acme-contain P-99')).toContain('/acme-contain');
    expect(await answerTo(prefixed.mira, 'general', '/acme-contain approve')).toContain('/acme-contain approve');
  });
});
