import { attacks } from './attacks.ts';
import { type Chance, chanceOf } from './chance.ts';
import { harmless } from './harmless.ts';
import type { Item } from './payloads.ts';
import { type World, worldOf } from './world.ts';

/** One HTTP request to one source. `malformed`: signed, and unreadable. */
export interface Delivery {
  readonly source: Item['source'];
  readonly items: readonly Item[];
  readonly body: string;
  readonly malformed: boolean;
}

/** Everything that is sent, in the order of sending, and what is true about it. */
export interface Replay {
  readonly world: World;
  readonly items: readonly Item[];
  readonly deliveries: readonly Delivery[];
  /** Share of what is harmless that names a person, machine, address, file or bucket which an attack names too. */
  readonly hardShare: number;
}

/**
 * So many alerts and events (repeats counted) of a company's days up to `now`, labelled. It knows nothing of whoever receives them: what the vendors send,
 * what is noise and what is an attack is written down here and nowhere else.
 */
export function replayOf(seed: number, amount: number, now: number): Replay {
  const chance = chanceOf(seed);
  const world = worldOf(chance);
  const day = { end: now - 10 * 60_000, begin: now - 10 * 60_000 - 86_400_000 };
  const attacked = attacks(chance, world, day, Math.max(6, Math.round(amount / 330)));
  const touched = new Set(attacked.flatMap(({ names }) => names));
  const quiet = harmless(chance, world, day, { amount: amount - attacked.length, attacked });
  const items = [...attacked, ...quiet].sort((a, b) => a.at - b.at);
  const hard = quiet.filter(({ names }) => names.some((name) => touched.has(name))).length;
  return { world, items, deliveries: sent(chance, items), hardShare: hard / quiet.length };
}

/** Batches what vendors batch, and lets one in fifty come late. */
function sent(chance: Chance, items: readonly Item[]): readonly Delivery[] {
  const arriving = items
    .map((item) => ({ item, at: item.at + (chance.now(0.02) ? chance.between(1, 20) * 60_000 : chance.between(0, 5000)) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
  const deliveries: Delivery[] = [];
  let batch: Item[] = [];
  const flush = () => {
    const [first] = batch;
    if (first !== undefined) deliveries.push({ source: first.source, items: batch, body: bodyOf(chance, batch), malformed: false });
    batch = [];
  };
  for (const item of arriving) {
    if (batch[0] !== undefined && (batch[0].source !== item.source || batch.length >= most[item.source])) flush();
    batch.push(item);
    if (deliveries.length % 200 === 150 && batch.length === 1)
      deliveries.push({ source: 'okta', items: [], body: JSON.stringify({ eventType: 'com.okta.event_hook', n: chance.hex(8) }), malformed: true });
  }
  flush();
  return deliveries;
}

/** How many one delivery of a source holds at most. */
const most: Readonly<Record<Item['source'], number>> = {
  okta: 10,
  'aws-guardduty': 1,
  crowdstrike: 1,
  falco: 5,
  suricata: 20,
  alertmanager: 10,
  ocsf: 20,
};

function bodyOf(chance: Chance, items: readonly Item[]): string {
  const bodies = items.map(({ body }) => body);
  switch (items[0]?.source) {
    case 'okta':
      return JSON.stringify({
        eventType: 'com.okta.event_hook',
        eventId: `hook-${chance.hex(16)}`,
        source: 'https://acme.okta.example',
        data: { events: bodies },
      });
    case 'alertmanager':
      return JSON.stringify({ version: '4', groupKey: chance.hex(8), status: 'firing', receiver: 'bot', alerts: bodies });
    case 'aws-guardduty':
    case 'crowdstrike':
      return JSON.stringify(bodies[0]);
    default:
      return JSON.stringify(bodies);
  }
}
