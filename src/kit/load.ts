import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationError, type Problem } from '../core/errors.ts';
import type { Catalogue } from './catalogue.ts';

/** Definitions are written as this file is: `.ts`, or `.js` after a build. */
const written = extname(import.meta.filename);

/** A list of the catalogue, as a kind of definition. */
type Shelf = keyof Catalogue;
type DefinitionOf<Name extends Shelf> = Catalogue[Name] extends ReadonlyMap<string, infer Definition> ? Definition : never;

/** Where each kind of definition stands, what marks it, where its id is, and what writes it. */
const shelves = {
  commands: { folder: 'commands', mark: { kind: 'command' }, idAt: ['id'], writtenWith: 'defineCommand' },
  buttons: { folder: 'handlers/buttons', mark: { knock: 'button' }, idAt: ['contract', 'id'], writtenWith: 'on.button' },
  modals: { folder: 'handlers/modals', mark: { knock: 'modal' }, idAt: ['contract', 'id'], writtenWith: 'on.modal' },
  shortcuts: { folder: 'handlers/shortcuts', mark: { knock: 'shortcut' }, idAt: ['contract', 'id'], writtenWith: 'on.shortcut' },
  events: { folder: 'handlers/events', mark: { knock: 'event' }, idAt: ['event'], writtenWith: 'on.event' },
  schedules: { folder: 'handlers/schedules', mark: { kind: 'schedule' }, idAt: ['id'], writtenWith: 'defineSchedule' },
  pages: { folder: 'handlers/pages', mark: { kind: 'page' }, idAt: ['id'], writtenWith: 'definePage' },
  sources: { folder: 'src/connectors/sources', mark: { kind: 'source' }, idAt: ['id'], writtenWith: 'defineSource' },
  clients: { folder: 'src/connectors/clients', mark: { kind: 'client' }, idAt: ['id'], writtenWith: 'defineClient' },
  enrichers: { folder: 'src/connectors/enrichers', mark: { kind: 'enricher' }, idAt: ['id'], writtenWith: 'defineEnricher' },
  actions: { folder: 'src/connectors/actions', mark: { kind: 'action' }, idAt: ['id'], writtenWith: 'defineAction' },
  tickets: { folder: 'src/connectors/tickets', mark: { kind: 'tickets' }, idAt: ['id'], writtenWith: 'defineTickets' },
  notifiers: { folder: 'src/connectors/notifiers', mark: { kind: 'notifier' }, idAt: ['id'], writtenWith: 'defineNotifier' },
} as const satisfies { readonly [Name in Shelf]: { folder: string; mark: Record<string, string>; idAt: readonly string[]; writtenWith: string } };

/**
 * Everything that stands in the folders under `root`, by id. Nothing is registered anywhere: a file is the registration.
 * @throws ConfigurationError naming every wrong file and what is wrong with it.
 */
export async function loadCatalogue(root: string): Promise<Catalogue> {
  const problems: Problem[] = [];
  const load = <Name extends Shelf>(shelf: Name) => collect(shelf, join(root, shelves[shelf].folder), root, problems);
  const catalogue: Catalogue = {
    commands: await load('commands'),
    buttons: await load('buttons'),
    modals: await load('modals'),
    shortcuts: await load('shortcuts'),
    events: await load('events'),
    schedules: await load('schedules'),
    pages: await load('pages'),
    sources: await load('sources'),
    clients: await load('clients'),
    enrichers: await load('enrichers'),
    actions: await load('actions'),
    tickets: await load('tickets'),
    notifiers: await load('notifiers'),
  };
  complain(problems);
  return catalogue;
}

/** The definitions of one kind in one folder, by id. @throws ConfigurationError as `loadCatalogue`. */
export async function loadFolder<Name extends Shelf>(shelf: Name, folder: string): Promise<ReadonlyMap<string, DefinitionOf<Name>>> {
  const problems: Problem[] = [];
  const found = await collect(shelf, folder, folder, problems);
  complain(problems);
  return found;
}

function complain(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const lines = problems.map(({ path, message }) => `${path}: ${message}`);
  throw new ConfigurationError(
    `${problems.length === 1 ? 'A definition cannot be used' : `${problems.length} definitions cannot be used`}. ${lines.join(' ')}`,
    {
      problems,
      next: 'Correct the file, or move it out of the folder, then start again.',
    },
  );
}

async function collect<Name extends Shelf>(
  shelf: Name,
  folder: string,
  root: string,
  problems: Problem[],
): Promise<ReadonlyMap<string, DefinitionOf<Name>>> {
  const found = new Map<string, DefinitionOf<Name>>();
  if (!existsSync(folder)) return found;
  const files = readdirSync(folder).filter((name) => name.endsWith(written) && !name.endsWith(`.d${written}`) && !name.endsWith(`.test${written}`));
  for (const file of files.sort()) {
    const path = join(folder, file);
    const read = await definitionIn(shelf, path);
    if ('problem' in read) problems.push({ path: relative(root, path), message: read.problem });
    else found.set(read.id, read.definition);
  }
  return found;
}

async function definitionIn<Name extends Shelf>(
  shelf: Name,
  path: string,
): Promise<{ readonly id: string; readonly definition: DefinitionOf<Name> } | { readonly problem: string }> {
  const { mark, idAt, writtenWith } = shelves[shelf];
  const module = await importing(path);
  if ('problem' in module) return module;
  const definition = module.default;
  if (definition === undefined) return { problem: `It has no default export. Write: export default ${writtenWith}(…).` };
  if (!Object.entries(mark).every(([field, value]) => at(definition, [field]) === value)) {
    return { problem: `Its default export is not made with ${writtenWith}, which this folder is for. Use it, or move the file.` };
  }
  const id = at(definition, idAt);
  const name = basename(path, written);
  if (typeof id !== 'string' || id.replaceAll('_', '-') !== name.replaceAll('_', '-')) {
    return { problem: `Its id is “${String(id)}”, but an id equals the file name. Rename one of them: the id to “${name}”, or the file.` };
  }
  return { id, definition: definition as DefinitionOf<Name> };
}

async function importing(path: string): Promise<{ readonly default?: unknown } | { readonly problem: string }> {
  try {
    return (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  } catch (error) {
    return { problem: `It cannot be loaded: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>)[key] : undefined),
    value,
  );
}
