import { expect, it } from 'vitest';
import { eventually } from '../../src/workspace/demo/stage.ts';
import { codeAt } from './enrol.ts';
import { openStage, playTakeover, settled } from './stage.ts';
import { firebreak, firebreakTyping } from './terminal.ts';

it('in the practice workspace whoever sits at the terminal is Mira, and practises yes, no and undo there with a code', {
  timeout: 90_000,
}, async () => {
  const stage = await openStage();
  try {
    await playTakeover(stage);
    // As `npm start` leaves it: no Slack token in the environment, and a store that knows that it is practice's.
    await stage.store.setFact('workspace', 'practice');
    const { SLACK_BOT_TOKEN: _, SLACK_APP_TOKEN: __, ...environment } = stage.environment;
    const [suspend, block] = ['okta-suspend-user', 'block-ip'].map(
      async (action) => (await stage.store.proposals({})).find((one) => one.action === action)?.id ?? '',
    );
    const [suspension, blocking] = [(await suspend) ?? '', (await block) ?? ''];

    let secret = '';
    const enrolled = await firebreakTyping(
      environment,
      (screen) => {
        secret = /into it: ([A-Z2-7]{32})/.exec(screen)?.[1] ?? '';
        return codeAt(secret);
      },
      'enrol',
    );
    expect(enrolled.out).toMatch(/Mira Okafor|count from now on/);
    // Each code counts once: the next one is taken from half a minute ahead, which a clock that is a little off would show too.
    const approved = await firebreakTyping(
      environment,
      () => codeAt(secret, Date.now() + 30_000),
      'contain',
      'approve',
      blocking,
      'It is the attacker.',
    );
    expect(approved.out).toContain('is approved and on its way');
    await eventually(stage, () => settled(stage), 'it did not come to rest');
    expect((await stage.store.get('proposal', blocking))?.approvals).toMatchObject([{ by: { id: 'mira.okafor' }, byCode: true }]);
    const denied = await firebreak(environment, 'contain', 'deny', suspension, 'It was a drill.');
    expect(denied.out).toContain(`${suspension} is denied`);
    const undone = await firebreak(environment, 'contain', 'undo', blocking, 'over', 'It was a drill.');
    expect(undone.error).toMatch(/One-time code/);
  } finally {
    await stage.close();
  }
});

it('on any other store whoever is not in people.yml only reads', { timeout: 60_000 }, async () => {
  const stage = await openStage();
  try {
    await playTakeover(stage);
    const refused = await firebreak(stage.environment, 'contain', 'deny', 'P-1', 'It was a drill.');
    expect(refused.error).toContain('is not in');
  } finally {
    await stage.close();
  }
});
