import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Range, startRange } from '../../../src/workspace/range/server.ts';
import { outcomeInWords } from '../../../src/workspace/story/outcome.ts';
import { accountTakeover, playStory, type StoryProgress } from '../../../src/workspace/story.ts';

const credentials = { hookToken: 'practice-hook-token', githubSecret: 'practice-github-secret' };
const end = new Date('2026-03-14T02:30:00.000Z');
const deliveries = () => accountTakeover(end, credentials).map(({ delivery }) => delivery);
const bodies = (source: string) =>
  deliveries()
    .filter((delivery) => delivery.source === source)
    .map(({ body }) => JSON.parse(body));

describe('the account takeover', () => {
  it('is five failed logins of Alex from one address and then one that succeeds from another country', () => {
    const events = bodies('okta').flatMap(({ data }) => data.events);
    expect(events.map(({ outcome }) => outcome.result)).toEqual(['FAILURE', 'FAILURE', 'FAILURE', 'FAILURE', 'FAILURE', 'SUCCESS']);
    expect(new Set(events.map(({ client, actor }) => `${client.ipAddress} ${actor.alternateId}`))).toEqual(
      new Set(['203.0.113.7 alex@acme.example']),
    );
    expect(events.at(-1)?.client.geographicalContext.country).toBe('Romania');
  });

  it("ends with the payroll bucket read by Alex's key from the same address", () => {
    const [{ detail }] = bodies('aws-guardduty');
    expect(detail.type).toBe('Exfiltration:S3/AnomalousBehavior');
    expect(detail.service.action.awsApiCallAction.remoteIpDetails.ipAddressV4).toBe('203.0.113.7');
    expect(detail.resource).toMatchObject({ accessKeyDetails: { userName: 'alex.kim' }, s3BucketDetails: [{ name: 'acme-payroll' }] });
  });

  it('happens in order, within twenty-five minutes that end now', () => {
    const logins = bodies('okta').flatMap(({ data }) => data.events.map(({ published }: { published: string }) => published));
    const times = [...logins, bodies('aws-guardduty')[0].detail.service.eventLastSeen].map((time) => Date.parse(time));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(end.getTime() - (times[0] ?? 0)).toBeLessThan(25 * 60_000);
    expect(times.at(-1)).toBeLessThanOrEqual(end.getTime());
  });

  it('proves who sends it in the way of each vendor', () => {
    for (const { source, headers, body } of deliveries()) {
      if (source === 'github') {
        const signature = createHmac('sha256', credentials.githubSecret).update(body).digest('hex');
        expect(headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
      } else expect([headers.authorization, headers['x-api-key']].join()).toContain(credentials.hookToken);
    }
  });

  it('has ids of its own in every play', () => {
    const ids = (): string[] => [
      ...bodies('okta').flatMap(({ eventId, data }) => [eventId, ...data.events.map(({ uuid }: { uuid: string }) => uuid)]),
      ...bodies('aws-guardduty').flatMap(({ id, detail }) => [id, detail.id]),
      ...bodies('alertmanager').map(({ alerts }) => alerts[0].fingerprint),
      ...deliveries().flatMap(({ headers }) => headers['x-github-delivery'] ?? []),
    ];
    const both = [...ids(), ...ids()];
    expect(both).toHaveLength(26);
    expect(new Set(both).size).toBe(26);
  });
});

describe('playing it', () => {
  let range: Range;
  let bot: Server;
  let botUrl: string;
  let answers: (source: string, attempt: number) => number;
  let received: string[];

  beforeEach(async () => {
    range = await startRange();
    received = [];
    answers = () => 202;
    bot = createServer((request, response) => {
      const source = request.url?.split('/')[2] ?? '';
      received.push(source);
      request.resume().on('end', () => response.writeHead(answers(source, received.filter((one) => one === source).length)).end('{}'));
    });
    await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
    botUrl = `http://127.0.0.1:${(bot.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    bot.close();
    await range.close();
  });

  const play = (onProgress?: (progress: StoryProgress) => void) =>
    playStory({ ...credentials, botUrl, range, pauseMs: 0, ...(onProgress === undefined ? {} : { onProgress }) });

  it('delivers everything, and the attacker has a session at Okta afterwards', async () => {
    const seen: StoryProgress[] = [];
    const { steps, running } = await play((progress) => seen.push(progress));
    expect(received).toEqual(['alertmanager', 'okta', 'okta', 'okta', 'github', 'aws-guardduty']);
    expect(steps.every(({ state }) => state === 'done')).toBe(true);
    expect(running).toBe(false);
    expect(seen[0]?.steps.map(({ state }) => state)).toEqual(['running', ...Array(5).fill('waiting')]);
    expect(seen.map((progress) => progress.running)).toEqual([...Array(11).fill(true), false]);
    expect(range.inspect.okta.sessions.filter(({ hostile }) => hostile)).toHaveLength(1);
    expect(range.state().find(({ id }) => id === 'okta')?.rows[0]).toMatchObject({ id: 'alex@acme.example', tone: 'bad' });
  });

  it('says in words what became of each delivery', () => {
    const receipt = 'R-01KA7Q0Z';
    const taken = (alerts: number, duplicates: number) => outcomeInWords(202, JSON.stringify({ receipt, alerts, duplicates }));
    expect([taken(3, 0), taken(1, 1), taken(0, 0)]).toEqual(['taken: 3 alerts', 'taken: 1 alert, 1 of them known already', 'taken: no alerts']);
    expect(outcomeInWords(422, JSON.stringify({ problems: [{ path: 'data.events', message: 'is missing' }] }))).toBe(
      'not taken (422): data.events: is missing',
    );
    expect(outcomeInWords(401, JSON.stringify({ error: 'Nobody proved who sent this.' }))).toBe('not taken (401): Nobody proved who sent this.');
    expect(outcomeInWords(503, '')).toBe('not taken (503): no reason was given');
  });

  it('tries again what the bot could not take, as the vendors do', async () => {
    answers = (source, attempt) => (source === 'alertmanager' && attempt === 1 ? 503 : 202);
    expect((await play()).steps.every(({ state }) => state === 'done')).toBe(true);
    expect(received.slice(0, 2)).toEqual(['alertmanager', 'alertmanager']);
  });

  it('stops at what the bot refuses, and says what it answered', async () => {
    answers = (source) => (source === 'okta' ? 401 : 202);
    const { steps } = await play();
    expect(steps[1]).toMatchObject({ state: 'failed', detail: expect.stringContaining('401') });
    expect(received).toEqual(['alertmanager', 'okta']);
  });
});
