import { z } from 'zod';

/**
 * What no reader can see: control characters, bidirectional overrides, zero-width characters, fillers, tags, lone surrogates. Line feeds stay.
 * Unicode's own property lists are used, so that a newer Unicode brings its newer tricks along.
 */
const invisible = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const escapeCharacter = String.fromCharCode(27);
const bell = String.fromCharCode(7);
/** Terminal sequences: CSI (colours, cursor) and OSC (titles, links). */
const ansi = new RegExp(`${escapeCharacter}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^${bell}${escapeCharacter}]*(?:${bell}|${escapeCharacter}\\\\))`, 'g');

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

/** The characters that a person can see, at most `limit` of them; what was cut is marked by an ellipsis. For what our own people typed: nothing is defanged. */
export function visible(text: string, limit: number): string {
  const seen = text.replace(ansi, '').replace(/\t/g, ' ').replace(invisible, '');
  const characters = [...seen.slice(0, limit * 2 + 2)];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : characters.join('');
}

/**
 * Slack has no escape for its marks, so they are shown by signs that look alike and mean nothing to it. One line: a forged line of ours
 * ("Approved by …") needs a line of its own. A colon that begins a `:shortcode:` goes too, because a green tick reads as our verdict; groups of an
 * IPv6 address and the fields of an ARN are left alone: both are copied and compared.
 */
export function escapeForSlack(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/^>/, '›')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\*/g, '∗')
    .replace(/~/g, '∼')
    .replace(/`/g, 'ˋ')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ')
    .replace(arnOrColon, (found) => (found === ':' ? '∶' : found));
}

/** The first fields of an ARN as AWS writes it: partition, service, region or none, account or none. The other way: a colon that begins a `:shortcode:`. */
const arnOrColon = /\barn:aws(?:-cn|-us-gov)?:[a-z0-9-]{2,20}:(?:[a-z]{2}(?:-[a-z]+)+-\d)?:(?:\d{12}|aws)?:|:(?![0-9a-f]{1,4}:)(?=[\w+'-]+:)/gi;

const label = '[\\p{L}\\p{N}_-]+';
/** Browsers read the ideographic and full-width full stops as dots. */
const dot = '[.。．｡]';
/** Either a whole e-mail address (kept: no client navigates to it) or a run of labels joined by dots. */
const dotted = new RegExp(
  `(?<email>[\\w.%+-]+@(?:[\\p{L}\\p{N}-]+\\.)+\\p{L}{2,}(?![\\p{L}\\p{N}@/?#_-]|:(?!\\s|$)|${dot}${label}))|${label}(?:${dot}${label})+`,
  'gu',
);

/** Single letters joined by dots, such as `a.m` and `e.g`: there is no top-level domain of one letter. */
const initials = /^\p{L}(?:\.\p{L})+$/u;

/** Spells addresses so that no client turns them into links: `hxxps://evil[.]example`, `203.0.113[.]7`. E-mail addresses keep their dots. */
export function defang(text: string): string {
  return text
    .replace(/http(s?):\/\//gi, 'hxxp$1://')
    .replace(/([a-z][a-z0-9+.-]{0,30}):\/\//gi, (whole, scheme: string) => (/hxxps?$/.test(scheme) ? whole : `${scheme}[:]//`))
    .replace(/(?<![a-z0-9:])(javascript|data|mailto|tel|slack|file):(?=[^\s\]])/gi, '$1[:]')
    .replace(dotted, (run, email: string | undefined) => {
      if (email !== undefined || initials.test(run)) return run;
      if (/^\d{1,3}(\.\d{1,3}){3}$/.test(run)) return run.replace(/\.(?=\d+$)/, '[.]');
      return /\p{L}/u.test(run) ? run.replace(new RegExp(dot, 'g'), '[.]') : run;
    });
}

/** Reads what people type for an address that they do not want to be clicked: `hxxp`, `[.]`, `(dot)`, `{.}`, `[at]`, `[:]`. The other way of `defang`. */
export function refang(text: string): string {
  return text
    .replace(/\bh(?:xx|\*\*)p(s?)(?=\[?:)/gi, 'http$1')
    .replace(/\[:\/\/\]/g, '://')
    .replace(/\[:\]/g, ':')
    .replace(/\s*[[({]\s*(?:\.|dot|d0t)\s*[\])}]\s*/gi, '.')
    .replace(/\s*[[({]\s*(?:@|at)\s*[\])}]\s*/gi, '@');
}
