import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerTo, openStage, playTakeover, type Stage } from './stage.ts';
import { firebreak } from './terminal.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await playTakeover(stage);
});
afterAll(() => stage.close());

const changing = () => stage.practice.range.requests.filter(({ system, changes }) => ['okta', 'aws', 'cloudflare'].includes(system) && changes);

describe('policy explained', () => {
  const decides = [
    /P-1 suspend alex@acme.example: policy answers two-people/,
    /When proposed\s+two-people by line 2: score 100, confidence \d+ %, policy [0-9a-f]{8}/,
    /Now\s+two-people by line 2: score 100/,
    /Line 1 \(forbidden\) does not decide: it is for risk tier 3, this is tier \d/,
    /Line 2 decides: two-people/,
    /Line 3 \(one-person\) does not decide: it is for okta-clear-sessions/,
    /Mira Okafor, Jonas Lind/,
  ];

  it('at the terminal names the line that decides, why the others do not, the numbers then and now, and whose yes would count', async () => {
    const { code, out } = await firebreak(stage.environment, 'policy', 'explain', stage.incident, 'P-1');
    expect(code).toBe(0);
    for (const words of decides) expect(out).toMatch(words);
  });

  it('in Slack says the same', async () => {
    const said = await answerTo(stage.mira, stage.channel, '/contain explain P-1');
    expect(said).toMatch(/P-1 .*policy answers two-people/);
    expect(said).toMatch(/Line 2 decides: two-people/);
  });

  it('says what may be typed when something else was', async () => {
    expect(await firebreak(stage.environment, 'policy', 'change')).toMatchObject({
      code: 2,
      error: expect.stringContaining('policy explain INC-1 P-3'),
    });
  });
});

it('whom the bot is at a vendor is never contained, though no list names it', async () => {
  const before = changing().length;
  const said = await answerTo(stage.mira, stage.channel, '/contain propose okta-suspend-user firebreak@acme.example');
  expect(said).toMatch(/forbidden.*firebreak@acme.example is Firebreak itself/s);
  expect(changing()).toHaveLength(before);
});

it('the policy’s digest stands in every decision about a containment', async () => {
  await answerTo(stage.mira, stage.channel, '/contain approve P-3 It guesses passwords.');
  await answerTo(stage.mira, stage.channel, '/contain approve P-3 Once more.');
  const decisions = (await stage.store.timeline(stage.incident)).filter(({ type }) => type.startsWith('containment.'));
  expect(new Set(decisions.map(({ type }) => type))).toContain('containment.refused');
  const { policyDigest } = (await stage.store.get('proposal', 'P-3')) ?? {};
  for (const { payload } of decisions) expect(payload).toMatchObject({ policyDigest });
});
