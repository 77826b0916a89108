import { readFileSync } from 'node:fs';
import path from 'node:path';
import { create, type Font } from 'fontkit';

/** The faces in which the bot writes. */
export type Face = 'regular' | 'bold' | 'mono';

/** A run of letters that one font has. */
export interface Run {
  readonly font: string;
  readonly text: string;
}

/** Fonts that are read once, with what each letter is written in. */
export interface Fonts {
  /** Font files by name: `regular`, `bold`, `mono`, `more`. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** A text as runs. What no font has is spelled by its number, `[U+1F600]`: a reader sees that something stands there, and what. */
  runs(text: string, face: Face): readonly Run[];
}

const fileNames = { regular: 'DejaVuSans.ttf', bold: 'DejaVuSans-Bold.ttf', mono: 'DejaVuSansMono.ttf', more: 'DroidSansFallbackFull.ttf' } as const;

/** Reads the fonts from their folder. */
export function readFonts(folder: string): Fonts {
  const files = new Map(Object.entries(fileNames).map(([name, file]) => [name, readFileSync(path.join(folder, file))]));
  const parsed = new Map([...files].map(([name, bytes]) => [name, create(bytes) as Font]));
  const has = (name: string, letter: string) => parsed.get(name)?.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0) === true;

  return {
    files,
    runs(text, face) {
      const runs: { font: string; text: string }[] = [];
      for (const letter of text) {
        const font = [face, 'regular', 'more'].find((name) => has(name, letter));
        const written = font === undefined ? `[U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]` : letter;
        const last = runs.at(-1);
        if (last?.font === (font ?? face)) last.text += written;
        else runs.push({ font: font ?? face, text: written });
      }
      return runs;
    },
  };
}
