import { canonicalJson } from '../core/canonical-json.ts';
import type { Proposal } from '../core/proposal.ts';
import type { AnyAction, Surroundings } from '../kit/define.ts';

/**
 * Finds the target at the vendor anew and compares it with what people were shown: what was approved is done, or nothing is. Undefined: it is the same.
 * @throws ConnectorError when it cannot be looked at.
 */
export async function changedSinceShown(
  { target, resolved: shown, params, before, risk }: Proposal,
  action: AnyAction,
  around: Surroundings,
): Promise<string | undefined> {
  const resolved = await action.check(target, around);
  if (resolved.id !== shown.id || resolved.account !== shown.account || resolved.label !== shown.label) {
    return `${shown.label} is no longer the same at the vendor. Nothing was done; propose it again to see what is there now.`;
  }
  if (action.risk(resolved, around).tier > risk.tier) {
    return `To ${action.verb} ${shown.label} is riskier now than when it was shown. Nothing was done; propose it again to see what it would hit.`;
  }
  if (canonicalJson(await action.snapshot(resolved, params, around)) !== canonicalJson(before)) {
    return `${shown.label} has changed since it was shown. Nothing was done; propose it again to see its state.`;
  }
  return undefined;
}
