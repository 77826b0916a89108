import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorNames } from '../../src/core/assessment.ts';
import { type Proposal, proposalState } from '../../src/core/proposal.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import { answer } from '../../src/kit/answer.ts';
import { budget, weight, withinBudget } from '../../src/slack/budget.ts';
import type { CaseState } from '../../src/slack/case-state.ts';
import { buttons } from '../../src/slack/contracts.ts';
import { drawAnswer } from '../../src/slack/views/answer.ts';
import { section } from '../../src/slack/views/blocks.ts';
import { homeBlocks } from '../../src/slack/views/home.ts';
import { incidentCard } from '../../src/slack/views/incident-card.ts';
import {
  addToTimelineModal,
  answerModal,
  closeModal,
  containModal,
  denyModal,
  noteModal,
  openIncidentModal,
  undoModal,
  wasMeModal,
} from '../../src/slack/views/modals.ts';
import { cut, mrkdwn } from '../../src/slack/views/mrkdwn.ts';
import { proposalCard } from '../../src/slack/views/proposal-card.ts';
import { questionMessage } from '../../src/slack/views/question-message.ts';
import { reportMessage } from '../../src/slack/views/report-message.ts';
import { stubCard } from '../../src/slack/views/stub.ts';
import { checkMessageBlocks, checkView } from '../../src/workspace/slack/block-kit/check.ts';
import { times } from '../depth.ts';
import { later, sampleIncident, sampleProposal, start } from '../storage/samples.ts';
import { meets, mrkdwnIn, stateOf } from './case.ts';

/** Everything that is drawn from an incident whose every foreign word is `words`. What our own people and settings say is not foreign. */
function everythingSaying(words: string): readonly unknown[] {
  const hostile = Untrusted.of(words);
  const proposal = sampleProposal('P-1', {
    resolved: { id: words, label: words, account: 'acme' },
    effect: words,
    outcome: words,
    basis: [words],
    undo: { possible: false, how: words, leaseHours: null, atLeaseEnd: null },
    risk: { tier: 2, reversible: false, blastRadius: words },
  });
  const state = stateOf({ title: hostile, observables: [{ kind: 'user', value: words || 'x', role: 'actor' }] }, [proposal]);
  const parts = [
    { text: hostile },
    { list: [hostile] },
    { facts: [['Said', hostile]] },
    { table: { columns: ['Said', 'When'], rows: [[hostile, [hostile, { at: start }]]] } },
    { hint: hostile },
  ] as const;
  return [
    incidentCard(state, start),
    proposalCard(proposal, start, state),
    reportMessage(state),
    drawAnswer(answer(hostile, parts, {})),
    drawAnswer(answer(hostile, parts, {}), 'modal'),
    containModal(proposal, start, meets),
    closeModal(state.incident, [proposal, { ...proposal, id: 'P-2', state: 'done' }]),
    homeBlocks({ incidents: [state.incident], proposals: [proposal], hasSaid: () => false, prefix: '/' }, start),
  ];
}

/** What we write ourselves: dates, our page, our channel. */
const ours =
  /<!date\^\d+\^\{date_short_pretty\} \{time\}\|[^<>]*>|<https:\/\/(?:firebreak\.acme|acme\.atlassian)\.example\/[^<>|]*\|[^<>]*>|<#C0INC1>/g;

const dangerous = fc.constantFrom(
  '<!channel>',
  '<@U123>',
  '<https://evil.example|okta.example>',
  'mailto:a@b.example',
  '_mailto:a@b.example',
  'https://evil.example',
  '&lt;!here&gt;',
  '|',
  '>',
  '\n',
  '`',
  '*',
  '\u202e',
  '@here',
);

