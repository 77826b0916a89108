import type { KnownBlock } from '@slack/types';
import type { Instant } from '../../core/alert.ts';
import { approvalsNeeded } from '../../core/approval.ts';
import { drillMark } from '../../core/drill.ts';
import { asksForDecision, leaseInWords } from '../../core/lease.ts';
import { canBeCancelled, type Proposal, type ProposalState, shortDigest } from '../../core/proposal.ts';
import { isUnderWay, isWaiting, shortStanding, standingOf } from '../../core/proposal-sentences.ts';
import { counted } from '../../core/text.ts';
import { surenessOf } from '../../core/track-record.ts';
import { Untrusted } from '../../core/untrusted.ts';
import { someOf, type WhoDecides, whoMayUndo } from '../../core/who-decides.ts';
import { withinBudget } from '../budget.ts';
import type { CaseState } from '../case-state.ts';
import { buttons } from '../contracts.ts';
import type { Drawing } from './answer.ts';
import { actions, bullets, context, facts, press, section } from './blocks.ts';
import { banner } from './brakes.ts';
import { escaped, inert, type Mrkdwn, mrkdwn, plain, typed } from './mrkdwn.ts';
import { offersForProposal } from './offers.ts';

/** A proposal's own message: what would be done to whom, how sure we are and why, what it can break, who has said yes, and how it went. */
export function proposalCard(
  proposal: Proposal,
  now: Instant,
  { page, brakes, prefix, who }: Pick<CaseState, 'page' | 'brakes' | 'prefix' | 'who'>,
): Drawing {
  const { id, verb, resolved, effect, basis, digest } = proposal;
  const blocks: KnownBlock[] = [
    section(
      mrkdwn`${sign[proposal.state]} *${drillOf(proposal)}${standingOf(proposal, now)}*\n*${id} · ${inert(capital(verb))} ${inert(resolved.label)}*\n${inert(effect, 600)}`,
    ),
    ...banner(brakes, [proposal], prefix),
    ...(proposal.outcome === null ? [] : [section(outcomeOf(proposal.state, proposal.outcome))]),
    ...facts(factsOf(proposal, who(proposal))),
    ...(isWaiting(proposal)
      ? [
          bullets(
            'What the confidence rests on',
            basis.map((reason) => inert(reason)),
            page,
            1200,
          ),
        ]
      : []),
    context(mrkdwn`Digest ${{ code: shortDigest(digest) }} · proposed ${{ at: proposal.proposedAt }} by ${proposal.requester?.name ?? 'Firebreak'}`),
    ...actions(
      id,
      usable(proposal, now).map(({ contract, value, label, style }) => press(contract, value, label, style)),
    ),
  ];
  const text = `${drillOf(proposal)}${id}: ${standingOf(proposal, now)}: ${plain([`${verb} `, Untrusted.of(resolved.label)], 120)}`;
  return { text: escaped(text), blocks: withinBudget(blocks, page) };
}

/** Before everything that somebody could take for real. */
export function drillOf({ drill }: Pick<Proposal, 'drill'>): string {
  return drill ? `${drillMark} · ` : '';
}

/** One line about a proposal, for the incident's card. */
export function proposalLine(proposal: Proposal, now: Instant): Mrkdwn {
  const { id, verb, resolved } = proposal;
  return mrkdwn`${sign[proposal.state]} *${drillOf(proposal)}${id}* ${inert(verb)} ${inert(resolved.label, 80)}: ${shortStanding(proposal, now)}`;
}

/** The buttons that may still be used at this moment. */
export function usable(proposal: Proposal, now: Instant): ReturnType<typeof offersForProposal> {
  if (isWaiting(proposal) && now >= proposal.expiresAt) return [];
  const left = hoursLeft(proposal, now);
  return offersForProposal(proposal).map((offer) =>
    offer.contract.id === buttons.undo.id && left !== undefined ? { ...offer, label: `Undo… (holds ${left})` } : offer,
  );
}

/** What ended by somebody's word says why in theirs; the rest quotes what vendors answer. */
function outcomeOf(state: ProposalState, outcome: string): Mrkdwn {
  return state === 'denied' || state === 'undoing' ? typed(outcome, 1200) : inert(outcome, 1200);
}

const sign: Readonly<Record<ProposalState, string>> = {
  proposed: '✋',
  approved: '⏳',
  intended: '⏳',
  executing: '⏳',
  done: '🔒',
  failed: '❌',
  unknown: '❓',
  undoing: '⏳',
  undone: '🔓',
  denied: '🚫',
  expired: '⌛',
  stale: '⌛',
  rehearsed: '🎭',
};

