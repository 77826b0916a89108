import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Every kind of definition, and the folder where it stands. Its template is `scripts/templates/<kind>.<ending>.template`. */
export const kinds = {
  source: { folder: 'src/connectors/sources', ending: 'ts' },
  enricher: { folder: 'src/connectors/enrichers', ending: 'ts' },
  action: { folder: 'src/connectors/actions', ending: 'ts' },
  tickets: { folder: 'src/connectors/tickets', ending: 'ts' },
  notifier: { folder: 'src/connectors/notifiers', ending: 'ts' },
  client: { folder: 'src/connectors/clients', ending: 'ts' },
  command: { folder: 'commands', ending: 'ts' },
  button: { folder: 'handlers/buttons', ending: 'ts', contract: "button('{{id}}', ofIncident)" },
  modal: { folder: 'handlers/modals', ending: 'ts', contract: "modal('{{id}}', ofIncident, z.strictObject({ reason }))" },
  shortcut: { folder: 'handlers/shortcuts', ending: 'ts', contract: "shortcut('{{id}}', 'global')" },
  event: { folder: 'handlers/events', ending: 'ts' },
  schedule: { folder: 'handlers/schedules', ending: 'ts' },
  page: { folder: 'handlers/pages', ending: 'ts' },
  playbook: { folder: 'data/playbooks', ending: 'yml' },
  correlation: { folder: 'data/correlations', ending: 'yml' },
} as const satisfies Readonly<Record<string, { folder: string; ending: 'ts' | 'yml'; contract?: string }>>;
export type Kind = keyof typeof kinds;

const templates = path.join(import.meta.dirname, 'templates');

/**
 * Writes a definition that works as it stands, with an example, for its author to change. Buttons, modals and shortcuts also get their contract.
 * `root`: the project. Returns the files that were written or changed.
 * @throws Error when the kind is not known, the id is not in kebab-case, or the file is there already.
 */
export function writeDefinition(root: string, kind: string, id: string): readonly string[] {
  if (!isKind(kind)) throw new Error(`There is no kind ${kind}. Write one of: ${Object.keys(kinds).join(', ')}.`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) throw new Error(`${id} cannot be an id. Write it like okta-suspend-user.`);
  const shape: { readonly folder: string; readonly ending: string; readonly contract?: string } = kinds[kind];
  const file = path.join(shape.folder, `${id}.${shape.ending}`);
  if (existsSync(path.join(root, file))) throw new Error(`${file} is there already.`);
  const template = readFileSync(path.join(templates, `${kind}.${shape.ending}.template`), 'utf8');
  writeFileSync(path.join(root, file), filled(template, id));
  if (shape.contract === undefined) return [file];
  const contracts = path.join('src', 'slack', 'contracts.ts');
  const source = readFileSync(path.join(root, contracts), 'utf8');
  writeFileSync(path.join(root, contracts), withContract(source, `${kind}s`, filled(`  {{name}}: ${shape.contract},`, id)));
  return [file, contracts];
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(kinds, kind);
}

function withContract(source: string, list: string, line: string): string {
  const begins = source.indexOf(`export const ${list} = {`);
  const ends = source.indexOf('\n} as const;', begins);
  if (begins < 0 || ends < 0) throw new Error(`There is no list of ${list} in src/slack/contracts.ts.`);
  return `${source.slice(0, ends)}\n${line}${source.slice(ends)}`;
}

/** `disk-full` fills in as id `disk-full`, title `Disk full`, name `diskFull`, Name `DiskFull`, NAME `DISK_FULL`, event `disk_full`. */
function filled(template: string, id: string): string {
  const words = id.split('-');
  const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  const Name = words.map(capital).join('');
  const values: Readonly<Record<string, string>> = {
    id,
    title: capital(words.join(' ')),
    name: `${Name.charAt(0).toLowerCase()}${Name.slice(1)}`,
    Name,
    NAME: words.join('_').toUpperCase(),
    event: words.join('_'),
  };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? '');
}

if (process.argv[1] === import.meta.filename) {
  const [kind, id] = process.argv.slice(2);
  if (kind === undefined || id === undefined) {
    console.error(`usage: npm run new <kind> <id>\nkinds: ${Object.keys(kinds).join(', ')}`);
    process.exitCode = 1;
  } else {
    for (const file of writeDefinition(path.resolve(import.meta.dirname, '..'), kind, id)) console.log(`wrote ${file}`);
    console.log(
      kind === 'client' || kind === 'tickets' || kind === 'notifier'
        ? 'It compiles as it stands. To try it, the practice range needs such a system: src/workspace/range.'
        : 'It works as it stands.',
    );
    console.log('Change it, then run: npm run fix && npm run check');
  }
}
