import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { type Ground, noticeAbout, noticeAboutWhole, stageOf, wakes } from '../../src/core/notice.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { times } from '../depth.ts';
import { later, sampleIncident, sampleProposal } from '../storage/samples.ts';

const grounds: readonly Ground[] = ['severity', 'unsent', 'unknown:P-3'];
const notify = { first: 'pagerduty', from: 'critical' } as const;
const given = { card: true, ticket: true, channel: true };

it.each(grounds)('a page for the ground %s says what happened, what it means and what to do, in one line and three', (ground) => {
  const incident = sampleIncident('INC-7', { severity: 'critical' });
  const proposal = sampleProposal('P-3', { incident: 'INC-7', state: 'unknown' });
  const said = noticeAbout(ground, { incident, proposal, now: later(60), prefix: '/' });
  expect(said?.summary).toMatch(/^INC-7/);
  expect(said?.summary.length).toBeLessThanOrEqual(200);
  expect(said?.lines).toHaveLength(3);
});

it('no word of an attacker, and no name or address, is in a page', () => {
  const word = fc.string({ minLength: 4, maxLength: 60, unit: 'grapheme' }).map((text) => `‹${text}›`);
  fc.assert(
    fc.property(word, word, word, fc.constantFrom(...grounds), (title, address, label, ground) => {
      const incident = sampleIncident('INC-7', { title: Untrusted.of(title), observables: [{ kind: 'ip', value: address, role: 'source' }] });
      const proposal = sampleProposal('P-3', { incident: 'INC-7', resolved: { id: address, label, account: label }, outcome: title });
      const said = JSON.stringify(noticeAbout(ground, { incident, proposal, now: later(60), prefix: '/' }));
      for (const words of [title, address, label]) expect(said).not.toContain(JSON.stringify(words).slice(1, -1));
      expect(said).not.toContain('‹');
    }),
    { numRuns: times({ quick: 200, ci: 2_000, deep: 20_000 }) },
  );
});

it.each(['timeline:57', 'timeline:0', 'breaker:1773450669000'] as const)('a page about the bot as a whole (%s) says as much', (ground) => {
  expect(noticeAboutWhole(ground, later(0))).toMatchObject({
    severity: 'critical',
    lines: [expect.any(String), expect.any(String), expect.any(String)],
  });
});

test.each([
  ['critical with a channel', { severity: 'critical', shown: given }, true],
  ['high with a channel', { severity: 'high', shown: given }, false],
  ['called critical by its source, and given nothing', { severity: 'critical', shown: { ...given, channel: false } }, false],
  ['a drill', { severity: 'critical', shown: given, drill: true }, false],
] as const)('an incident that is %s: somebody is woken is %s', (_what, changes, woken) => {
  const incident = sampleIncident('INC-7', changes);
  expect(wakes(incident, { notify })).toBe(woken);
  expect(wakes(incident, {})).toBe(false);
});

test.each([
  ['nobody leads', { commander: null }, null, 'open'],
  ['somebody took the lead after the page', { commander: 'dana' }, null, 'taken'],
  ['whoever led when the page went out still does, and may be asleep', { commander: 'dana' }, 'dana', 'open'],
  ['somebody else took over', { commander: 'kit' }, 'dana', 'taken'],
  ['it was closed', { phase: 'closed', commander: null }, null, 'over'],
] as const)('when %s, the page is %4$s', (_what, changes, woken, stage) => {
  expect(stageOf('severity', { incident: sampleIncident('INC-7', changes), proposal: undefined }, woken)).toBe(stage);
});

it('a page about a containment is over once it is known what became of it', () => {
  const incident = sampleIncident('INC-7');
  const stages = (['unknown', 'done', 'failed'] as const).map((state) =>
    stageOf('unknown:P-3', { incident, proposal: sampleProposal('P-3', { incident: 'INC-7', state }) }, null),
  );
  expect(stages).toEqual(['open', 'over', 'over']);
});
