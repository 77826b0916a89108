import { Untrusted } from '../core/untrusted.ts';

/** HTML that is safe to send: made by the `html` tag, which escapes whatever was put in. There is no way to make one from a string. */
export class Html {
  readonly #source: string;

  private constructor(source: string) {
    this.#source = source;
  }

  /** For the `html` tag only. */
  static written(source: string): Html {
    return new Html(source);
  }

  toString(): string {
    return this.#source;
  }
}

/** What may stand between the braces: text, numbers, attackers' text, other HTML, lists of these; nothing for null, undefined and false. */
export type HtmlPart = string | number | Untrusted | Html | null | undefined | false | readonly HtmlPart[];

/**
 * Writes HTML: `` html`<p title="${title}">${rows.map((row) => html`<b>${row}</b>`)}</p>` ``. Everything put in is escaped for text and for quoted
 * attributes; attributes therefore always stand in double quotes, and nothing is ever put into a tag's name, a script or a style.
 */
export function html(pieces: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return Html.written(pieces.reduce((whole, piece, index) => `${whole}${spell(parts[index - 1])}${piece}`));
}

function spell(part: HtmlPart): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (part instanceof Untrusted) return part.forHtml();
  if (Array.isArray(part)) return part.map(spell).join('');
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
