import type { Incident } from '../../core/incident.ts';
import type { Proposal } from '../../core/proposal.ts';
import type { Offer } from '../../kit/answer.ts';
import type { ButtonContract } from '../../kit/knock.ts';
import { buttons } from '../contracts.ts';

/** At most this many containments are offered side by side: nobody reads a fourth at 3 a.m. */
const mostContainments = 3;

/** A button of ours, with the type of its value forgotten: whoever draws it only encodes it. */
export function offer<Value>(label: string, contract: ButtonContract<Value>, value: Value, style?: Offer['style']): Offer {
  return { label, contract: contract as ButtonContract<unknown>, value, ...(style && { style }) };
}

/** What can be done next about an incident: its most certain containments first, then leading and closing it. */
export function offersForCase(incident: Incident, proposals: readonly Proposal[]): readonly Offer[] {
  if (incident.phase === 'closed') return [offer('Report', buttons.openReport, { incident: incident.id })];
  return [
    ...containmentOffers(proposals),
    ...(incident.commander === null ? [offer('Take it', buttons.take, { incident: incident.id })] : []),
    offer('Timeline', buttons.timeline, { incident: incident.id, page: 1 }),
    offer('Close', buttons.close, { incident: incident.id }),
  ];
}

/** Buttons for proposals that wait for a yes, the most certain first. */
export function containmentOffers(proposals: readonly Proposal[]): readonly Offer[] {
  return proposals
    .filter(({ state }) => state === 'proposed')
    .toSorted((a, b) => b.confidence - a.confidence || a.id.localeCompare(b.id))
    .slice(0, mostContainments)
    .map((proposal) =>
      proposal.approvals.length === 0
        ? offer(
            `Contain: ${proposal.verb} ${proposal.resolved.label}`,
            buttons.contain,
            { proposal: proposal.id, edition: proposal.edition },
            'danger',
          )
        : offer(
            `Approve: ${proposal.verb} ${proposal.resolved.label}`,
            buttons.approve,
            { proposal: proposal.id, edition: proposal.edition },
            'danger',
          ),
    );
}

/** What can be done about one proposal as it stands. */
export function offersForProposal(proposal: Proposal): readonly Offer[] {
  const { id, edition, state, undo } = proposal;
  if (state === 'proposed') return [...containmentOffers([proposal]), offer('Deny', buttons.deny, { proposal: id, edition })];
  if (state === 'unknown') return [offer('Check again', buttons.check, { proposal: id })];
  return state === 'done' && undo.possible ? [offer('Undo', buttons.undo, { proposal: id })] : [];
}

/** Leafing through a timeline, and showing it to everybody. */
export function offersForTimeline(incident: string, page: number, pages: number): readonly Offer[] {
  return [
    ...(page > 1 ? [offer('Earlier', buttons.timeline, { incident, page: page - 1 })] : []),
    ...(page < pages ? [offer('Later', buttons.timeline, { incident, page: page + 1 })] : []),
    offer('Show to the channel', buttons.share, { incident, what: 'timeline' }),
  ];
}
