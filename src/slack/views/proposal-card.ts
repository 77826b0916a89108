import type { KnownBlock } from '@slack/types';
import type { Instant } from '../../core/alert.ts';
import { approvalsNeeded } from '../../core/approval.ts';
import type { Proposal, ProposalState } from '../../core/proposal.ts';
import { shortDigest } from '../../core/proposal.ts';
import { Untrusted } from '../../core/untrusted.ts';
import { withinBudget } from '../budget.ts';
import { buttons } from '../contracts.ts';
import type { Drawing } from './answer.ts';
import { actions, bullets, context, facts, press, section } from './blocks.ts';
import { escaped, inert, type Mrkdwn, mrkdwn, plain } from './mrkdwn.ts';
import { offersForProposal } from './offers.ts';

/** A proposal's own message: what would be done to whom, how sure we are and why, what it can break, who has said yes, and how it went. */
export function proposalCard(proposal: Proposal, now: Instant, page: string): Drawing {
  const { id, verb, resolved, effect, basis, digest } = proposal;
  const blocks: KnownBlock[] = [
    section(
      mrkdwn`${sign[proposal.state]} *${standing(proposal, now)}*\n*${id} · ${inert(capital(verb))} ${inert(resolved.label)}*\n${inert(effect, 600)}`,
    ),
    ...(proposal.outcome === null ? [] : [section(mrkdwn`${inert(proposal.outcome, 1200)}`)]),
    ...facts(factsOf(proposal)),
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
    ...actions(usable(proposal, now).map(({ contract, value, label, style }) => press(contract, value, label, style))),
  ];
  const text = `${id}: ${standing(proposal, now)}: ${plain([`${verb} `, Untrusted.of(resolved.label)], 120)}`;
  return { text: escaped(text), blocks: withinBudget(blocks, page) };
}

/** One line about a proposal, for the incident's card. */
export function proposalLine(proposal: Proposal, now: Instant): Mrkdwn {
  const { id, verb, resolved, confidence } = proposal;
  const sure = isWaiting(proposal) ? `, ${percent(confidence)} sure` : '';
  return mrkdwn`${sign[proposal.state]} *${id}* ${inert(verb)} ${inert(resolved.label, 80)}: ${standing(proposal, now).toLowerCase()}${sure}`;
}

/** The buttons that may still be used at this moment. */
export function usable(proposal: Proposal, now: Instant): ReturnType<typeof offersForProposal> {
  if (isWaiting(proposal) && now >= proposal.expiresAt) return [];
  const left = hoursLeft(proposal, now);
  return offersForProposal(proposal).map((offer) =>
    offer.contract.id === buttons.undo.id && left !== undefined ? { ...offer, label: `Undo… (holds ${left})` } : offer,
  );
}

/** How it stands, in the words of somebody who has just been woken up. */
function standing(proposal: Proposal, now: Instant): string {
  const { state, approvals, gate } = proposal;
  const need = approvalsNeeded(gate.verdict);
  switch (state) {
    case 'proposed': {
      if (now >= proposal.expiresAt) return 'Expired: nothing was done';
      const missing = Math.max(0, need - approvals.length);
      return `Waits for ${missing} ${approvals.length > 0 ? 'more ' : ''}${missing === 1 ? 'person' : 'people'} to approve`;
    }
    case 'approved':
      return 'Approved, about to start';
    case 'intended':
      return 'Approved, starting';
    case 'executing':
      return 'Running now';
    case 'done':
      return 'Contained';
    case 'failed':
      return 'Failed: not contained';
    case 'unknown':
      return 'Not known whether it happened: look at it yourself';
    case 'undoing':
      return 'Being taken back';
    case 'undone':
      return 'Taken back';
    case 'denied':
      return 'Denied: nothing was done';
    case 'expired':
      return 'Expired: nothing was done';
    case 'stale':
      return 'Dropped: the target had changed, nothing was done';
    default:
      return state satisfies never;
  }
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
};

function factsOf(proposal: Proposal): readonly (readonly [string, Mrkdwn])[] {
  const { resolved, confidence, risk, undo, gate, approvals, expiresAt, leaseUntil } = proposal;
  const need = approvalsNeeded(gate.verdict);
  return [
    ['Target', mrkdwn`${inert(resolved.label)}\n${inert(resolved.account, 40)}`],
    ['Confidence', mrkdwn`${percent(confidence)}`],
    ['Risk', mrkdwn`Tier ${risk.tier}: ${inert(risk.blastRadius)}`],
    [undo.possible ? 'Undo' : 'Cannot be undone', mrkdwn`${inert(undo.how)}`],
    ['Approved by', approvedBy(approvals, need)],
    ['Policy', mrkdwn`${inert(gate.because.join(' '))}`],
    ...(isWaiting(proposal) ? [['Expires', mrkdwn`${{ at: expiresAt }}`] as const] : []),
    ...(proposal.state === 'done' && leaseUntil !== null ? [['Holds until', mrkdwn`${{ at: leaseUntil }}`] as const] : []),
  ];
}

function approvedBy(approvals: Proposal['approvals'], need: number): Mrkdwn {
  if (need === 0) return mrkdwn`policy: no person needed`;
  const names = approvals.map(({ by }) => by.name).join(', ');
  return mrkdwn`${approvals.length} of ${need}${names === '' ? '' : `: ${names}`}`;
}

function isWaiting({ state }: Proposal): boolean {
  return state === 'proposed' || state === 'approved';
}

/** `for 3 h more`; undefined when the containment does not end by itself. */
function hoursLeft({ leaseUntil }: Proposal, now: Instant): string | undefined {
  if (leaseUntil === null) return undefined;
  const minutes = Math.max(0, Math.round((Date.parse(leaseUntil) - Date.parse(now)) / 60_000));
  return minutes >= 120 ? `for ${Math.round(minutes / 60)} h more` : `for ${minutes} min more`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
