import { hash } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import type { z } from 'zod';
import { StaleError, StoreError } from '../../core/errors.ts';

/** What a column may hold. */
export type Cell = string | number | null;

/** How one collection stands in its table: the schema by which it is read back, and the columns by which it is found. */
export interface Shape<Value> {
  readonly table: string;
  readonly schema: z.ZodType<Value>;
  /** Columns beside id, revision, doc and digest, each computed from the document alone. */
  readonly columns: Readonly<Record<string, (value: Value) => Cell>>;
}

/** A document as its row holds it. `digest` is the SHA-256 of `doc`. */
export interface DocumentRow {
  readonly id: string;
  readonly revision: number;
  readonly doc: string;
  readonly digest: string;
}

/** One collection. */
export interface Documents<Value> {
  get(id: string): Value | undefined;
  /** The stored revision; 0 when there is no such document. */
  revision(id: string): number;
  /**
   * @throws StaleError unless the stored revision is one less than that of `value` (none for 1).
   * @throws StoreError when `value` does not have its shape: it could never be read again.
   */
  put(value: Value): void;
  /** The documents that `where` finds; it reads `SELECT doc … FROM table` after its table. */
  find(where: string): (...parameters: Cell[]) => readonly Value[];
}

export function documents<Value extends { readonly id: string; readonly revision: number }>(db: Database, shape: Shape<Value>): Documents<Value> {
  const { table, schema, columns } = shape;
  const names = Object.keys(columns);
  const cells = Object.values(columns);
  const revisionOf = db.prepare<[string], number>(`SELECT revision FROM ${table} WHERE id = ?`).pluck();
  const docOf = db.prepare<[string], string>(`SELECT doc FROM ${table} WHERE id = ?`).pluck();
  const insert: Statement<Cell[]> = db.prepare(
    `INSERT INTO ${table} (${[...names, 'revision', 'doc', 'digest', 'id'].join(', ')})
     VALUES (${names.map(() => '?, ').join('')}?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const update: Statement<Cell[]> = db.prepare(
    `UPDATE ${table} SET ${[...names, 'revision', 'doc', 'digest'].map((name) => `${name} = ?`).join(', ')} WHERE id = ? AND revision = ?`,
  );

  function parse(doc: string): Value {
    const result = schema.safeParse(JSON.parse(doc));
    if (result.success) return result.data;
    throw new StoreError(`A row of ${table} does not have the shape that it was written with.`, {
      next: 'Run `npm run firebreak -- verify`; it names the damaged rows.',
      cause: result.error,
    });
  }

  return {
    get: (id) => {
      const doc = docOf.get(id);
      return doc === undefined ? undefined : parse(doc);
    },
    revision: (id) => revisionOf.get(id) ?? 0,
    put: (value) => {
      const checked = schema.safeParse(value);
      if (!checked.success) throw unfit(`${table} ${value.id}`, checked.error);
      const { id, revision } = value;
      const doc = JSON.stringify(checked.data);
      const row = [...cells.map((cell) => cell(checked.data)), revision, doc, digestOf(doc), id];
      const { changes } = revision === 1 ? insert.run(...row) : update.run(...row, revision - 1);
      if (changes === 1) return;
      throw new StaleError(
        `${id} was written by somebody else in the meantime (revision ${revisionOf.get(id) ?? 0} is stored, ${revision} was to follow).`,
      );
    },
    find: (where) => {
      const statement = db.prepare<Cell[], string>(`SELECT ${table}.doc FROM ${table} ${where}`).pluck();
      return (...parameters) => statement.all(...parameters).map(parse);
    },
  };
}

/** What was to be written does not have the shape by which it would be read back: a mistake of the program, caught before it is durable. */
export function unfit(what: string, cause: z.ZodError): StoreError {
  return new StoreError(
    `${what} does not have its shape (${cause.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}). Nothing was stored.`,
    {
      cause,
    },
  );
}

/** SHA-256 of stored text, hex: SQLite's own check does not notice a changed byte inside a row. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'hex');
}
