import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../src/compose.ts';
import { fates, totalOf } from '../../src/core/funnel.ts';
import { answerTo, openStage, playTakeover, type Stage } from './stage.ts';
import { firebreak } from './terminal.ts';

/** A rule that the story does not fulfil. */
const shippedRule = readFileSync(join(root, 'data/correlations/password-spraying.yml'), 'utf8');

let stage: Stage;
let sent = 0;
beforeAll(async () => {
  stage = await openStage({ team: { 'correlations/password-spraying.yml': () => shippedRule } });
  await playTakeover(stage);
  const page = await read('/metrics');
  sent = [...page.matchAll(/^firebreak_alerts_received_total\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
});
afterAll(() => stage.close());

async function read(path: string): Promise<string> {
  return (await fetch(`${stage.bot.url}${path}`, { headers: { authorization: `Bearer ${stage.bot.webToken}` } })).text();
}

it('what the senders sent is what the funnel counts, and every one of them has one fate', async () => {
  const { received, ...rest } = totalOf(await stage.store.funnel({ since: '', until: '9999' }));
  expect(received).toBe(sent);
  expect(received).toBeGreaterThan(5);
  expect(rest.opened).toBe(1);
  expect(rest.merged).toBeGreaterThan(0);
  expect(fates.reduce((sum, fate) => sum + rest[fate], 0)).toBe(received);
});

it('people read it in Slack, with who never sent and which rules never fired', async () => {
  const answer = await answerTo(stage.mira, 'general', '/metrics funnel');
  expect(answer).toContain(`${sent} received in 7 days`);
  expect(answer).toMatch(/Sources that never sent anything: .*suricata/);
  expect(answer).toMatch(/rules that never tied anything together: .*password-spraying/);
  expect(answer).not.toMatch(/never tied anything together:.*account-takeover/);
});

it('--why names the newest alerts of each fate, with their incidents', async () => {
  expect(await answerTo(stage.mira, 'general', '/metrics funnel 12h --why')).toMatch(/opened.*A-\w+ \(\S+ .*INC-1\)/s);
});

it('whoever may read nothing is told whom it is for', async () => {
  expect(await answerTo(stage.alex, 'general', '/metrics funnel --why')).toMatch(/The funnel is for those who may read incidents/);
});

it('a span that is none is refused with what to write', async () => {
  expect(await answerTo(stage.mira, 'general', '/metrics funnel 7weeks')).toMatch(/write a number of hours or days, such as 12h or 7d/);
});

it('the terminal prints it as JSON', async () => {
  const uid = String(process.getuid?.());
  await stage.restart({ 'people.yml': (yaml) => yaml.replace(/^( +)(slack: .*\n)/m, `$1$2$1uid: ${uid}\n`) });
  const { out } = await firebreak(stage.environment, 'metrics', 'funnel', '1d', '--json');
  expect(JSON.parse(out)).toMatchObject({ total: { received: sent, opened: 1 }, neverHeard: { rules: ['password-spraying'] } });
});

it('the page of incidents and Prometheus say the same', async () => {
  const { received, ...rest } = totalOf(await stage.store.funnel({ since: '', until: '9999' }));
  const [row = ''] = /<tr\b[^>]*><th\b[^>]*>all<\/th>.*?<\/tr>/.exec(await read('/')) ?? [];
  const cells = [...row.matchAll(/<td\b[^>]*data-label="(\w+)">(\d+)<\/td>/g)];
  expect(Object.fromEntries(cells.map(([, label = '', count]) => [label, Number(count)]))).toEqual({
    Received: received,
    Quarantined: rest.quarantined,
    Duplicates: rest.duplicate,
    Snoozed: rest.snoozed,
    Silent: rest.silent,
    Merged: rest.merged,
    Opened: rest.opened,
  });
  const page = await read('/metrics');
  const counted = [...page.matchAll(/^firebreak_alerts_total\{source="[^"]+",fate="(\w+)"\} (\d+)$/gm)];
  expect(counted.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(received);
});
