import ipaddr from 'ipaddr.js';
import type { Alert } from './alert.ts';
import { entityOf, tellsApart } from './entities.ts';
import type { Team } from './team.ts';

/** On how many different days (UTC) something has to be seen before it counts as usual. One day is a visit: an attacker makes one, too. */
export const usualDays = 2;
/** How much of somebody has to be known before an hour can be called unusual. */
const knownHours = { moments: 20, days: 5 } as const;
/** On how many earlier days the same alarm about the same things makes it a habit. */
const habitDays = 3;

/**
 * What is usual for the people and machines of an incident, learned from what happened before and was no attack (whoever builds it leaves attacks out).
 * Only fields that the sender's own system fills are read; what a client says of itself (its user agent) is not.
 */
export interface Baseline {
  /** Whether anything at all is known of where they come from. */
  readonly knowsNetworks: boolean;
  readonly knowsDevices: boolean;
  readonly isUsualNetwork: (address: string) => boolean;
  readonly isUsualDevice: (person: string, device: string) => boolean;
  readonly usualCountries: ReadonlySet<string>;
  /** Whether this person was never active near this hour (0–23, where they live); undefined when too little is known. */
  readonly isUnusualHour: (person: string, hour: number) => boolean | undefined;
  /** Whether the same rule fired about each of the same things on several days before, no less severe. */
  readonly isHabit: (alert: Alert) => boolean;
}

/** Learns from earlier alerts and events: of these accounts where, when and on what they got in, and of everything which alarms it is used to. */
export function baselineOf(earlier: readonly Alert[], accounts: ReadonlySet<string>, team: Team): Baseline {
  const gotIn = earlier.filter((alert) => alert.outcome === 'success' && accountsOf(alert, team).some((account) => accounts.has(account)));
  const networks = usualOf(daysOf(gotIn, (alert) => addressesOf(alert, team).map(networkOf)));
  const devices = usualOf(daysOf(gotIn, (alert) => pairsOf(alert, team).map(({ person, device }) => `${person} ${device}`)));
  const countries = daysOf(gotIn, ({ place }) => (place?.country === undefined ? [] : [place.country]));
  const alarms = daysOf(
    earlier.filter(({ nature }) => nature === 'alert'),
    (alert) => [...thingsOf(alert, team)].map((thing) => alarmKey(alert, thing)),
  );
  return {
    knowsNetworks: networks.size > 0,
    knowsDevices: devices.size > 0,
    isUsualNetwork: (address) => networks.has(networkOf(address)),
    isUsualDevice: (person, device) => devices.has(`${person} ${device}`),
    usualCountries: usualOf(countries),
    isUnusualHour: (person, hour) => unusualHour(gotIn, person, hour, team),
    isHabit: (alert) => {
      const things = [...thingsOf(alert, team)];
      const before = earlier.filter(({ source, rule }) => source === alert.source && rule === alert.rule);
      const worst = Math.max(0, ...before.map(({ severity }) => severity));
      return things.length > 0 && alert.severity <= worst && things.every((thing) => (alarms.get(alarmKey(alert, thing))?.size ?? 0) >= habitDays);
    },
  };
}

/** `203.0.113.0/24`, `2001:db8:1::/48`: what one provider gives to one place. Something that is no address stands for itself. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4'
    ? `${ipaddr.IPv4.networkAddressFromCIDR(`${parsed}/24`)}/24`
    : `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed}/48`)}/48`;
}

/** The addresses from which somebody acted, without those behind which many stand. */
export function addressesOf({ observables }: Pick<Alert, 'observables'>, team: Team): readonly string[] {
  return observables.filter(({ kind, role, value }) => kind === 'ip' && role !== 'target' && tellsApart(value, team)).map(({ value }) => value);
}

/** The accounts that acted. */
export function accountsOf({ observables }: Pick<Alert, 'observables'>, team: Team): readonly string[] {
  return observables.filter(({ kind, role }) => (kind === 'user' || kind === 'email') && role === 'actor').map((thing) => entityOf(thing, team));
}

/** Who acted on which machine. */
export function pairsOf({ observables }: Pick<Alert, 'observables'>, team: Team): readonly { readonly person: string; readonly device: string }[] {
  const devices = observables.filter(({ kind, role }) => kind === 'host' && role !== 'related').map((device) => entityOf(device, team));
  return accountsOf({ observables }, team).flatMap((person) => devices.map((device) => ({ person, device })));
}

/** The accounts that alerts are about: those that acted, and those that were acted upon. */
export function accountsIn(alerts: readonly Pick<Alert, 'observables'>[], team: Team): ReadonlySet<string> {
  const named = alerts.flatMap(({ observables }) => observables.filter(({ role }) => role === 'actor' || role === 'target'));
  return new Set(named.filter(({ kind }) => kind === 'user' || kind === 'email').map((thing) => entityOf(thing, team)));
}

/** What a clock says in a time zone: `{ weekday: 'Saturday', hour: 2, minute: 11 }`. */
export function clockAt(instant: string, timezone: string): { readonly weekday: string; readonly hour: number; readonly minute: number } {
  const parts = new Map(
    clockOf(timezone)
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  );
  return { weekday: parts.get('weekday') ?? '', hour: Number(parts.get('hour')), minute: Number(parts.get('minute')) };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  clocks.set(timeZone, known);
  return known;
}

function unusualHour(gotIn: readonly Alert[], person: string, hour: number, team: Team): boolean | undefined {
  const human = team.person(person.replace(/^person:/, ''));
  const theirs = gotIn.filter((alert) => accountsOf(alert, team).includes(person));
  if (theirs.length < knownHours.moments || new Set(theirs.map(dayOf)).size < knownHours.days) return undefined;
  const hours = new Set(theirs.map(({ happenedAt }) => clockAt(happenedAt, human?.timezone ?? 'UTC').hour));
  return ![-1, 0, 1].some((near) => hours.has((hour + near + 24) % 24));
}

/** What an alarm is about: whoever and whatever plays a part in it. An address stands for its network. */
function thingsOf({ observables }: Alert, team: Team): ReadonlySet<string> {
  const playing = observables.filter(({ role }) => role !== 'related');
  return new Set(playing.map((thing) => (thing.kind === 'ip' ? networkOf(thing.value) : entityOf(thing, team))));
}

function alarmKey({ source, rule }: Alert, thing: string): string {
  return `${source} ${rule} ${thing}`;
}

/** On which days each value was seen. */
function daysOf(alerts: readonly Alert[], values: (alert: Alert) => readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const days = new Map<string, Set<string>>();
  for (const alert of alerts) {
    for (const value of values(alert)) days.set(value, (days.get(value) ?? new Set()).add(dayOf(alert)));
  }
  return days;
}

function usualOf(days: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  return new Set([...days].filter(([, seen]) => seen.size >= usualDays).map(([value]) => value));
}

function dayOf({ happenedAt }: Alert): string {
  return happenedAt.slice(0, 10);
}
