import type { Catalogue } from '../../src/kit/catalogue.ts';
import type { DocumentProof, Verifier } from '../../src/kit/define.ts';
import { settingGroups } from './setting.ts';

/** The tables that a Markdown file can hold, by name, between `<!-- generated:sources -->` and `<!-- /generated -->`. */
export type Tables = ReadonlyMap<string, string>;

/** What the definitions say about themselves, as Markdown tables. */
export function tables(catalogue: Catalogue): Tables {
  const { commands, sources, enrichers, actions, tickets, notifiers, clients } = catalogue;
  return new Map([
    [
      'commands',
      table(
        ['Type', 'What it does'],
        [...commands.values()].flatMap(({ id, forms }) => forms.map(({ pattern, says }) => [code(`/${id} ${pattern}`.trimEnd()), says])),
      ),
    ],
    [
      'sources',
      table(
        ['Source', 'Its id', 'Sends to', 'Proves who it is by'],
        [...sources.values()].map(({ id, title, documentation, signedBy }) => [
          `[${title}](${documentation})`,
          code(id),
          code(`/hooks/${id}`),
          proof(signedBy),
        ]),
      ),
    ],
    [
      'enrichers',
      table(
        ['Enricher', 'Its id', 'Looks at', 'Asks outside', 'Needs'],
        [...enrichers.values()].map(({ id, title, looksAt, asksOutside, uses }) => [
          title,
          code(id),
          looksAt.join(', '),
          asksOutside ? 'yes' : 'no',
          names(uses),
        ]),
      ),
    ],
    [
      'actions',
      table(
        ['Action', 'Its id', 'Acts on', 'Undo', 'Needs'],
        [...actions.values()].map(({ id, title, actsOn, undo, uses }) => [
          title,
          code(id),
          actsOn,
          'impossible' in undo ? `no: ${undo.impossible}` : undo.how,
          names(uses),
        ]),
      ),
    ],
    [
      'tickets',
      table(
        ['Ticket system', 'Its id', 'Needs'],
        [...tickets.values()].map(({ id, title, uses }) => [title, code(id), names([uses])]),
      ),
    ],
    [
      'notifiers',
      table(
        ['Pages somebody by', 'Needs'],
        [...notifiers.values()].map(({ title, uses }) => [title, names([uses])]),
      ),
    ],
    [
      'clients',
      table(
        ['Vendor', 'Set up by'],
        [...clients.values()].map(({ title, credential }) => [title, credential === undefined ? 'its settings' : code(credential)]),
      ),
    ],
    [
      'settings',
      settingGroups(catalogue)
        .map(
          ({ title, settings }) =>
            `**${title}**\n\n${table(
              ['Setting', 'What it is for', 'Left out'],
              settings.map(({ name, says, fallback }) => [code(name), says, fallback === undefined ? '' : code(fallback)]),
            )}`,
        )
        .join('\n\n'),
    ],
  ]);
}

/** A Markdown file with its tables filled in. @throws Error naming a table that does not exist, or a beginning without an end. */
export function withTables(file: string, text: string, filled: Tables): string {
  const begins = text.match(/<!-- generated:/g)?.length ?? 0;
  let found = 0;
  const result = text.replaceAll(/<!-- generated:([a-z]+) -->[\s\S]*?<!-- \/generated -->/g, (_, name: string) => {
    const content = filled.get(name);
    if (content === undefined) throw new Error(`${file} asks for a table ${name}. There are: ${[...filled.keys()].join(', ')}.`);
    found += 1;
    return `<!-- generated:${name} -->\n\n${content}\n\n<!-- /generated -->`;
  });
  if (found !== begins) throw new Error(`${file} has a generated table without its end. Write <!-- /generated --> after it.`);
  return result;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function names(uses: readonly string[]): string {
  return uses.length === 0 ? 'nothing' : uses.join(', ');
}

function proof(signedBy: Verifier | DocumentProof): string {
  if (signedBy === 'unsigned') return 'nothing';
  if (signedBy.type === 'document') return signedBy.says;
  if (signedBy.type === 'any') return signedBy.of.map(proof).join(', or ');
  return signedBy.type === 'hmac' ? `a signature in ${code(signedBy.header)}` : `a token in ${signedBy.headers.map(code).join(' or ')}`;
}
