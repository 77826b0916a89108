import { z } from 'zod';

/** Bidirectional overrides, zero-width and other invisible characters, ANSI escapes and control characters, except line feed. */
const invisible =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const ansi = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/**
 * A string that an attacker can write: a title, a user agent, a file name, a commit message.
 * It has no default spelling. Whoever shows it says where: `forSlack()`, `forHtml()`, `forTerminal()`, `forModel()`; `raw()` is for storage,
 * comparison and export. In JSON it stands as `{ "untrusted": "…" }`, so that readers of an export see whose words they are.
 */
export class Untrusted {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  static of(text: string): Untrusted {
    return new Untrusted(text);
  }

  /** For storage, comparison and export only. */
  raw(): string {
    return this.#text;
  }

  /** Slack mrkdwn without any power: escaped, defanged, no mentions, no links, nothing invisible. At most `limit` characters of text. */
  forSlack(limit = 300): string {
    return escapeForSlack(defang(visible(this.#text, limit)));
  }

  /** For an HTML text node or a quoted attribute. */
  forHtml(limit = 2000): string {
    return defang(visible(this.#text, limit)).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  }

  /** For a terminal or a plain-text file: nothing invisible, defanged, one line. */
  forTerminal(limit = 300): string {
    return defang(visible(this.#text, limit)).replace(/\n+/g, ' ');
  }

  /** For a language model: between fences that the text cannot contain. `fence` is chance: a fresh UUID for every prompt. */
  forModel(fence: string, limit = 2000): string {
    return `<untrusted ${fence}>\n${visible(this.#text, limit)}\n</untrusted ${fence}>`;
  }

  toJSON(): { untrusted: string } {
    return { untrusted: this.#text };
  }

  toString(): never {
    throw new TypeError('Untrusted text has no default spelling: use forSlack(), forHtml(), forTerminal(), forModel() or raw()');
  }
}

/** Reads an `Untrusted` back from the store, or takes a live one. */
export const untrusted = z.union([
  z.instanceof(Untrusted),
  z.object({ untrusted: z.string() }).transform(({ untrusted }) => Untrusted.of(untrusted)),
]);

/** The characters that a person can see, at most `limit` of them; what was cut is marked by an ellipsis. */
function visible(text: string, limit: number): string {
  const seen = text.replace(ansi, '').replace(invisible, '');
  const characters = [...seen.slice(0, limit * 2 + 2)];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : characters.join('');
}

function escapeForSlack(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[*_~`]/g, (mark) => `${mark}\u2060`);
}

/** Spells addresses so that no client turns them into links: `hxxps://evil[.]example`, `203.0.113[.]7`. E-mail addresses keep their dots. */
export function defang(text: string): string {
  return text
    .replace(/\bhttp(s?):\/\//gi, 'hxxp$1://')
    .replace(/\b(ftp|javascript|data|mailto|slack|file):(?=\S)/gi, '$1[:]')
    .replace(
      /(^|[^\w@.%+-])((?:[\p{L}\p{N}_-]+\.)+)([\p{L}\p{N}-]{2,}|\d{1,3})(?![\w@])/gu,
      (_whole, before: string, head: string, last: string) => `${before}${head.slice(0, -1)}[.]${last}`,
    );
}
