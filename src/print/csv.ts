import type { Report } from '../core/report.ts';
import { plain } from '../core/text.ts';
import { visible } from '../core/untrusted.ts';

const columns = ['event', 'happened at', 'recorded at', 'by', 'type', 'what', 'hash'] as const;

/**
 * The events of a report as comma-separated values (RFC 4180: CRLF, quotes doubled), with a mark of their encoding in front, without which spreadsheets
 * guess it. A cell that a spreadsheet would take for a formula begins with an apostrophe: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function eventsCsv({ events }: Report): string {
  const rows = events.map(({ seq, happenedAt, recordedAt, by, type, says, hash }) => [
    String(seq),
    happenedAt,
    recordedAt,
    by,
    type,
    plain(says),
    hash,
  ]);
  return `\ufeff${[columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

function cell(text: string): string {
  const seen = visible(text, 4000);
  const inert = /^\s*[=+\-@|%]/.test(seen) || /^[\t\r\n]/.test(text) ? `'${seen}` : seen;
  return `"${inert.replaceAll('"', '""')}"`;
}
