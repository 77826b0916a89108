import type { Shape } from './picture.ts';
import { ink } from './picture-colours.ts';
import { visible } from './untrusted.ts';

/** How words look; left out: dark, from their place on, not bold. */
export interface Look {
  readonly size: number;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
}

/** A text as it is drawn. `y` is the line on which its letters stand. */
export function words(text: string, x: number, y: number, { size, fill = ink.strong, anchor = 'start', bold = false }: Look): Shape {
  return { kind: 'text', x, y, size, text, fill, anchor, bold };
}

/** About how wide a text is, in pixels: nothing here knows a font. Letters of East Asia are as wide as they are high. */
export function widthOf(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + (letter > '\u10ff' ? 1.02 : /[A-ZMW#@%]/.test(letter) ? 0.72 : 0.58), 0) * size;
}

/** As much of it as fits, in one line without anything that cannot be seen. */
export function fitted(text: string, size: number, room: number): string {
  const seen = visible(text, 400).replace(/\s+/g, ' ');
  if (widthOf(seen, size) <= room) return seen;
  const letters = [...seen];
  while (letters.length > 0 && widthOf(`${letters.join('')}…`, size) > room) letters.pop();
  return `${letters.join('')}…`;
}

/** All of it in as many lines as it takes, parted between words. */
export function inLines(text: string, size: number, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer, size) > room) lines.push(word);
    else lines[Math.max(0, lines.length - 1)] = longer;
  }
  return lines;
}
