import { drillMark } from '../../core/drill.ts';
import type { Incident } from '../../core/incident.ts';
import { asksForDecision } from '../../core/lease.ts';
import type { Proposal } from '../../core/proposal.ts';
import type { Snooze } from '../../core/snooze.ts';
import { percent } from '../../core/text.ts';
import { type TimelineFilter, timelineFilter } from '../../core/timeline-filter.ts';
import { surenessOf } from '../../core/track-record.ts';
import { Untrusted } from '../../core/untrusted.ts';
import type { Offer } from '../../kit/answer.ts';
import { buttons } from '../contracts.ts';
import { plain } from './mrkdwn.ts';

/** Slack's limit for the words on a button, in characters. */
const mostLabelLength = 75;

/** How many containments are offered under one case; the others are found with `/contain`. */
const mostContainments = 3;

/** What can be done about a case now. */
export function offersForCase(incident: Pick<Incident, 'id' | 'phase' | 'commander'>, proposals: readonly Proposal[]): readonly Offer[] {
  const { id } = incident;
  const containments = incident.phase === 'closed' ? [] : proposals.filter(({ state }) => state === 'proposed').slice(0, mostContainments);
  return [
    ...containments.map(containOffer),
    ...(incident.phase !== 'closed' && incident.commander === null ? [offer('Take the lead', buttons.take, { incident: id })] : []),
    offer('Timeline', buttons.timeline, { incident: id, page: 0, filter: 'all' }),
    ...(incident.phase === 'closed'
      ? [offer('Report', buttons.openReport, { incident: id })]
      : [offer('Add a note', buttons.note, { incident: id }), offer('Close…', buttons.close, { incident: id })]),
  ];
}

/** What can be done with a proposal in the state that it is in. A button that can no longer be used is not drawn. */
export function offersForProposal(proposal: Proposal): readonly Offer[] {
  const { id, edition, state, undo, gate } = proposal;
  switch (state) {
    case 'proposed':
      return [
        containOffer(proposal),
        offer('Change…', buttons.edit, { proposal: id, edition }),
        offer('Deny…', buttons.deny, { proposal: id, edition }),
      ];
    case 'approved':
      if (gate.verdict === 'automatic') return [offer('Cancel', buttons.cancel, { proposal: id, edition }, 'danger')];
      return [offer('Deny…', buttons.deny, { proposal: id, edition })];
    case 'done':
      if (!undo.possible) return [];
      return asksForDecision(proposal) ? offersForLease(proposal) : [offer('Undo…', buttons.undo, { proposal: id }, 'danger')];
    case 'unknown':
      return [offer('Look again', buttons.check, { proposal: id })];
    default:
      return [];
  }
}

/** What a person can say about a containment whose lease is over, or about to be. */
export function offersForLease({ id }: Pick<Proposal, 'id'>): readonly Offer[] {
  return [
    offer('Undo…', buttons.undo, { proposal: id }, 'danger'),
    offer('Renew…', buttons.renew, { proposal: id }),
    offer('Make permanent…', buttons.keep, { proposal: id }),
  ];
}

/** What can be done with a snooze that waits for somebody who has seen its preview. */
export function offersForSnooze({ id }: Pick<Snooze, 'id'>): readonly Offer[] {
  return [offer('Snooze', buttons.snooze, { snooze: id }, 'primary')];
}

/** Turning the pages of a timeline, choosing what it shows, and showing it to everybody. */
export function offersForTimeline(
  incident: string,
  { page, pages, filter }: { readonly page: number; readonly pages: number; readonly filter: TimelineFilter },
): readonly (readonly Offer[])[] {
  const to = (label: string, target: number, which = filter) => offer(label, buttons.timeline, { incident, page: target, filter: which });
  const filters = timelineFilter.options.map((which) => to(filterTitles[which], 1, which));
  return [
    [
      ...(page > 0 ? [to('Summary', 0, 'all')] : []),
      ...(page > 1 ? [to('← Previous', page - 1)] : []),
      ...(page < pages ? [to(page === 0 ? 'Events →' : 'Next →', page + 1)] : []),
      offer('Share here', buttons.share, { incident, what: 'timeline', page, filter }),
    ],
    page === 0 ? [] : filters.filter((one) => one.label !== filterTitles[filter]),
  ];
}

const filterTitles: Readonly<Record<TimelineFilter, string>> = {
  all: 'All',
  people: 'People',
  automation: 'Automation',
  containment: 'Containment',
  notes: 'Notes',
};

/** What it does to whom comes first: Slack cuts a button's words where a screen is narrow. How sure that is, and how often it was right, stand beside it. */
function containOffer(proposal: Proposal): Offer {
  const { id, edition, verb, resolved, approvals, confidence, record } = proposal;
  const first = approvals.length === 0;
  const label = `${proposal.drill ? `${drillMark}: ` : ''}${first ? 'Contain' : 'Approve'}: ${verb} ${Untrusted.of(resolved.label).forTerminal(50)}`;
  const sure = ` (${record === null || record.cases === 0 ? percent(confidence) : surenessOf(proposal)})`;
  const whole = label.length + sure.length <= mostLabelLength ? label + sure : label;
  return offer(plain(whole, mostLabelLength), first ? buttons.contain : buttons.approve, { proposal: id, edition }, 'primary');
}

function offer<Value>(label: string, contract: Offer<Value>['contract'], value: Value, style?: Offer['style']): Offer {
  return { label, contract, value, ...(style && { style }) };
}
