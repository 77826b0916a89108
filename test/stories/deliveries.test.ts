import { createHmac, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith } from '../../src/workspace/demo/stage.ts';
import { answered, openStage, type Stage, settled } from './stage.ts';
import { firebreak } from './terminal.ts';

const secret = 'generic-signing-secret-of-the-stories';
let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ mode: 'http', settings: { HOOK_SECRET_GENERIC: secret } });
});
afterAll(() => stage.close());

/** An alert that is worth a card, and like no other. */
const fresh = () => JSON.stringify({ id: randomUUID(), title: `Domain admin added by a stranger ${randomUUID()}`, severity: 'critical' });

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>>) =>
  fetch(`${stage.bot.url}/hooks/generic`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

/** Headers that sign a body, with a time so many seconds from now. */
function signed(body: string | Uint8Array, away = 0): Record<string, string> {
  const at = String(Math.floor(Date.now() / 1000) + away);
  const mac = createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex');
  return { 'x-signature-256': `sha256=${mac}`, 'x-timestamp': at };
}

const everything = async () => ({ incidents: (await stage.store.incidents()).length, ...(await stage.store.backlog()) });

describe('a delivery', () => {
  it.each([
    ['without any proof', () => ({})],
    ['with the token of other sources', () => ({ authorization: `Bearer ${stage.environment.HOOK_TOKEN}` })],
    ['signed over other bytes', () => signed('{}')],
    ['signed 301 s ago', (body: string) => signed(body, -301)],
    ['signed 301 s ahead', (body: string) => signed(body, 302)],
  ])('%s is refused with 401 and leaves nothing behind', async (_what, proof) => {
    await eventually(stage, () => settled(stage), 'something still waits');
    const before = await everything();
    const body = fresh();
    expect((await post(body, proof(body))).status).toBe(401);
    expect(await everything()).toEqual(before);
  });

  it.each([-299, 299])('signed %i s from now is taken', async (away) => {
    const body = fresh();
    expect((await post(body, signed(body, away))).status).toBe(202);
  });

  it('that is repeated gets the same receipt and has no second effect', async () => {
    const body = fresh();
    const [first, again] = await Promise.all([post(body, signed(body)), post(body, signed(body, 1))]);
    const receipt = await first.json();
    expect(await again.json()).toEqual(receipt);
    await eventually(stage, () => settled(stage), 'something still waits');
    const before = await everything();
    expect(await (await post(body, signed(body, 2))).json()).toEqual(receipt);
    await eventually(stage, () => settled(stage), 'something still waits');
    expect(await everything()).toEqual(before);
    const { title } = JSON.parse(body);
    const cards = stage.mira.messages('security-alerts').filter((message) => wordsOf(message).includes(title));
    expect(cards).toHaveLength(1);
  });

  it('that claims to lie years ahead happened when it was received', async () => {
    const title = `Somebody wrote a date of their own ${randomUUID()}`;
    const body = JSON.stringify({ id: randomUUID(), title, severity: 'critical', timestamp: '9999-12-31T23:59:59Z' });
    expect((await post(body, signed(body))).status).toBe(202);
    await eventually(stage, () => settled(stage), 'something still waits');
    const incident = (await stage.store.incidents()).find((one) => one.title.raw() === title);
    expect(incident?.startedAt.slice(0, 4)).toBe(new Date().toISOString().slice(0, 4));
  });

  it('that is too large is refused with 413, also when it only grows on unpacking', async () => {
    const large = JSON.stringify({ title: 'x'.repeat(1_048_600) });
    expect((await post(large, signed(large))).status).toBe(413);
    const packed = new Uint8Array(gzipSync(large));
    expect(packed.length).toBeLessThan(5000);
    expect((await post(packed, { ...signed(large), 'content-encoding': 'gzip' })).status).toBe(413);
  });

  it('that is packed and fits is taken', async () => {
    const body = fresh();
    expect((await post(new Uint8Array(gzipSync(body)), { ...signed(body), 'content-encoding': 'gzip' })).status).toBe(202);
  });

  it('that cannot be read is refused with what is wrong, kept, and taken in once the mapping is mended', { timeout: 40_000 }, async () => {
    const body = JSON.stringify({ what: 'The vault was opened at night', severity: 'critical' });
    const refused = await post(body, signed(body));
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ problems: [{ path: 'title', message: expect.stringContaining('sources/generic.yml') }] });
    await post(body, signed(body, 1));
    const listed = await firebreak(stage.environment, 'quarantine', '--json');
    const { quarantined } = JSON.parse(listed.out);
    expect(quarantined).toMatchObject([{ source: 'generic', body, problems: [{ path: 'title' }] }]);

    const tooEarly = await firebreak(stage.environment, 'replay', quarantined[0].id);
    expect(tooEarly).toMatchObject({ code: 2, error: expect.stringContaining('still cannot be read') });

    await stage.restart({ 'sources/generic.yml': () => 'fields: { title: what }\n' });
    const replayed = await firebreak(stage.environment, 'replay', quarantined[0].id, '--json');
    expect(JSON.parse(replayed.out)).toMatchObject({ alerts: 1, duplicates: 0 });
    await eventually(stage, () => messageWith(stage.mira, 'security-alerts', 'The vault was opened at night'), 'no card');
    expect(await stage.store.backlog()).toMatchObject({ quarantined: 0 });
  });
});

describe('a request of Slack’s over HTTP', () => {
  it('that comes twice, byte for byte, is answered once', async () => {
    await answered(stage.mira, 'general', () => stage.mira.command('general', '/incident open The twice-told tale', { answerWithin: 0 }));
    const [incident] = (await stage.store.incidents()).filter(({ title }) => title.raw() === 'The twice-told tale');
    const heard = stage.mira.ephemerals('general').length;
    stage.practice.slack.control.faults.sendTwice(1);
    await stage.mira.command('general', `/incident note ${incident?.id} Said once`);
    await eventually(stage, () => settled(stage), 'something still waits');
    expect(stage.mira.ephemerals('general').length).toBe(heard + 1);
    const notes = (await stage.store.timeline(incident?.id ?? '')).filter(({ type }) => type === 'note.added');
    expect(notes).toHaveLength(1);
  });
});

describe('an alert posted by hand', () => {
  it('shows up as a card within a moment', async () => {
    // At Slack's real pace, and with the channel made first: what somebody sees who has just started.
    const real = await openStage({ messageGapMs: 1000 });
    try {
      const began = performance.now();
      const response = await fetch(`${real.bot.url}/hooks/generic`, {
        method: 'POST',
        headers: { authorization: `Bearer ${real.environment.HOOK_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ title: 'Somebody scans the VPN', severity: 'high', observables: ['203.0.113.7'] }),
      });
      expect(response.status).toBe(202);
      await eventually(real, () => messageWith(real.mira, 'security-alerts', 'Somebody scans the VPN'), 'no card');
      const took = performance.now() - began;
      if (process.env.STORY_TIMES) console.log(`an alert by hand was a card after ${Math.round(took)} ms`);
      expect(took).toBeLessThan(5000);
    } finally {
      await real.close();
    }
  });
});
