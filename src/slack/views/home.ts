import type { KnownBlock } from '@slack/types';
import type { Instant } from '../../core/alert.ts';
import type { Incident } from '../../core/incident.ts';
import type { Proposal } from '../../core/proposal.ts';
import { counted } from '../../core/text.ts';
import { buttons } from '../contracts.ts';
import { actions, bullets, context, header, press, section } from './blocks.ts';
import { mrkdwn } from './mrkdwn.ts';
import { proposalLine, usable } from './proposal-card.ts';

/** What one person sees on the app's Home tab: only incidents that they may read are handed in. */
export interface HomeState {
  readonly incidents: readonly Incident[];
  readonly proposals: readonly Proposal[];
  /** Whether this person's yes is among those that it has. */
  readonly hasSaid: (proposal: Proposal) => boolean;
  readonly prefix: string;
}

/** How many of what waits has its buttons here. */
const mostWaiting = 5;

/** How many incidents Home shows; the queue shows all. */
const mostIncidents = 10;

/** The Home tab: what waits for a yes, what is open, what is contained. */
export function homeBlocks({ incidents, proposals, hasSaid, prefix }: HomeState, now: Instant): readonly KnownBlock[] {
  const waiting = proposals.filter(({ state, expiresAt }) => state === 'proposed' && now < expiresAt);
  const contained = proposals.filter(({ state, undo }) => state === 'done' && undo.possible);
  return [
    header(incidents.length === 0 ? 'Nothing is open' : `${counted(incidents.length, 'open incident')}`),
    ...(waiting.length > 0 ? [section(mrkdwn`*Waiting for a yes*`)] : []),
    ...waiting.slice(0, mostWaiting).flatMap((proposal) => waitingBlocks(proposal, hasSaid(proposal), now)),
    ...(waiting.length > mostWaiting ? [list('And also', waiting.slice(mostWaiting), now)] : []),
    ...incidents
      .slice(0, mostIncidents)
      .flatMap(({ id, title, severity, assessment, phase }): readonly KnownBlock[] => [
        section(mrkdwn`*${id} · ${title}*\n${severity}${assessment === null ? '' : `, score ${assessment.score}`} · ${phase}`),
        ...actions(id, [
          press(buttons.caseFile, { incident: id }, 'Case file'),
          press(buttons.timeline, { incident: id, page: 0, filter: 'all' }, 'Timeline'),
        ]),
      ]),
    ...(contained.length > 0 ? [list('Contained now', contained, now)] : []),
    context(mrkdwn`The whole queue: ${{ code: `${prefix}triage` }} · the board: ${{ code: `${prefix}contain` }}`),
  ];
}

/** What waits, with its buttons; whoever has said yes sees in place of the first that it is counted. */
function waitingBlocks(proposal: Proposal, said: boolean, now: Instant): readonly KnownBlock[] {
  const [yes, ...others] = usable(proposal, now);
  const offered = [...(yes === undefined || said ? [] : [yes]), ...others];
  return [
    section(mrkdwn`${proposal.incident} · ${proposalLine(proposal, now)}${said ? '\nYour yes is counted: somebody else has to say yes too.' : ''}`),
    ...actions(
      proposal.id,
      offered.map(({ contract, value, label, style }) => press(contract, value, label, style)),
    ),
  ];
}

function list(title: string, proposals: readonly Proposal[], now: Instant): KnownBlock {
  return bullets(
    title,
    proposals.map((proposal) => mrkdwn`${proposal.incident} · ${proposalLine(proposal, now)}`),
    undefined,
  );
}
