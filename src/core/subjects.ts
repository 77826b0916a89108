import { entityOf } from './entities.ts';
import { type Observable, spell } from './observable.ts';
import type { Team } from './team.ts';
import type { Text } from './text.ts';

/** A person or a thing, under all the names that alerts gave it. */
export interface Subject {
  readonly names: readonly Observable[];
  /** The names, the roles in which they came, and who or what the team knows behind them. */
  readonly line: Text;
}

/** Whom and what these observables name, once each, in the order in which each was named first. */
export function subjectsIn(observables: readonly Observable[], team: Team): readonly Subject[] {
  return [...Map.groupBy(observables, (observable) => entityOf(observable, team)).values()].map((names) => ({ names, line: lineOf(names, team) }));
}

function lineOf(names: readonly Observable[], team: Team): Text {
  const person = names.flatMap(({ value }) => team.byIdentity(value) ?? [])[0];
  const asset = names.flatMap(({ value }) => team.assetOf(value) ?? [])[0];
  const meaning = [
    ...(person ? [person.name] : []),
    ...(asset ? [`${asset.name ?? asset.id}: ${asset.data} data, ${asset.criticality} importance`] : []),
  ];
  const roles = [...new Set(names.map(({ role }) => role))];
  return [
    ...names.flatMap((one, index) => [index === 0 ? '' : ', ', { strong: one.kind }, ' ', spell(one)]),
    ` — ${[...roles, ...meaning].join(', ')}`,
  ];
}
