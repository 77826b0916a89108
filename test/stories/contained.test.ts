import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { sentenceOf } from '../../src/core/timeline-sentences.ts';
import { wordsOf } from '../../src/workspace/demo/see.ts';
import { eventually, messageWith } from '../../src/workspace/demo/stage.ts';
import { answerTo, openStage, playTakeover, type Stage, settled } from './stage.ts';

describe('whether an incident is contained', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await playTakeover(stage);
  }, 60_000);
  afterAll(() => stage.close());

  const rest = () => eventually(stage, () => settled(stage), 'It did not come to rest.');
  const phase = async () => (await stage.store.get('incident', stage.incident))?.phase;
  const headline = () => {
    const card = messageWith(stage.mira, 'security-alerts', stage.incident);
    return card === undefined ? '' : (wordsOf(card).split('\n')[0] ?? '');
  };
  /** What the timeline says about it last. */
  const lastSaid = async () => {
    const said = (await stage.store.timeline(stage.incident)).findLast(({ type }) => type === 'incident.phase-changed');
    return said === undefined ? '' : plain(sentenceOf(said, String));
  };
  const caseFile = () => answerTo(stage.mira, 'general', `/triage ${stage.incident}`);
  const proposalOf = async (action: string) => (await stage.store.proposals({})).find((one) => one.action === action)?.id ?? '';
  async function approve(action: string, ...people: readonly Stage['mira'][]): Promise<void> {
    for (const person of people) await answerTo(person, 'general', `/contain approve ${await proposalOf(action)} Seen in the logs.`);
    await rest();
  }

  it('hints on the board name what stands there, and only what can be done with it', { timeout: 30_000 }, async () => {
    const board = await answerTo(stage.mira, 'general', '/contain');
    expect(board).toContain(`/contain ${(await stage.store.proposals({}))[0]?.id}`);
    expect(board).not.toMatch(/contain undo|contain renew/);
  });

  it('what a snooze is refused for says how each rule is snoozed for one thing, and that works', { timeout: 30_000 }, async () => {
    const refusal = await answerTo(stage.mira, 'general', `/snooze ${stage.incident} 7d why not`);
    expect(refusal).toContain('holds alerts of 2 rules');
    expect(refusal).not.toContain('/snooze rule');
    const [, suggested] = /(\/snooze A-\w+ only user:\S+ 7d why)/.exec(refusal) ?? [];
    expect(await answerTo(stage.mira, 'general', `${suggested} not`)).toMatch(/Preview of S-1.*only with the user/s);
  });

  it('before a freeze is lifted, everybody can read what then runs at once', { timeout: 30_000 }, async () => {
    await answerTo(stage.jonas, 'general', '/contain freeze We look first.');
    expect(await answerTo(stage.mira, 'general', '/contain unfreeze')).toContain('nothing would run');
    const id = await proposalOf('okta-clear-sessions');
    await answerTo(stage.mira, 'general', `/contain approve ${id} Seen in the logs.`);
    expect(await answerTo(stage.mira, 'general', '/contain unfreeze')).toMatch(
      new RegExp(`this runs at once.*${id} end sessions of alex.*contain deny ${id}`, 's'),
    );
    expect(await answerTo(stage.mira, 'general', '/contain unfreeze ok')).toContain('reason`: that says too little');
    await answerTo(stage.jonas, 'general', `/contain deny ${id} Not before the account is held.`);
    expect(await answerTo(stage.jonas, 'general', '/contain unfreeze We have looked.')).toContain('Nothing was held up');
  });

  it('is not, while only the account is suspended: the card says partly, the case file what is missing', { timeout: 30_000 }, async () => {
    await approve('okta-suspend-user', stage.mira, stage.jonas);
    expect(await phase()).not.toBe('contained');
    expect(headline()).toContain('partly contained');
    expect(await caseFile()).toMatch(/partly\. .*waits for a yes/);
  });

  it('looks at the account again once it is suspended: the case file says what is so now', { timeout: 30_000 }, async () => {
    const said = await caseFile();
    expect(said).toMatch(/okta-user.*suspended/i);
    expect(said).not.toContain('The account is active');
  });

  it('is, once nothing waits any more', { timeout: 30_000 }, async () => {
    await approve('aws-block-public-bucket', stage.jonas);
    expect(await phase()).not.toBe('contained');
    await answerTo(stage.mira, 'general', `/contain deny ${await proposalOf('block-ip')} An exit node of half the world.`);
    await rest();
    expect(await phase()).toBe('contained');
    expect(headline()).toMatch(/· contained$/m);
    expect(await lastSaid()).toMatch(/^The incident is contained/);
  });

  it('is not any more, once the account is let in again', { timeout: 30_000 }, async () => {
    await answerTo(stage.mira, 'general', `/contain undo ${await proposalOf('okta-suspend-user')} over Alex has a new password.`);
    await rest();
    expect(await phase()).toBe('investigating');
    expect(await caseFile()).toContain('Nothing holds the account of Alex Kim.');
    expect(await lastSaid()).toBe('The incident is not contained any more. Nothing holds the account of Alex Kim.');
    expect(await caseFile()).toMatch(/okta-user.*The account is active/);
  });

  it('is when a person says so, with the reason in the record', { timeout: 30_000 }, async () => {
    await answerTo(stage.mira, 'general', `/incident contained ${stage.incident} Alex sits beside me with a new laptop.`);
    expect(await phase()).toBe('contained');
    expect(await lastSaid()).toBe('Mira Okafor said that the incident is contained: Alex sits beside me with a new laptop.');
    expect(await caseFile()).toContain('somebody said so. Nothing holds the account of Alex Kim.');
  });

  it('the track record says of what policy gives to people that it may not act by itself, and which line says so', { timeout: 30_000 }, async () => {
    await answerTo(stage.mira, 'general', `/incident close ${stage.incident} true-positive The password was guessed.`);
    const record = await answerTo(stage.mira, 'general', '/contain record');
    expect(record).toMatch(/okta-suspend-user, account-takeover: Line 2 of the policy’s gate gives it to people\./);
    expect(record).not.toMatch(/\byes\b/);
  });
});
