import { createHash } from 'node:crypto';
import {
  type AlertInput,
  countryCode,
  instantOf,
  type ObservableInput,
  observableKinds,
  observableOf,
  type Problem,
  severityWords,
  Untrusted,
  z,
} from '../../kit/index.ts';
import { techniquesIn } from '../techniques.ts';
import { envelopeOf, type Item, itemsIn } from './items.ts';
import { join, type Leaf, leavesOf } from './leaves.ts';
import { type FieldName, type GenericMapping, lookUp, type Mapping, placed } from './mapping.ts';
import { type FoundSeverity, usualSeverity, wordSeverity } from './severity.ts';
import { isOver } from './status.ts';
import { usualThings } from './things.ts';
import { type Said, said, usual } from './usual.ts';

const activities = ['login', 'logout', 'read', 'download', 'create', 'update', 'delete', 'policy-change'] as const;
/** Where senders list what an alert is about, one thing after the other. */
const thingLists = ['observables', 'indicators', 'iocs'].flatMap((name) => ['', 'alert.', 'event.', 'data.'].map((scope) => `${scope}${name}`));

/** More than an alert may name: such a list is refused, and need not be read to its end. */
const mostListed = 1000;

/** What one alert of a delivery became, and from where each part was taken. */
export interface Reading {
  readonly alert: AlertInput;
  readonly because: readonly string[];
}

