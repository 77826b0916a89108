import type { Chance } from './chance.ts';

/** A place from which somebody logs in. */
export interface Place {
  readonly ip: string;
  readonly country: string;
  readonly city: string;
  readonly lat: number;
  readonly lon: number;
}

export interface Employee {
  readonly id: string;
  readonly email: string;
  readonly iam: string;
  readonly laptop: string;
  readonly laptopIp: string;
  readonly office: Place;
  readonly home: Place;
  /** Hours from UTC of where they live. */
  readonly zone: string;
  readonly travels: boolean;
  /** Whether people.yml knows that they travel: half of those who do. */
  readonly knownTraveller: boolean;
}

export interface Bucket {
  readonly name: string;
  readonly criticality: string;
  readonly data: string;
}

/** The company whose alerts are replayed, and the internet around it. */
export interface World {
  readonly people: readonly Employee[];
  readonly servers: readonly { readonly name: string; readonly ip: string }[];
  readonly buckets: readonly Bucket[];
  /** Exits of VPN and hosting providers: attackers come through them, and so do travellers, scanners and researchers. */
  readonly exits: readonly Place[];
  /** Machines that only scan. */
  readonly scanners: readonly string[];
  /** Administrators' tools, by their hash: attackers bring the same ones. */
  readonly tools: readonly { readonly name: string; readonly sha256: string }[];
}

const cities = [
  { country: 'DE', name: 'Germany', city: 'Berlin', lat: 52.5, lon: 13.4, zone: 'Europe/Berlin' },
  { country: 'PL', name: 'Poland', city: 'Warsaw', lat: 52.2, lon: 21, zone: 'Europe/Warsaw' },
  { country: 'GB', name: 'United Kingdom', city: 'London', lat: 51.5, lon: -0.1, zone: 'Europe/London' },
  { country: 'US', name: 'United States', city: 'Austin', lat: 30.3, lon: -97.7, zone: 'America/Chicago' },
] as const;
const abroad = [
  { country: 'RO', city: 'Bucharest', lat: 44.4, lon: 26.1 },
  { country: 'NL', city: 'Amsterdam', lat: 52.4, lon: 4.9 },
  { country: 'VN', city: 'Hanoi', lat: 21, lon: 105.8 },
  { country: 'BR', city: 'Recife', lat: -8, lon: -34.9 },
  { country: 'SG', city: 'Singapore', lat: 1.3, lon: 103.8 },
] as const;

/** English names of countries, as Okta and GuardDuty write them. */
export const countryNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(cities.map(({ country, name }) => [country, name])),
  RO: 'Romania',
  NL: 'Netherlands',
  VN: 'Vietnam',
  BR: 'Brazil',
  SG: 'Singapore',
};

export function worldOf(chance: Chance): World {
  const offices = cities.map((city, index) => ({ ...city, ip: `198.51.${100 + index}.10` }));
  const people = Array.from({ length: 120 }, (_, n): Employee => {
    const office = chance.pick(offices);
    const id = `p${String(n).padStart(3, '0')}.acme`;
    const travels = chance.now(0.1);
    return {
      id,
      email: `${id}@acme.example`,
      iam: `iam-${id}`,
      laptop: `lt-${String(n).padStart(3, '0')}`,
      laptopIp: `10.20.${Math.floor(n / 250)}.${(n % 250) + 2}`,
      office,
      home: { ...office, ip: `${chance.pick(['84', '91', '178'])}.${chance.between(1, 250)}.${chance.between(1, 250)}.${chance.between(2, 250)}` },
      zone: office.zone,
      travels,
      knownTraveller: travels && chance.now(0.5),
    };
  });
  const datas = ['public', 'internal', 'internal', 'confidential', 'restricted'];
  return {
    people,
    servers: Array.from({ length: 60 }, (_, n) => ({ name: `srv-${String(n).padStart(2, '0')}`, ip: `10.30.0.${n + 2}` })),
    buckets: Array.from({ length: 20 }, (_, n) => ({
      name: `acme-data-${n}`,
      criticality: chance.pick(['low', 'medium', 'medium', 'high']),
      data: chance.pick(datas),
    })),
    exits: Array.from({ length: 40 }, (_, n) => ({ ...chance.pick(abroad), ip: `185.${chance.between(1, 250)}.${n + 1}.${chance.between(2, 250)}` })),
    scanners: Array.from({ length: 150 }, (_, n) => `45.${chance.between(1, 250)}.${n + 1}.${chance.between(2, 250)}`),
    tools: ['PsExec.exe', 'procdump.exe', 'rclone.exe', 'adfind.exe'].map((name) => ({ name, sha256: chance.hex(64) })),
  };
}

/** What the company's own team would have written down: people.yml and assets.yml. `uid`: who reads the figures at the terminal. */
export function teamFilesOf({ people, buckets }: World, uid: number): Readonly<Record<string, string>> {
  const persons = people.map(
    ({ id, email, iam, office, zone, knownTraveller }) =>
      `  - { id: ${id}, name: ${id}, email: ${email}, identities: [${iam}], timezone: ${zone}, countries: [${office.country}], travels: ${knownTraveller} }`,
  );
  const owned = buckets.map(
    ({ name, criticality, data }) =>
      `  - { id: ${name}, kind: cloud-resource, match: [${name}, "arn:aws:s3:::${name}"], criticality: ${criticality}, data: ${data} }`,
  );
  const offices = cities.map(
    (city, index) => `  - { id: office-${city.country.toLowerCase()}, kind: ip, match: ["198.51.${100 + index}.0/24"], criticality: low }`,
  );
  return {
    'people.yml': `people:\n${persons.join('\n')}\n  - { id: reader, name: Reader, uid: ${uid}, roles: [reader, analyst] }\n`,
    'assets.yml': `assets:\n${[...owned, ...offices].join('\n')}\n`,
  };
}
