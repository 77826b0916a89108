import { counted } from '../../core/text.ts';
import { tlpLabel } from '../../core/tlp.ts';
import type { CaseState } from '../case-state.ts';
import { buttons } from '../contracts.ts';
import type { Drawing } from './answer.ts';
import { actions, context, press, section } from './blocks.ts';
import { escaped, mrkdwn, typed } from './mrkdwn.ts';

/** Says that the incident is closed and where its report is; the report itself is the file below it. */
export function reportMessage({ incident, page, proposals, tlp }: CaseState): Drawing {
  const { id, verdict, verdictReason, closedAt } = incident;
  const contained = proposals.filter(({ state }) => state === 'done').length;
  const outcome = verdict?.replace('-', ' ') ?? 'no verdict';
  return {
    text: escaped(`${id} is closed: ${outcome}. The report is ready.`),
    blocks: [
      section(
        mrkdwn`📄 *${id} is closed: ${outcome}*${verdictReason === null ? '' : mrkdwn`\n${typed(verdictReason, 1000)}`}\n${{ link: page, label: 'Post-incident report' }}`,
      ),
      context(
        mrkdwn`*${tlpLabel(tlp)}* · ${closedAt === null ? '' : mrkdwn`Closed ${{ at: closedAt }} · `}${counted(contained, 'containment still holds', 'containments still hold')}${tlp === 'red' ? ' · The report is sent to no channel: whoever may read it opens it there.' : ''}`,
      ),
      ...actions(id, [press(buttons.timeline, { incident: id, page: 0, filter: 'all' }, 'Timeline')]),
    ],
  };
}