/** Reads a delivery by the mapping that fits it, or else by how products usually write. Every alert is read, or what is wrong is said with its path. */
export function readingsOf(
  payload: unknown,
  options: GenericMapping,
  receivedAt: string,
): { readonly readings: readonly Reading[]; readonly problems: readonly Problem[] } {
  const readings: Reading[] = [];
  const problems: Problem[] = [];
  try {
    const product = options.products.find(({ when }) => when.of({ payload }) === true);
    const mapping = product ?? options;
    const items = itemsIn(payload, mapping);
    for (const item of items) {
      const reader = new Reader(item, mapping, envelopeOf(payload));
      if (!reader.isMeant()) continue;
      const wrong = reader.problems();
      problems.push(...wrong.map(({ path, message }) => ({ path: join(item.at, path), message })));
      if (wrong.length === 0) readings.push(reader.read(receivedAt, product?.name));
    }
  } catch (error) {
    problems.push({
      path: '',
      message: `sources/generic.yml has an expression that cannot be computed for this: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
  return { readings, problems };
}

/** A value, with the words for where it was found. */
interface Found {
  readonly at: string;
  readonly value: unknown;
}

class Reader {
  readonly #item: unknown;
  readonly #mapping: Mapping;
  readonly #variables: { readonly item: unknown; readonly envelope: unknown };
  readonly #leaves: readonly Leaf[];
  readonly #said: Said;

  constructor({ value }: Item, mapping: Mapping, envelope: unknown) {
    this.#item = value;
    this.#mapping = mapping;
    this.#variables = { item: value, envelope };
    this.#leaves = leavesOf(value);
    this.#said = said(this.#leaves);
  }

  isMeant(): boolean {
    return this.#mapping.only === undefined || this.#mapping.only.of(this.#variables) === true;
  }

  /** Where a field is found: as the team says, or else under its usual names. */
  #field(name: FieldName): Found | undefined {
    const where = this.#mapping.fields[name];
    if (where === undefined) return usual(this.#said, name);
    if (Array.isArray(where)) return placed(this.#item, where);
    const value = where.cel.of(this.#variables);
    return value === undefined || value === null || value === '' ? undefined : { at: `cel: ${where.cel.text}`, value };
  }

  #text(name: FieldName): string | undefined {
    return asText(this.#field(name)?.value);
  }

  #severity(): FoundSeverity | { readonly unknown: string } | undefined {
    const { severities, fields } = this.#mapping;
    if (fields.severity === undefined) return usualSeverity(this.#said, severities);
    const found = this.#field('severity');
    if (found === undefined) return undefined;
    const word = asText(found.value) ?? '';
    const number = word.trim() === '' ? Number.NaN : Number(word);
    const severity = wordSeverity(word, severities) ?? (number >= 0 && number <= 100 ? number : undefined);
    return severity === undefined ? { unknown: found.at } : { at: found.at, severity };
  }

  /** What keeps it from being an alert: what is missing, and what would have to be guessed at. */
  problems(): readonly Problem[] {
    const problems: Problem[] = [];
    if (this.#text('title') === undefined) {
      problems.push({ path: 'title', message: 'a title is missing: send "title", or say in sources/generic.yml where yours stands' });
    }
    const severity = this.#severity();
    if (severity !== undefined && 'unknown' in severity) {
      const message = `nobody knows this severity: write a number of 0–100, or ${severityWords}, or name your own words under severities in sources/generic.yml`;
      problems.push({ path: severity.unknown, message });
    }
    for (const { at } of this.#lists()) {
      const place = at.find((path) => lookUp(this.#item, [path]) !== undefined);
      for (const [index, thing] of place === undefined ? [] : listOf(lookUp(this.#item, [place])).entries()) {
        if (!namesNoKind.safeParse(thing).success) continue;
        const message = `nobody knows this kind: write one of ${observableKinds.join(', ')}, or leave it out`;
        problems.push({ path: `${place}[${index}].kind`, message });
      }
    }
    return problems;
  }

  #lists(): NonNullable<Mapping['observables']> {
    return this.#mapping.observables ?? [{ at: thingLists, role: 'related' }];
  }

  /** One alert, from an item without problems. */
  read(receivedAt: string, product: string | undefined): Reading {
    const { distinguish } = this.#mapping;
    const title = this.#text('title') ?? '';
    const listed = this.#lists().flatMap(({ at, kind, role }) =>
      listOf(lookUp(this.#item, at))
        .slice(0, mostListed)
        .map((value) => thingOf(value, kind, role)),
    );
    const things = this.#mapping.observables === undefined ? usualThings(this.#leaves) : [];
    const severity = this.#severity();
    const found = severity !== undefined && 'severity' in severity ? severity : undefined;
    const happenedAt = instantOf(this.#field('time')?.value);
    const rule = (this.#text('rule') ?? (/^\S{1,100}$/.test(title) ? title : `untitled rule ${digest(title).slice(0, 12)}`)).slice(0, 256);
    const country = countryCode(this.#text('country') ?? '');
    const userAgent = this.#text('userAgent');
    const link = this.#text('link');
    const description = [
      [this.#text('description')].find((text) => text !== title),
      ...[listed.filter((thing) => typeof thing === 'string').join(', ')].map((names) => (names === '' ? undefined : `Also named: ${names}`)),
    ].filter((part) => part !== undefined);
    const alert: AlertInput = {
      externalId: this.#text('id')?.slice(0, 512) ?? digest(`${rule}\n${title}`),
      rule,
      title: Untrusted.of(title),
      ...(description.length > 0 && { description: Untrusted.of(description.join('\n')) }),
      severity: found?.severity ?? 50,
      status: this.#isResolved() ? 'resolved' : 'firing',
      happenedAt: happenedAt ?? receivedAt,
      activity: activities.find((activity) => activity === this.#text('activity')) ?? 'other',
      outcome: outcomeIn(this.#text('outcome')),
      observables: [...listed.filter((thing) => typeof thing !== 'string'), ...things.map(({ thing }) => thing)],
      attacks: this.#attacks(),
      ...(country !== undefined && { place: { country } }),
      ...(userAgent !== undefined && { userAgent: Untrusted.of(userAgent) }),
      ...(link?.startsWith('https://') && { link }),
      distinguish: distinguish.map((path) => asText(lookUp(this.#item, [path])) ?? ''),
    };
    const from = (name: FieldName, otherwise: string) => `${name}: ${this.#field(name)?.at ?? otherwise}`;
    const because = [
      ...(product === undefined ? [] : [`mapping: ${product}`]),
      from('title', 'not found'),
      from('rule', 'not found, so the title tells it from others'),
      `severity: ${found?.at ?? 'not found, so medium'}`,
      from('status', 'not found, so firing'),
      happenedAt === undefined ? 'time: not found, so when it came' : from('time', ''),
      from('id', 'not found, so rule and title tell it from others'),
      ...things.map(({ at, thing }) => `${thing.role} ${thing.kind}: ${at}`),
    ];
    return { alert, because };
  }

  #isResolved(): boolean {
    return this.#mapping.fields.status === undefined ? isOver(this.#said) : isOver(this.#text('status') ?? '');
  }

  #attacks(): string[] {
    const named = techniquesIn(...listOf(this.#field('attacks')?.value).map((one) => (typeof one === 'object' ? JSON.stringify(one) : one)));
    if (this.#mapping.fields.attacks !== undefined) return named;
    const aside = this.#leaves
      .filter(({ path }) => /mitre|technique|attack|tactic|tags|labels|threat/.test(path))
      .flatMap(({ value }) => listOf(value));
    return [...new Set([...named, ...techniquesIn(...aside)])];
  }
}

/** `kind` is our own word, so an unknown one is a mistake. Under `type` other products have words of theirs, and there the value decides. */
const namesNoKind = z.looseObject({ kind: z.string().refine((kind) => !observableKinds.some((known) => known === kind.toLowerCase())) });

const spelledOut = z.object({
  kind: z.string().optional(),
  type: z.string().optional(),
  value: z.string().min(1).max(2048),
  role: z.enum(['source', 'target', 'actor', 'related']).catch('related'),
});

/** A thing as it is named, or text when it could be anything: it is then kept as part of the description, so that nothing is lost. */
function thingOf(value: unknown, kind: ObservableInput['kind'] | undefined, role: ObservableInput['role']): ObservableInput | string {
  if (typeof value === 'string' && value.length <= 2048) {
    if (kind !== undefined) return { kind, value, role };
    const recognised = observableOf(value);
    return recognised === undefined ? value : { ...recognised, role };
  }
  const named = spelledOut.safeParse(value);
  if (!named.success) return JSON.stringify(value);
  const recognised = observableOf(`${named.data.kind ?? named.data.type ?? ''}:${named.data.value}`) ?? observableOf(named.data.value);
  return recognised === undefined ? named.data.value : { ...recognised, role: named.data.role };
}

function outcomeIn(word = ''): 'success' | 'failure' | 'unknown' {
  if (/^(success|succeeded|allow(ed)?)$/i.test(word)) return 'success';
  return /^(failure|failed|den(y|ied)|blocked)$/i.test(word) ? 'failure' : 'unknown';
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
