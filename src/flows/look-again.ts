import { entityOf } from '../core/entities.ts';
import type { Proposal } from '../core/proposal.ts';
import type { NewJob } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import { keepLook, lookOnce } from './enrich-incident.ts';

/** The job that looks at a target again, once a containment of it was carried out or taken back. */
export function secondLook({ id, revision }: Pick<Proposal, 'id' | 'revision'>): NewJob {
  return { flow: 'look-again', args: { proposal: id }, key: `look-again:${id}:${revision}` };
}

/**
 * Asks the vendor that was told to do something once more what it says about the target: what was found before is not so any more. No answer changes
 * nothing, because what was so then is still better than nothing.
 */
export async function lookAgain(bot: Bot, { proposal: id }: { readonly proposal: string }): Promise<void> {
  const proposal = await bot.store.get('proposal', id);
  const action = proposal && bot.catalogue.actions.get(proposal.action);
  if (!proposal || !action) return;
  const target = entityOf(proposal.target, bot.files.team);
  for (const finding of await bot.store.findings(proposal.incident)) {
    const enricher = bot.catalogue.enrichers.get(finding.enricher);
    if (!enricher?.uses.some((client) => action.uses.includes(client)) || entityOf(finding, bot.files.team) !== target) continue;
    const { kind, value } = finding;
    const look = await lookOnce(bot, enricher, { kind, value, role: 'related' }, proposal.incident);
    if (look.status === 'found') await keepLook(bot, proposal.incident, look);
  }
}