describe('attackers’ words', () => {
  it('can mention nobody and link nowhere, wherever they are drawn', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(dangerous, fc.string({ unit: 'grapheme' })), { maxLength: 8 }), (pieces) => {
        for (const text of everythingSaying(pieces.join('')).flatMap(mrkdwnIn)) {
          const theirs = text.replace(ours, '');
          expect(theirs).not.toMatch(/<[!@#]|<https?:|<mailto:|[<>]/i);
          expect(theirs).not.toMatch(/https?:\/\/evil|\bmailto:\S/i);
        }
      }),
      { numRuns: times({ quick: 40, ci: 300, deep: 3_000 }) },
    );
  });

  it('are plain words in notifications, too', () => {
    const hostile = Untrusted.of('*Approved* :white_check_mark: `ok`');
    for (const { text } of [incidentCard(stateOf({ title: hostile }), start), drawAnswer(answer(hostile, [], {}))]) {
      expect(text).toContain('Approved');
      expect(text).not.toMatch(/\*|:white_check_mark:|`/);
    }
  });

  it('are drawn at all', () => {
    expect(JSON.stringify(everythingSaying('quokka')).split('quokka').length).toBeGreaterThan(12);
  });

  it('are never let into a link by us', () => {
    expect(String(mrkdwn`${{ link: 'javascript:alert(1)', label: 'report' }}`)).toBe('report');
    expect(String(mrkdwn`${{ link: 'https://a.example/x|y>z', label: 'a|b>c' }}`)).toBe('<https://a.example/x%7Cy%3Ez|a/b&gt;c>');
  });
});

const long = 'x'.repeat(5000);
const put = { number: 1, about: 'alex', asked: 'alex', askedAt: start, answer: null, saidYes: false, byCode: false } as const;
const waiting = Array.from({ length: 60 }, (_, index) =>
  sampleProposal(`P-${index + 1}`, { effect: long, resolved: { id: 'i', label: long, account: long } }),
);
const big = stateOf(
  {
    title: Untrusted.of(long),
    observables: Array.from({ length: 200 }, (_, index) => ({ kind: 'host' as const, value: `host-${index}`, role: 'target' as const })),
    attacks: Array.from({ length: 300 }, (_, index) => `T${1000 + index}`),
  },
  waiting,
);

describe('Slack’s limits', () => {
  it.each([
    ['the card of a huge incident', incidentCard(big, start)],
    ['a proposal', proposalCard(waiting[0] ?? sampleProposal('P-1'), start, big)],
    ['the report of a closed incident', reportMessage(stateOf({ phase: 'closed', verdict: 'benign', verdictReason: long, closedAt: start }))],
    ['a stub', stubCard('/')],
    [
      'a huge answer',
      drawAnswer(
        answer(
          long,
          [
            {
              table: {
                columns: Array.from({ length: 30 }, (_, index) => `c${index}`),
                rows: Array.from({ length: 500 }, () => [long, { at: start }, '']),
              },
            },
            { table: { columns: ['a', 'b'], rows: [['1', '2']] } },
            { facts: Array.from({ length: 25 }, () => ['Label', long] as const) },
            { list: Array.from({ length: 500 }, () => long) },
            ...Array.from({ length: 60 }, () => ({ text: long })),
            {
              offers: Array.from({ length: 6 }, () => ({
                label: long,
                contract: buttons.take,
                value: { incident: 'INC-1' },
                style: 'primary' as const,
              })),
            },
          ],
          {},
        ),
        'message',
        big.page,
      ),
    ],
  ])('let %s pass', (_name, { text, blocks }) => {
    expect(() => checkMessageBlocks(blocks)).not.toThrow();
    expect(weight(blocks)).toBeLessThanOrEqual(budget.characters);
    expect(text.length).toBeLessThan(1000);
    expect(JSON.stringify(blocks).split('"style":"primary"').length - 1).toBeLessThanOrEqual(budget.primaryButtons);
  });

  it.each(proposalState.options)('let a proposal that is %s pass', (state) => {
    const drawn = proposalCard(sampleProposal('P-1', { state, outcome: 'Okta said so.', leaseUntil: later(9000) }), start, big);
    expect(() => checkMessageBlocks(drawn.blocks)).not.toThrow();
  });

  it.each([
    [
      'contain',
      containModal(sampleProposal('P-1', { effect: long, verb: 'suspend', resolved: { id: 'i', label: long, account: long } }), start, meets),
    ],
    [
      'contain for ever',
      containModal(sampleProposal('P-1', { undo: { possible: false, how: long, leaseHours: null, atLeaseEnd: null } }), start, meets),
    ],
    ['deny', denyModal(sampleProposal('P-1'))],
    ['undo', undoModal(sampleProposal('P-1', { state: 'done' }))],
    ['close', closeModal(big.incident, big.proposals)],
    ['note', noteModal(big.incident)],
    ['was me', wasMeModal('INC-1', put, long)],
    ['was them', wasMeModal('INC-1', { ...put, asked: 'priya' }, long)],
    ['open', openIncidentModal()],
    [
      'add to timeline',
      addToTimelineModal(
        { channel: 'C0', ts: '1.2', text: long, author: 'U0' },
        Array.from({ length: 120 }, (_, index) => sampleIncident(`INC-${index + 1}`)),
      ),
    ],
    ['add to no timeline', addToTimelineModal({ channel: 'C0', ts: '1.2', text: '', author: 'U0' }, [])],
    ['an answer', { open: { ...answerModal(long, answer(long, [{ list: [long] }, { table: { columns: ['a'], rows: [['b']] } }], {})) } }],
  ])('let the form “%s” pass', (_name, { open }) => {
    expect(() => checkView(open)).not.toThrow();
  });

  it('let a full Home pass', () => {
    const incidents = Array.from({ length: 200 }, (_, index) => sampleIncident(`INC-${index + 1}`));
    expect(() =>
      checkView({ type: 'home', blocks: homeBlocks({ incidents, proposals: waiting, hasSaid: () => false, prefix: '/' }, start) }),
    ).not.toThrow();
  });

  it('what is cut is counted, and the buttons stay', () => {
    const blocks = withinBudget(
      [...Array.from({ length: 80 }, () => section(mrkdwn`line`)), ...incidentCard(stateOf(), start).blocks.slice(-1)],
      big.page,
    );
    expect(blocks).toHaveLength(budget.blocks);
    expect(blocks.at(-1)?.type).toBe('actions');
    expect(JSON.stringify(blocks.at(-2))).toContain('… 32 more');
  });

  it('nothing is cut in the middle of a date or an escaped sign', () => {
    const source = `${'x'.repeat(20)}<!date^1^{time}|02:11 UTC>`;
    expect(cut(source, 30)).toBe(`${'x'.repeat(20)}…`);
    expect(cut(`${'x'.repeat(20)}&amp;`, 23)).toBe(`${'x'.repeat(20)}…`);
  });
});

describe('the card', () => {
  const first = (state: CaseState) => JSON.stringify(incidentCard(state, start).blocks[0]);

  it('begins with how bad it is and what it is', () => {
    expect(first(stateOf())).toContain('HIGH · score 71, 80 % sure');
    expect(first(stateOf())).toContain('Account takeover');
  });

  it('offers a containment only while it can be approved', () => {
    const shown = (changes: Partial<Proposal>) => JSON.stringify(incidentCard(stateOf({}, [sampleProposal('P-1', changes)]), start).blocks);
    expect(shown({})).toContain('Contain: suspend alex@acme.example');
    expect(shown({ state: 'done' })).not.toContain('Contain: suspend');
    expect(shown({ expiresAt: start })).not.toContain('Contain: suspend');
  });

  it('mentions nobody', () => {
    const done = sampleProposal('P-1', { approvals: [{ by: { kind: 'human', id: 'ana', name: 'Ana Novak' }, at: start, reason: 'sure' }] });
    expect(JSON.stringify([incidentCard(stateOf({ commander: 'ana' }, [done]), start), proposalCard(done, start, big)])).not.toContain('<@');
  });

  it('of a suspect who listens says nothing at all', () => {
    expect(JSON.stringify(stubCard('/'))).not.toMatch(/INC-|alex|score/i);
  });
});

describe('a proposal', () => {
  const shown = (changes: Partial<Proposal>) => JSON.stringify(proposalCard(sampleProposal('P-1', changes), start, big).blocks);

  it('says whose yes it has and how many it needs', () => {
    const two = shown({
      gate: { verdict: 'two-people', because: ['privileged'] },
      approvals: [{ by: { kind: 'human', id: 'ana', name: 'Ana' }, at: start, reason: 'sure' }],
    });
    expect(two).toContain('Waits for 1 more person to approve');
    expect(two).toContain('1 of 2: Ana');
  });

  it.each([
    ['for a yes', containModal(sampleProposal('P-1'), start, meets)],
    ['for a no', denyModal(sampleProposal('P-1'))],
    ['to take it back', undoModal(sampleProposal('P-1', { state: 'done' }))],
  ])('shows the digest in its form %s', (_name, { open }) => {
    expect(JSON.stringify(open)).toContain('`aaaaaaaa`');
  });

  it('shows the digest, the confidence and what it rests on', () => {
    expect(shown({})).toContain('`aaaaaaaa`');
    expect(shown({})).toContain('80 %');
    expect(shown({})).toContain('five failures, then a success');
  });

  it.each([
    [
      'what cannot be undone has no Undo',
      { state: 'done', undo: { possible: false, how: 'Sessions are gone.', leaseHours: null, atLeaseEnd: null } },
      false,
    ],
    ['what holds can be taken back', { state: 'done', leaseUntil: later(3 * 3600) }, true],
    ['what was denied cannot', { state: 'denied' }, false],
  ] as const)('%s', (_name, changes, undo) => {
    expect(shown(changes).includes('Undo… (holds for 3 h more)') || shown(changes).includes('"Undo…"')).toBe(undo);
  });

  it('that cannot be undone warns in its form, before the reason is asked for', () => {
    const { open } = containModal(
      sampleProposal('P-1', { undo: { possible: false, how: 'Sessions are gone.', leaseHours: null, atLeaseEnd: null } }),
      start,
      meets,
    );
    expect(JSON.stringify(open)).toMatch(/"type":"alert".*cannot be undone.*"type":"input"/);
  });
});

/** The buttons of a drawing, by both of their ids. */
function buttonsIn({ blocks }: { readonly blocks: readonly KnownBlock[] }): ReadonlyMap<string, string> {
  const found = blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map((element) => [`${block.block_id} ${element.action_id}`, JSON.stringify(element)] as const) : [],
  );
  return new Map(found);
}

describe('a message that is drawn again', () => {
  const four = ['P-1', 'P-2', 'P-3', 'P-4'].map((id) => sampleProposal(id));

  it('has its buttons under the same ids, wherever they stand by then', () => {
    const [first, ...others] = four;
    const before = buttonsIn(incidentCard(stateOf({}, four), start));
    const after = buttonsIn(incidentCard(stateOf({ commander: 'mira' }, [...others, { ...(first as Proposal), state: 'done' }]), start));
    for (const kept of ['contain:P-2:1', 'contain:P-3:1', 'case-file:INC-1', 'timeline:INC-1:0:all']) {
      const id = `actions:INC-1 ${kept}`;
      expect(before.has(id), kept).toBe(true);
      expect(after.get(id)).toBe(before.get(id));
    }
    expect(after.has('actions:INC-1 contain:P-1:1')).toBe(false);
  });

  it('has none of them twice', () => {
    const { blocks } = drawAnswer(
      answer(
        'x',
        [1, 2].map(() => ({ offers: [{ label: 'Take', contract: buttons.take, value: { incident: 'INC-1' } }] })),
        {},
      ),
    );
    expect(() => checkMessageBlocks(blocks)).not.toThrow();
    expect(buttonsIn({ blocks }).size).toBe(2);
  });

  it('says what else waits when it has no button for it', () => {
    const words = mrkdwnIn(incidentCard(stateOf({}, four), start).blocks).join('\n');
    expect(words).toContain('And 1 more waits for a yes: `/contain P-4`');
    expect(mrkdwnIn(incidentCard(stateOf({}, four.slice(1)), start).blocks).join('\n')).not.toContain('more wait');
  });
});

describe('the card of an incident', () => {
  const factors = factorNames.map((name, index) => ({ name, points: index * 2.5, because: [`Because of ${name}.`] }));
  const assessment = { prior: -20, factors, total: 5, score: 76, confidence: 0.5, confidenceBecause: [] };

  it('shows points that add up to the total, and how that becomes the score', () => {
    const words = mrkdwnIn(incidentCard(stateOf({ assessment }), start).blocks).join('\n');
    const shown = [...words.matchAll(/• `([+−])([\d.]+)`/g)].map(([, sign, points]) => Number(points) * (sign === '−' ? -1 : 1));
    const total = shown.pop();
    expect(shown.reduce((sum, points) => sum + points, 0)).toBe(total);
    expect(words).toContain('`+5.0` In all, which makes the score 76 of 100');
  });

  it('has a key that was taken among the credentials, not among the systems', () => {
    const key = { kind: 'secret', value: 'AKIAEXAMPLEALEXKIM01', role: 'target' } as const;
    const words = mrkdwnIn(incidentCard(stateOf({ observables: [key] }), start).blocks);
    expect(words).toContain('*Credentials*\nAKIAEXAMPLEALEXKIM01');
    expect(words.join('\n')).not.toContain('*Systems*');
  });
});

it('a containment that was taken back says who did it, when and why', () => {
  const undoAsked = { by: { kind: 'human', id: 'mira', name: 'Mira Okafor' }, at: later(5), reason: 'Alex has a new password.' } as const;
  const words = mrkdwnIn(proposalCard(sampleProposal('P-1', { state: 'undone', undoAsked }), start, stateOf()).blocks);
  expect(words.find((each) => each.startsWith('*Undone by*'))).toMatch(/Mira Okafor, \d{4}-\d\d-\d\d .*\nAlex has a new password\.$/);
});

it('closing says what it denies', () => {
  const waiting = sampleProposal('P-2');
  const words = mrkdwnIn(closeModal({ id: 'INC-1', title: Untrusted.of('x') }, [waiting, sampleProposal('P-3', { state: 'denied' })])).join('\n');
  expect(words).toContain(`Closing denies what still waits for a yes: P-2 (${waiting.verb}`);
  expect(words).not.toContain('P-3');
});

it.each([
  ['nothing', {}, 'Only you can answer.', ['No, not me', 'Yes, it was me']],
  ['yes without proof', { saidYes: true }, 'Only you can answer.', ['No, not me', 'Yes, it was me']],
  ['nothing in time', { answer: 'silence' }, 'You still can.', ['No, not me', 'Yes, it was me']],
  ['yes with a one-time code', { saidYes: true, byCode: true }, 'You said yes, with a one-time code.', ['No, not me']],
  ['yes with a code, and then no', { answer: 'no', saidYes: true, byCode: true }, 'You said no.', []],
] as const)('“Was this you?”, to whoever has said %s', (_what, changes, says, left) => {
  const { text, blocks } = questionMessage(stateOf(), { ...put, ...changes }, []);
  expect(mrkdwnIn(blocks).join('\n')).toContain(says);
  if (left.length < 2) expect(text).toContain(says);
  expect(blocks.flatMap((block) => (block.type === 'actions' ? block.elements : [])).map((one) => ('text' in one ? one.text?.text : ''))).toEqual(
    left,
  );
});
