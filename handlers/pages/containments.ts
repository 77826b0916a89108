import { asksForDecision } from '../../src/core/lease.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import { standingOf } from '../../src/core/proposal-sentences.ts';
import type { Text } from '../../src/core/text.ts';
import { howToGoOn, readableProposals } from '../../src/flows/show-containment.ts';
import { html } from '../../src/kit/html.ts';
import { htmlText } from '../../src/kit/html-text.ts';
import { definePage } from '../../src/kit/index.ts';

export default definePage({
  id: 'containments',
  title: 'What is contained now',
  path: '/containments',
  alsoAt: ['/containments/'],
  render: async (bot, _, by) => {
    const now = bot.now();
    const contained = (await readableProposals(bot, by, ['done', 'undoing', 'unknown'])).filter(({ undo }) => undo.possible);
    const rows = contained.map(
      (proposal) => html`<tr>
<td data-label="Which"><span>${proposal.id}<br><a href="/incidents/${proposal.incident}">${proposal.incident}</a></span></td><td data-label="What"><span>${proposal.verb} <strong>${proposal.resolved.label}</strong></span></td>
<td data-label="State"><span>${proposal.drift === null || proposal.state !== 'done' ? standingOf(proposal, now) : htmlText(drifted(proposal.drift.since), by.timezone)}</span></td>
<td data-label="Allowed by"><span>${allowedBy(proposal)}</span></td><td data-label="Until"><span>${htmlText(until(proposal), by.timezone)}</span></td></tr>`,
    );
    const body =
      contained.length === 0
        ? html`<p>Nothing that you can read is contained.</p>`
        : html`<table class="cards"><thead><tr><th>Which</th><th>What</th><th>State</th><th>Allowed by</th><th>Until</th></tr></thead><tbody>${rows}</tbody></table>
<p class="quiet">${htmlText(howToGoOn(bot, contained), by.timezone)}</p>`;
    return { type: 'html', body: String(body) };
  },
});

function drifted(since: string): Text {
  return [{ strong: 'No longer in force' }, ': somebody else changed it at the vendor, seen at ', { at: since }];
}

function allowedBy({ approvals }: Proposal): string {
  return approvals.length === 0 ? 'policy' : approvals.map(({ by }) => by.name).join(', ');
}

function until(proposal: Proposal): Text {
  const { leaseUntil, kept } = proposal;
  if (leaseUntil !== null) return { at: leaseUntil };
  if (kept) return 'Permanent.';
  return asksForDecision(proposal) ? [{ strong: 'The lease is over.' }, ' Somebody has to decide.'] : 'Until somebody undoes it.';
}
