import { type Html, type HtmlPart, html } from './html.ts';

/** A table for a page. On a phone each row becomes a card, in which every cell says its column. */
export interface HtmlTable {
  readonly caption: string;
  /** The caption is for those alone who hear the page: a heading says the same right above. */
  readonly quietCaption?: boolean;
  readonly columns: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly HtmlPart[])[];
}

export function tableHtml({ caption, quietCaption = false, columns, rows }: HtmlTable): Html {
  const head = columns.map((column) => html`<th scope="col">${column}</th>`);
  const body = rows.map(
    ([first, ...rest]) =>
      html`<tr role="row"><th scope="row" role="rowheader" data-label="${columns[0] ?? ''}">${first}</th>${rest.map((cell, index) => html`<td role="cell" data-label="${columns[index + 1] ?? ''}">${cell}</td>`)}</tr>`,
  );
  // A browser forgets that it is a table when its rows are drawn as cards; the roles keep it one for whoever hears it.
  return html`<table class="cards" role="table"><caption${quietCaption && html` class="heard"`}>${caption}</caption><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${body}</tbody></table>`;
}
