import { ConnectorError } from '../core/errors.ts';
import { type Exhibit, exhibitOf, mostExhibitBytes } from '../core/exhibit.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { AnyAction, Surroundings } from '../kit/define.ts';
import { orderOf } from './containment.ts';
import { moveProposal } from './move-proposal.ts';

/**
 * Keeps what an action would destroy before it runs. When that cannot be captured, what can be undone goes on; the rest is stopped, unless somebody who
 * said yes also said that it may run without.
 */
export async function captureEvidence(bot: Bot, proposal: Proposal, action: AnyAction, around: Surroundings): Promise<'goes-on' | 'stopped'> {
  if (action.evidence === undefined) return 'goes-on';
  const captured = await whatIsCaptured(bot, proposal, action, around);
  if ('exhibits' in captured) {
    await keep(bot, proposal, captured.exhibits);
    return 'goes-on';
  }
  const goesOn = proposal.undo.possible || proposal.approvals.some(({ withoutEvidence }) => withoutEvidence === true);
  const { why } = captured;
  const moved = await moveProposal(bot, proposal.id, ['intended'], () => ({
    ...(!goesOn && { to: 'failed' as const, change: { outcome: stopped(bot, proposal, why) } }),
    event: (about) => ({ type: 'containment.evidence-missed', payload: { ...about, why, goesOn } }),
  }));
  return goesOn && moved !== undefined ? 'goes-on' : 'stopped';
}

async function whatIsCaptured(
  bot: Bot,
  proposal: Proposal,
  action: AnyAction,
  around: Surroundings,
): Promise<{ readonly exhibits: readonly Exhibit[] } | { readonly why: string }> {
  const { id, incident } = proposal;
  try {
    const captured = (await action.evidence?.(orderOf(proposal), around)) ?? [];
    const exhibits = captured.map(({ name, content }) =>
      exhibitOf({ incident, proposal: id, name, content: bot.redact(JSON.stringify(content, null, 2)), capturedAt: bot.now() }),
    );
    const tooLarge = exhibits.find(({ size }) => size > mostExhibitBytes);
    return tooLarge === undefined
      ? { exhibits }
      : { why: `${tooLarge.name} is ${tooLarge.size} bytes, more than the ${mostExhibitBytes} that are kept.` };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return { why: [error.message, error.next].filter(Boolean).join(' ') };
  }
}

/** The same content is kept once for an incident, also when a crash had it captured twice. */
function keep(bot: Bot, { id }: Proposal, exhibits: readonly Exhibit[]): Promise<Proposal | undefined> {
  return moveProposal(bot, id, ['intended'], async () => {
    const known = await Promise.all(exhibits.map((one) => bot.store.get('exhibit', one.id)));
    const fresh = exhibits.filter((one, index) => known[index] === undefined && exhibits.findIndex((other) => other.id === one.id) === index);
    return {
      exhibits: fresh,
      event: (about) => ({
        type: 'containment.evidence-kept',
        payload: { ...about, exhibits: exhibits.map(({ name, sha256, size }) => ({ name, sha256, size })) },
      }),
    };
  });
}

function stopped({ commandPrefix }: Bot, { action, target, incident }: Proposal, why: string): string {
  return `Nothing was done: what it would destroy could not be kept. ${why} To do it all the same, type ${commandPrefix}contain propose ${action} ${target.kind}:${target.value} ${incident}, and approve that with ${commandPrefix}contain approve P-1 --without-evidence why`;
}
