import { FirebreakError, type InputError } from '../core/errors.ts';
import { plain, type Text } from '../core/text.ts';
import type { Answer, Part } from '../kit/answer.ts';

/** An answer as it reads in a terminal, times in UTC and in the reader's zone. Nothing in it can move the cursor: attackers' words are made inert by `plain`. */
export function printed({ title, parts }: Answer, timezone: string): string {
  const heading = plain(title, timezone);
  return [heading, '─'.repeat(Math.min(100, heading.length)), ...parts.flatMap((part) => linesOf(part, timezone)), ''].join('\n');
}

function linesOf(part: Part, timezone: string): readonly string[] {
  const line = (text: Text) => plain(text, timezone);
  if ('heading' in part) return ['', part.heading];
  if ('text' in part) return [line(part.text)];
  if ('facts' in part) {
    const widest = Math.max(...part.facts.map(([label]) => label.length));
    return part.facts.map(([label, value]) => `  ${label.padEnd(widest)}  ${line(value)}`);
  }
  if ('list' in part) return part.list.map((item) => `  • ${line(item)}`);
  if ('table' in part)
    return tableOf(
      part.table.columns,
      part.table.rows.map((row) => row.map(line)),
    );
  if ('hint' in part) return ['', line(part.hint)];
  // Buttons are pressed in Slack; here the same is typed.
  return [];
}

function tableOf(columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)));
  const row = (cells: readonly string[]) =>
    `  ${cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()}`;
  return [row(columns), row(widths.map((width) => '─'.repeat(width))), ...rows.map(row)];
}

/** An error as it reads in a terminal: what happened, where, and what to do. */
export function printedError(error: unknown): string {
  if (!(error instanceof FirebreakError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const all = 'problems' in error ? (error as InputError).problems : [];
  // Some messages name their problems themselves, because a log line has nothing else.
  const problems = all.filter(({ message }) => !error.message.includes(message));
  return [error.message, ...problems.map(({ path, message }) => `  ${path ? `${path}: ` : ''}${message}`), ...(error.next ? [error.next] : [])].join(
    '\n',
  );
}
