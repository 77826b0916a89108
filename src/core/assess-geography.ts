import type { Alert } from './alert.ts';
import { accountsIn, accountsOf, baselineOf, clockAt } from './baseline.ts';
import { peopleIn, tellsApart } from './entities.ts';
import type { Clue, Evidence, FactorEvidence } from './evidence.ts';
import type { Person, Team } from './team.ts';

/** Geographic and temporal anomalies: countries that are new for these people, journeys that nobody can make, hours at which they do not work. */
export function geography(evidence: Evidence): FactorEvidence {
  const weight = evidence.weights.geography;
  const clues = [countryClue(evidence), travelClue(evidence), hoursClue(evidence)].filter((clue) => clue !== undefined);
  return { clues, least: weight.usualCountry, most: weight.most };
}

function countryClue({ alerts, earlier, team, weights: { geography: weight } }: Evidence): Clue | undefined {
  const placed = alerts.filter(({ place }) => place?.country !== undefined);
  const gotIn = placed.filter(({ outcome, nature }) => outcome === 'success' || (nature === 'alert' && outcome !== 'failure'));
  const countries = [...new Set((gotIn.length > 0 ? gotIn : placed).flatMap(({ place }) => place?.country ?? []))].sort();
  if (countries.length === 0) return undefined;

  const people = peopleIn(
    alerts.flatMap(({ observables }) => observables),
    team,
  );
  const { usualCountries } = baselineOf(earlier, accountsIn(alerts, team), team);
  const usual = new Set([...people.flatMap((human) => human.countries), ...usualCountries]);
  const fresh = countries.filter((country) => !usual.has(country));
  if (fresh.length === 0) return { tenths: weight.usualCountry, says: `From ${countries.join(', ')}, as usual.` };
  const from = `From ${fresh.join(', ')}`;
  if (people.length > 0 && people.every(({ travels }) => travels)) {
    return { tenths: weight.newCountryOfTraveller, says: `${from}, which is new, but ${people.map(({ name }) => name).join(', ')} travels often.` };
  }
  if (gotIn.length === 0) return { tenths: weight.newCountryFailed, says: `${from}, which is new; nobody got in.` };
  if (usual.size === 0) return { tenths: weight.unknownBaseline, says: `${from}; where these people usually are is not known.` };
  return { tenths: weight.newCountry, says: `${from}, a country that is new for them; usual is ${[...usual].sort().join(', ')}.` };
}

/** Kilometres an hour; no airliner goes faster. */
const fastest = 900;
/** Kilometres by which the coordinates of an address are wrong: about a city where one is named, about a country where none is. What the sender says counts. */
const radiusOf = ({ place }: Alert): number => place?.radius ?? (place?.city === undefined ? 300 : 100);

/** Two logins of one account between which nobody can travel, even when both places are wrong by all that they may be. Our own networks are everywhere. */
function travelClue({ alerts, earlier, team, weights: { geography: weight } }: Evidence): Clue | undefined {
  const stays = [...earlier, ...alerts]
    .filter((alert) => alert.outcome === 'success' && alert.activity === 'login' && !fromOurs(alert, team))
    .flatMap((alert) => pointOf(alert).map((point) => ({ at: Date.parse(alert.happenedAt), point, alert })))
    .sort((a, b) => a.at - b.at || a.alert.id.localeCompare(b.alert.id));
  for (const account of accountsIn(alerts, team)) {
    const theirs = stays.filter(({ alert }) => accountsOf(alert, team).includes(account));
    for (const [index, stay] of theirs.entries()) {
      const before = theirs[index - 1];
      if (before === undefined || !alerts.includes(stay.alert)) continue;
      const kilometres = distance(before.point, stay.point);
      const least = kilometres - radiusOf(before.alert) - radiusOf(stay.alert);
      const hours = (stay.at - before.at) / 3_600_000;
      if (least <= 0 || least <= fastest * hours) continue;
      const says = `Two logins ${Math.round(kilometres)} km and ${hours.toFixed(1)} hours apart, ${Math.round(least)} km at least: nobody travels that fast.`;
      return { tenths: weight.impossibleTravel, says };
    }
  }
  return undefined;
}

function fromOurs({ observables }: Alert, team: Team): boolean {
  const addresses = observables.filter(({ kind, role }) => kind === 'ip' && role === 'source');
  return addresses.length > 0 && addresses.every(({ value }) => !tellsApart(value, team));
}

interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

function pointOf({ place }: Alert): readonly Point[] {
  if (place?.latitude === undefined || place.longitude === undefined) return [];
  return [{ latitude: place.latitude, longitude: place.longitude }];
}

/** Great-circle distance in kilometres (haversine). */
function distance(from: Point, to: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const across = Math.sin(radians(to.latitude - from.latitude) / 2) ** 2;
  const along = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  const share = across + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * along;
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(share)));
}

function hoursClue({ alerts, team, weights: { geography: weight } }: Evidence): Clue | undefined {
  const awake = alerts.filter(({ activity, outcome }) => activity === 'download' || (activity === 'login' && outcome === 'success'));
  for (const alert of awake) {
    const [human] = peopleIn(alert.observables, team);
    if (human === undefined || !isOutside(alert.happenedAt, human)) continue;
    const { weekday, hour } = clockAt(alert.happenedAt, human.timezone);
    const when = human.hours === undefined ? 'At night' : 'Outside working hours';
    return {
      tenths: weight.outsideHours,
      says: `${when} for ${human.name}: ${weekday}, ${String(hour).padStart(2, '0')} hours in ${human.timezone}.`,
    };
  }
  return undefined;
}

/** Outside the hours in which somebody works, Monday to Friday; of whom none are written down, at night. */
function isOutside(instant: string, { hours, timezone }: Person): boolean {
  const { weekday, hour, minute } = clockAt(instant, timezone);
  if (hours === undefined) return hour >= 22 || hour < 6;
  if (weekday === 'Saturday' || weekday === 'Sunday') return true;
  const [from = 0, to = 0] = hours.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
  const now = hour * 60 + minute;
  return from <= to ? now < from || now >= to : now < from && now >= to;
}
