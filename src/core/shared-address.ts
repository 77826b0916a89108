import type { Alert } from './alert.ts';
import { accountsOf } from './baseline.ts';
import { canonical } from './observable.ts';
import type { Team } from './team.ts';

/** With so many different people an address says nothing about any of them: an office, a provider's gateway, a VPN. */
export const manyPeople = 5;

/**
 * The addresses of an alert with which many people got in before, as if nothing were wrong. `earlier` is what named them before the time in which alerts are tied
 * together, attacks left out: so neither an attack nor the order of arrival makes an address common.
 */
export function sharedAddresses({ observables }: Pick<Alert, 'observables'>, earlier: readonly Alert[], team: Team): readonly string[] {
  return observables
    .filter(({ kind }) => kind === 'ip')
    .map(({ value }) => value)
    .filter((address) => {
      const seen = earlier.filter(
        (alert) => alert.outcome === 'success' && alert.observables.some((thing) => thing.kind === 'ip' && thing.value === address),
      );
      return new Set(seen.flatMap((alert) => accountsOf(alert, team))).size >= manyPeople;
    });
}

/** The team as it is, and these addresses among those behind which many stand: they tie nothing together and are nobody's own. */
export function withShared(team: Team, addresses: readonly string[]): Team {
  return addresses.length === 0 ? team : { ...team, shared: new Set(addresses.map((address) => canonical('ip', address))) };
}
