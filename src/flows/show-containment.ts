import { mayRead } from '../core/access.ts';
import { brakeId, brakeTitles, holds } from '../core/brake.ts';
import { asksForDecision, leaseInWords } from '../core/lease.ts';
import { type Proposal, shortDigest } from '../core/proposal.ts';
import { proposalLine } from '../core/proposal-sentences.ts';
import { counted, type Piece, piecesOf, type Text } from '../core/text.ts';
import { surenessOf } from '../core/track-record.ts';
import { undosNeeded } from '../core/who-decides.ts';
import { type Answer, answer, type Offer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import { notSetUp } from '../kit/connect.ts';
import type { By } from '../kit/knock.ts';
import type { Approved } from './approve-containment.ts';
import { surroundingsOf } from './containment.ts';
import { isUndoable } from './undo-containment.ts';
import type { UndoneOne } from './undo-incident.ts';

/** How many leases that are over are asked about on the board at once. */
const mostUndecided = 5;

/** What is contained now and until when, what nobody knows, and what waits for a yes. */
export async function board(bot: Bot, by: By, offersFor: (proposal: Proposal) => readonly Offer[]): Promise<Answer> {
  const readable = await readableProposals(bot, by, ['proposed', 'approved', 'intended', 'executing', 'done', 'unknown', 'undoing']);
  const undecided = readable.filter(asksForDecision).slice(0, mostUndecided);
  const now = bot.now();
  const lineOf = (proposal: Proposal): Text => [`${proposal.incident} · `, ...piecesOf(proposalLine(proposal, now))];
  const lines = (...states: Proposal['state'][]): Text[] => readable.filter(({ state }) => states.includes(state)).map(lineOf);
  const done = readable.filter(({ state }) => state === 'done' || state === 'undoing');
  const contained = done.filter(({ undo }) => undo.possible).map(lineOf);
  const brakes = (await Promise.all(brakeId.options.map((id) => bot.store.get('brake', id)))).filter(holds);
  return answer(
    contained.length > 0 ? `${contained.length} contained now` : 'Nothing that you can read is contained',
    [
      ...brakes.map(({ id, pulled }) => ({
        text: [{ strong: `${brakeTitles[id]}. ` }, `${pulled.by.name}, `, { at: pulled.at }, `: ${pulled.reason}`],
      })),
      ...(contained.length > 0 ? [{ list: contained }] : []),
      ...undecided.flatMap((proposal) => [{ text: `The lease of ${proposal.id} is over. What becomes of it?` }, { offers: offersFor(proposal) }]),
      ...section('Nobody knows whether these happened', lines('unknown')),
      ...section('Done, and cannot be undone', done.filter(({ undo }) => !undo.possible).map(lineOf)),
      ...section('On the way', lines('approved', 'intended', 'executing')),
      ...section('Waiting for a yes', lines('proposed')),
      { hint: howToGoOn(bot, readable) },
    ],
    { proposals: readable, brakes },
  );
}

/** What to type about what is on the board, with ids that stand there and for which it can be done. */
export function howToGoOn({ commandPrefix }: Pick<Bot, 'commandPrefix'>, shown: readonly Proposal[]): readonly Piece[] {
  const [first] = shown;
  const held = shown.find(isUndoable);
  const type = (says: string, command: string): readonly Piece[] => [says, { code: `${commandPrefix}contain ${command}` }];
  if (first === undefined) return type('What can be proposed: ', 'propose');
  return [
    ...type('One of them in full: ', (held ?? first).id),
    ...(held === undefined
      ? []
      : [...type(' · take one back: ', `undo ${held.id} over why`), ...type(' · have it hold longer: ', `renew ${held.id} 24h why`)]),
  ];
}

/** Those of all incidents that this person can read. What cannot be undone is over with its incident. */
export async function readableProposals(bot: Bot, by: By, states: readonly Proposal['state'][]): Promise<readonly Proposal[]> {
  const readable: Proposal[] = [];
  for (const proposal of await bot.store.proposals({ states })) {
    const incident = await bot.store.get('incident', proposal.incident);
    const isOver = proposal.state === 'done' && !proposal.undo.possible && incident?.phase === 'closed';
    if (incident && !isOver && mayRead(by.person, incident, bot.files.policy)) readable.push(proposal);
  }
  return readable;
}

/** What can be proposed: each action by the id that is typed, what it acts on, and what it lacks here. */
export function proposableAnswer(bot: Bot): Answer {
  const actions = [...bot.catalogue.actions.values()];
  return answer(
    'What can be proposed',
    [
      {
        list: actions.map(({ id, title, actsOn, uses, undo }): Text => {
          const surroundings = surroundingsOf(bot, uses);
          return [
            { code: id },
            `  ${title}. Acts on: ${actsOn}.`,
            ...('impossible' in undo ? [' It cannot be undone.'] : []),
            ...('absent' in surroundings ? [` ${notSetUp('It', surroundings.absent)}`] : []),
          ];
        }),
      },
      { hint: ['Propose one: ', { code: `${bot.commandPrefix}contain propose ${actions[0]?.id ?? '<action>'} <target> INC-1` }] },
    ],
    { actions: actions.map(({ id, title, actsOn }) => ({ id, title, actsOn })) },
  );
}

function section(heading: string, list: readonly Text[]) {
  return list.length === 0 ? [] : [{ heading }, { list }];
}

/** One proposal in full. */
export function proposalAnswer(bot: Bot, proposal: Proposal, offers: readonly Offer[]): Answer {
  const { id, incident, verb, resolved, effect, risk, undo, basis, gate, approvals, expiresAt, digest } = proposal;
  return answer(
    [{ strong: `${id} ` }, `${verb} ${resolved.label}, for ${incident}`],
    [
      { list: [proposalLine(proposal, bot.now())] },
      {
        facts: [
          ['Effect', effect],
          ['Confidence', surenessOf(proposal)],
          ['Risk', `Tier ${risk.tier}: ${risk.blastRadius}`],
          ['Holds', leaseInWords(proposal)],
          ['Undo', undo.how],
          ['Policy', gate.because.join(' ')],
          ['Approved by', approvals.length > 0 ? approvals.map(({ by, reason }) => `${by.name} (${reason})`).join(', ') : 'nobody yet'],
          ...(proposal.state === 'proposed' ? [['Expires', { at: expiresAt }] as const] : []),
          ['Digest', { code: shortDigest(digest) }],
        ],
      },
      { heading: 'What the confidence rests on' },
      { list: basis },
      ...(offers.length > 0 ? [{ offers }] : []),
    ],
    { proposal },
  );
}

/** What somebody reads after a yes. */
export function approvedAnswer({ proposal, have, need, next, held }: Approved): Answer {
  const { id, verb, resolved, digest } = proposal;
  const waiting = need - have;
  const going = held === undefined ? 'is approved and on its way' : 'is approved, and held';
  const title = waiting > 0 ? `Your yes to ${id} counts: ${have} of ${need}` : `${id} ${going}`;
  const says =
    waiting > 0
      ? `${counted(waiting, 'more person has', 'more people have')} to approve before “${verb} ${resolved.label}” runs. ${next}`
      : (held ?? `“${verb} ${resolved.label}” runs now. The card shows how it goes.`);
  return answer(title, [{ text: says }, { hint: `Digest ${shortDigest(digest)}` }], { proposal, have, need });
}

/** Adds, when no process of the bot runs, that nothing happens until one does: somebody at a terminal could think otherwise. */
export async function onceItRuns({ store, now }: Bot, says: Answer): Promise<Answer> {
  if (await store.isLed(now())) return says;
  const hint = 'The bot is not running: this is written down, and nothing executes until it runs. What expires before that is not done.';
  return { ...says, parts: [...says.parts, { hint }] };
}

/** What somebody reads after a no. */
export function deniedAnswer(proposal: Proposal): Answer {
  return answer(`${proposal.id} is denied`, [{ text: `“${proposal.verb} ${proposal.resolved.label}” will not run.` }], { proposal });
}

/** What somebody reads after asking for an undo. */
export function undoingAnswer(bot: Bot, proposal: Proposal): Answer {
  const { id, state, judged, undo, undoYeses } = proposal;
  if (state === 'done') {
    const missing = undosNeeded(bot.files.policy, proposal) - undoYeses.length;
    const says = `${counted(missing, 'more person has', 'more people have')} to want it before anything is taken back. Until then it holds.`;
    return answer(`Your wish to undo ${id} counts`, [{ text: says }], { proposal });
  }
  const unsaid: Text = [
    'Say whether it was wrong the next time: ',
    { code: `${bot.commandPrefix}contain undo ${id} wrong why` },
    ' or ',
    { code: 'over' },
    '.',
  ];
  return answer(
    `${id} is being taken back`,
    [{ text: `${undo.how} The card shows how it goes.` }, ...(judged === 'unsaid' ? [{ hint: unsaid }] : [])],
    { proposal },
  );
}

/** What somebody reads after asking for everything of an incident to be undone: each containment with what became of the wish. */
export function undoneAllAnswer(bot: Bot, incident: string, outcomes: readonly UndoneOne[]): Answer {
  const now = bot.now();
  const going = outcomes.filter((one) => !('holds' in one) && one.proposal.state !== 'done').length;
  const lines = outcomes.map(
    (one): Text => ('holds' in one ? [{ strong: `${one.proposal.id} holds on. ` }, one.holds] : proposalLine(one.proposal, now)),
  );
  return answer(
    outcomes.length === 0 ? `Nothing of ${incident} is contained` : `${going} of ${outcomes.length} containments of ${incident} are being taken back`,
    lines.length === 0 ? [] : [{ list: lines }],
    { outcomes },
  );
}

/** What somebody reads after a lease was renewed. */
export function renewedAnswer(proposal: Proposal): Answer {
  const until: Text = proposal.leaseUntil === null ? '' : ['It holds until ', { at: proposal.leaseUntil }, '. You are reminded before.'];
  return answer(`${proposal.id} is renewed`, [{ text: until }], { proposal });
}

/** What somebody reads after a containment was made permanent. */
export function keptAnswer(proposal: Proposal): Answer {
  return answer(`${proposal.id} is permanent now`, [{ text: 'It holds until somebody undoes it, and stays on the board.' }], { proposal });
}
