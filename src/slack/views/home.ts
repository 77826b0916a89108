import type { KnownBlock } from '@slack/types';
import type { Instant } from '../../core/alert.ts';
import type { Incident } from '../../core/incident.ts';
import type { Proposal } from '../../core/proposal.ts';
import { counted } from '../../core/text.ts';
import { buttons } from '../contracts.ts';
import { actions, bullets, context, header, press, section } from './blocks.ts';
import { mrkdwn } from './mrkdwn.ts';
import { proposalLine } from './proposal-card.ts';

/** What one person sees on the app's Home tab: only incidents that they may read are handed in. */
export interface HomeState {
  readonly incidents: readonly Incident[];
  readonly proposals: readonly Proposal[];
  readonly prefix: string;
}

/** How many incidents Home shows; the queue shows all. */
const mostIncidents = 10;

/** The Home tab: what waits for a yes, what is open, what is contained. */
export function homeBlocks({ incidents, proposals, prefix }: HomeState, now: Instant): readonly KnownBlock[] {
  const waiting = proposals.filter(({ state }) => state === 'proposed');
  const contained = proposals.filter(({ state }) => state === 'done');
  return [
    header(incidents.length === 0 ? 'Nothing is open' : `${counted(incidents.length, 'open incident')}`),
    ...(waiting.length > 0 ? [list('Waiting for a yes', waiting, now)] : []),
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

function list(title: string, proposals: readonly Proposal[], now: Instant): KnownBlock {
  return bullets(
    title,
    proposals.map((proposal) => mrkdwn`${proposal.incident} · ${proposalLine(proposal, now)}`),
    undefined,
  );
}
