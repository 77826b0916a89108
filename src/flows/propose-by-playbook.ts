import { ConnectorError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import { proposeContainment } from './propose-containment.ts';

/** Proposes one step of a playbook for one observable. What cannot be proposed is logged, and shows as not proposed; nothing else stops. */
export async function proposeByPlaybook(
  bot: Bot,
  args: { readonly incident: string; readonly action: string; readonly kind: string; readonly value: string; readonly params: string },
): Promise<void> {
  const incident = await bot.store.get('incident', args.incident);
  const target = incident?.observables.find(({ kind, value }) => kind === args.kind && value === args.value);
  if (!incident || !target || incident.phase === 'closed') return;
  try {
    const proposed = await proposeContainment(bot, { incident, action: args.action, target, params: JSON.parse(args.params), requester: null });
    if ('none' in proposed) bot.log.info({ incident: incident.id, action: args.action, why: proposed.none }, 'a playbook step was not proposed');
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.retryable) throw error;
    bot.log.warn({ incident: incident.id, action: args.action, vendor: error.vendor, status: error.status }, 'a playbook step could not be proposed');
  }
}
