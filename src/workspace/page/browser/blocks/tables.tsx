import { useState } from 'preact/hooks';
import { RichTextView } from './rich-text.tsx';
import type { BlockOf } from './shapes.ts';

type Cell = BlockOf<'table'>['rows'][number][number];

/** The first row is the head, as in Slack. */
export function TableView({ block }: { block: BlockOf<'table'> }) {
  const [head = [], ...rows] = block.rows;
  const look = (index: number) => {
    const settings = block.column_settings?.[index];
    return `${settings?.align ?? ''} ${settings?.is_wrapped ? 'wrapped' : ''}`;
  };
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col" class={look(index)}>
                <CellView cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, nth) => (
            <tr key={nth}>
              {row.map((cell, index) => (
                <td key={index} class={look(index)}>
                  <CellView cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A table with a caption that can be sorted and leafed through. */
export function DataTableView({ block }: { block: BlockOf<'data_table'> }) {
  const [head = [], ...rows] = block.rows;
  const [sorted, setSorted] = useState<{ column: number; down: boolean } | null>(null);
  const [page, setPage] = useState(0);
  const size = block.page_size ?? 5;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const ordered = sorted ? rows.toSorted((a, b) => compare(a[sorted.column], b[sorted.column]) * (sorted.down ? -1 : 1)) : rows;
  return (
    <div class="table-frame">
      <table>
        <caption>{block.caption}</caption>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" aria-sort={sorted?.column === column ? (sorted.down ? 'descending' : 'ascending') : 'none'}>
                <button type="button" class="sort" onClick={() => setSorted({ column, down: sorted?.column === column && !sorted.down })}>
                  <CellView cell={cell} />
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.slice(page * size, (page + 1) * size).map((row, nth) => (
            <tr key={nth}>
              {row.map((cell, index) => (
                <td key={index}>
                  <CellView cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {pages > 1 && (
        <div class="pager">
          <button type="button" class="button small" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </button>
          <span>
            {page + 1} of {pages}
          </span>
          <button type="button" class="button small" disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>
            Next
          </button>
        </div>
      )}
    </div>
  );
}

function CellView({ cell }: { cell: Cell }) {
  switch (cell.type) {
    case 'raw_text':
      return <>{cell.text}</>;
    case 'raw_number':
      return <>{cell.text ?? cell.value}</>;
    case 'rich_text':
      return <RichTextView block={cell} />;
    default:
      return cell satisfies never;
  }
}

function compare(a: Cell | undefined, b: Cell | undefined): number {
  if (a?.type === 'raw_number' && b?.type === 'raw_number') return a.value - b.value;
  return words(a).localeCompare(words(b), 'en', { numeric: true });
}

function words(cell: Cell | undefined): string {
  return cell?.type === 'raw_text' ? cell.text : JSON.stringify(cell ?? '');
}