function factsOf(proposal: Proposal, who: WhoDecides): readonly (readonly [string, Mrkdwn])[] {
  const { state, resolved, risk, gate, undoAsked, expiresAt, leaseUntil, kept, drift } = proposal;
  const need = approvalsNeeded(gate.verdict);
  return [
    ['Target', mrkdwn`${inert(resolved.label)}\n${accountOf(proposal)}`],
    ['Confidence', mrkdwn`${surenessOf(proposal)}`],
    ['Risk', mrkdwn`Tier ${risk.tier}: ${inert(risk.blastRadius)}`],
    ...(isUnderWay(proposal) ? [['Holds', mrkdwn`${leaseInWords(proposal)}`] as const] : []),
    ...undoFacts(proposal, who),
    ['Approved by', approvedBy(proposal, need, who)],
    ['Policy', mrkdwn`${typed(gate.because.join(' '))}`],
    ...(undoAsked !== null && (state === 'undoing' || state === 'undone')
      ? [
          [
            state === 'undone' ? 'Undone by' : 'Undo asked for by',
            mrkdwn`${undoAsked.by.name}, ${{ at: undoAsked.at }}\n${typed(undoAsked.reason, 600)}`,
          ] as const,
        ]
      : []),
    ...(proposal.dryRun ? [['Dry run', mrkdwn`nothing is changed, whoever approves it`] as const] : []),
    ...(state === 'approved' && canBeCancelled(proposal) ? [['Happens by itself', byItself(proposal)] as const] : []),
    ...(isWaiting(proposal) ? [['Expires', mrkdwn`${{ at: expiresAt }}`] as const] : []),
    ...(state === 'done' && leaseUntil !== null ? [['Holds until', mrkdwn`${{ at: leaseUntil }}`] as const] : []),
    ...(state === 'done' && asksForDecision(proposal) ? [['Holds', mrkdwn`beyond its lease, until somebody decides`] as const] : []),
    ...(state === 'done' && kept ? [['Holds', mrkdwn`for good, until somebody undoes it`] as const] : []),
    ...(state === 'done' && drift !== null ? [['⚠️ Not in force', mrkdwn`somebody else changed it; seen at ${{ at: drift.since }}`] as const] : []),
  ];
}

/** The time is known once this very message stands, and is then drawn into it. */
function byItself({ runsAt }: Proposal): Mrkdwn {
  return runsAt ? mrkdwn`${{ at: runsAt }}` : mrkdwn`not before there was time to cancel; when exactly follows here`;
}

/** In whose account at the vendor it would happen: an address of a configured vendor without its scheme, and the beginning of a long id. */
export function accountOf({ resolved }: Pick<Proposal, 'resolved'>): Mrkdwn {
  return mrkdwn`in the account ${typed(resolved.account.replace(/^https?:\/\//, ''), 24)}`;
}

/** How it is taken back and who may, as long as somebody could. */
export function undoFacts({ state, undo }: Proposal, who: WhoDecides): readonly (readonly [string, Mrkdwn])[] {
  if (!undo.possible) return [['Cannot be undone', mrkdwn`${inert(undo.how)}`]];
  const by = isUnderWay({ state }) || state === 'done' ? mrkdwn`\nBy ${whoMayUndo(who)}.` : mrkdwn``;
  return [['Undo', mrkdwn`${inert(undo.how)}${by}`]];
}

/** Who has said yes, and whose yes is still wanted. */
function approvedBy({ state, approvals }: Proposal, need: number, { yes }: WhoDecides): Mrkdwn {
  if (need === 0) return mrkdwn`policy: no person needed`;
  const names = approvals.map(({ by }) => by.name).join(', ');
  const missing = need - approvals.length;
  const wanted =
    state === 'proposed' && missing > 0 ? mrkdwn`\nStill wanted: ${counted(missing, 'yes', 'yeses')} from ${someOf(yes, 'or')}` : mrkdwn``;
  return mrkdwn`${approvals.length} of ${need}${names === '' ? '' : `: ${names}`}${wanted}`;
}

/** `for 3 h more`; undefined when the containment does not end by itself. */
function hoursLeft({ leaseUntil }: Proposal, now: Instant): string | undefined {
  if (leaseUntil === null) return undefined;
  const minutes = Math.max(0, Math.round((Date.parse(leaseUntil) - Date.parse(now)) / 60_000));
  return minutes >= 120 ? `for ${Math.round(minutes / 60)} h more` : `for ${minutes} min more`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
