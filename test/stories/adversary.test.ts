import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../src/workspace/demo/stage.ts';
import { login, oktaHook } from '../../src/workspace/story/okta-hook.ts';
import { answerTo, openStage, playTakeover, type Stage, settled } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await playTakeover(stage);
});
afterAll(() => stage.close());

/** The attacker guesses a password in somebody's name, from the same address as before; Okta tells us. */
async function guessAs(email: string): Promise<void> {
  const { HOOK_TOKEN: hookToken = '' } = stage.practice.settings;
  const { source, headers, body } = oktaHook('a guess', [login(new Date(), 'FAILURE')], new Date(), { hookToken, githubSecret: '' });
  const hook = `${stage.bot.url}/hooks/${source}`;
  expect((await fetch(hook, { method: 'POST', headers, body: body.replaceAll('alex@acme.example', email) })).status).toBe(202);
}

it('an attacker who guesses passwords in the names of all who decide makes no suspects of them: they read on, and decide', async () => {
  const before = (await stage.store.alertsOf(stage.incident)).length;
  for (const name of ['mira', 'jonas', 'priya']) await guessAs(`${name}@acme.example`);
  await eventually(stage, async () => (await stage.store.alertsOf(stage.incident)).length === before + 3, 'the guesses did not join');
  await eventually(stage, () => settled(stage), 'something still waits');

  const incident = await stage.store.get('incident', stage.incident);
  expect(incident?.suspects).toEqual(['alex.kim']);
  expect(incident?.observables).toContainEqual({ kind: 'user', value: 'mira@acme.example', role: 'target' });
  const targets = (await stage.store.proposals({ incident: stage.incident })).map(({ target }) => target.value);
  expect(targets.filter((value) => /mira|jonas|priya/.test(value))).toEqual([]);
  expect(await answerTo(stage.priya, 'general', `/triage ${stage.incident}`)).toMatch(/Account takeover of Alex Kim/);
  expect(await answerTo(stage.mira, stage.channel, '/contain approve P-1 Five guesses, then a login.')).toMatch(/1 of 2/);
});

it('an undo whose answer is lost is looked up at the vendor, not called a failure', async () => {
  const block = (await stage.store.proposals({ incident: stage.incident })).find(({ action }) => action === 'block-ip')?.id ?? '';
  const stateOf = async () => (await stage.store.get('proposal', block))?.state;
  await answerTo(stage.mira, stage.channel, `/contain approve ${block} It guesses passwords.`);
  await eventually(stage, async () => (await stateOf()) === 'done', 'it is not blocked');

  stage.practice.range.faults.next({ system: 'cloudflare', method: 'DELETE', drop: 'after' });
  await answerTo(stage.mira, stage.channel, `/contain undo ${block} The address is shared.`);
  await eventually(stage, async () => (await stateOf()) !== 'undoing', 'nothing became of the undo');
  expect(await stage.store.get('proposal', block)).toMatchObject({ state: 'undone', outcome: expect.stringContaining('as it was before') });
  expect(stage.practice.range.inspect.cloudflare.rules).toEqual([]);
});
