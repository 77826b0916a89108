import type { Alert } from './alert.ts';
import { weights } from './assess-weights.ts';
import { peopleIn } from './entities.ts';
import type { Clue, Evidence, FactorEvidence } from './evidence.ts';

/** Geographic and temporal anomalies: countries that are new for these people, journeys that nobody can make, nights. */
export function geography(evidence: Evidence): FactorEvidence {
  const weight = weights.geography;
  const clues = [countryClue(evidence), travelClue(evidence), nightClue(evidence)].filter((clue) => clue !== undefined);
  return { clues, least: weight.usualCountry, most: weight.most };
}

function countryClue({ alerts, earlier, team }: Evidence): Clue | undefined {
  const weight = weights.geography;
  const placed = alerts.filter(({ place }) => place?.country !== undefined);
  const gotIn = placed.filter(({ outcome, nature }) => outcome === 'success' || nature === 'alert');
  const countries = [...new Set((gotIn.length > 0 ? gotIn : placed).flatMap(({ place }) => place?.country ?? []))].sort();
  if (countries.length === 0) return undefined;

  const people = peopleIn(
    alerts.flatMap(({ observables }) => observables),
    team,
  );
  const usual = new Set([
    ...people.flatMap((human) => human.countries),
    ...earlier.filter(({ outcome }) => outcome === 'success').flatMap(({ place }) => place?.country ?? []),
  ]);
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

/** Faster than an airliner, over more than what coordinates of addresses are wrong by. */
const fastest = 900;
const nearby = 300;

function travelClue({ alerts, earlier }: Evidence): Clue | undefined {
  const stays = [...earlier, ...alerts]
    .filter(({ outcome, activity }) => outcome === 'success' && activity === 'login')
    .flatMap((alert) => pointOf(alert).map((point) => ({ at: Date.parse(alert.happenedAt), point, alert })))
    .sort((a, b) => a.at - b.at || a.alert.id.localeCompare(b.alert.id));
  for (const [index, stay] of stays.entries()) {
    const before = stays[index - 1];
    if (before === undefined || !alerts.includes(stay.alert)) continue;
    const kilometres = distance(before.point, stay.point);
    const hours = (stay.at - before.at) / 3_600_000;
    if (kilometres > nearby && kilometres > fastest * hours) {
      const says = `Two logins ${Math.round(kilometres)} km and ${hours.toFixed(1)} hours apart: nobody travels that fast.`;
      return { tenths: weights.geography.impossibleTravel, says };
    }
  }
  return undefined;
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

function nightClue({ alerts, team }: Evidence): Clue | undefined {
  const awake = alerts.filter(({ activity, outcome }) => activity === 'download' || (activity === 'login' && outcome === 'success'));
  for (const alert of awake) {
    const [human] = peopleIn(alert.observables, team);
    if (human === undefined) continue;
    const hour = hourAt(alert.happenedAt, human.timezone);
    if (hour >= 22 || hour < 6) {
      return { tenths: weights.geography.night, says: `At night for ${human.name}, ${String(hour).padStart(2, '0')} hours in ${human.timezone}.` };
    }
  }
  return undefined;
}

function hourAt(instant: string, timezone: string): number {
  return Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: timezone }).format(new Date(instant)));
}
