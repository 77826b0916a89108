import PDFDocument from 'pdfkit';
import type { Face, Fonts } from './fonts.ts';

/** A piece of text that looks the same from end to end. */
export interface Styled {
  readonly text: string;
  readonly face?: Face;
  readonly colour?: string;
  /** Where it leads; only to pages of ours and of the team's vendors. */
  readonly link?: string;
}

interface Placed extends Styled {
  readonly font: string;
  readonly width: number;
}

/** Words as they stand in lines of at most some width. Lengths are in points, 72 to the inch. */
export interface Wrapped {
  readonly lines: readonly (readonly Placed[])[];
  readonly height: number;
  readonly size: number;
}

/** A4. */
const page = { width: 595.28, height: 841.89 } as const;
export const margins = { left: 48, right: 48, top: 64, bottom: 60 } as const;
export const room = page.width - margins.left - margins.right;

/** Pages that fill up from top to bottom, with tags for screen readers. */
export class Paper {
  readonly doc: PDFKit.PDFDocument;
  readonly #fonts: Fonts;
  /** How far down the page is filled. */
  y: number = margins.top;

  constructor(fonts: Fonts, info: { readonly title: string; readonly madeAt: Date }) {
    this.#fonts = fonts;
    this.doc = new PDFDocument({
      size: 'A4',
      margins: { left: 0, right: 0, top: 0, bottom: 0 },
      pdfVersion: '1.7',
      tagged: true,
      lang: 'en',
      displayTitle: true,
      bufferPages: true,
      info: { Title: info.title, Author: 'Firebreak', Creator: 'Firebreak', Producer: 'Firebreak', CreationDate: info.madeAt, ModDate: info.madeAt },
    });
    for (const [name, bytes] of fonts.files) this.doc.registerFont(name, bytes);
  }

  /** Begins a new page unless so much still fits on this one. */
  need(height: number): void {
    if (this.y + height <= page.height - margins.bottom) return;
    this.doc.addPage();
    this.y = margins.top;
  }

  /** Puts words into lines. A word that is wider than a line is cut where it has to be. */
  wrap(styled: readonly Styled[], width: number, size: number): Wrapped {
    const lines: Placed[][] = [[]];
    let left = width;
    for (const word of this.#words(styled, size)) {
      for (const piece of word.width <= width ? [word] : this.#cut(word, width, size)) {
        if (piece.width > left && (lines.at(-1)?.length ?? 0) > 0) {
          lines.push([]);
          left = width;
        }
        if (left === width && piece.text.trim() === '' && lines.length > 1) continue;
        lines.at(-1)?.push(piece);
        left -= piece.width;
      }
    }
    return { lines, height: lines.length * size * leading, size };
  }

  /** Draws lines from here on at `x`, over as many pages as they take. */
  draw({ lines, size }: Wrapped, x: number): void {
    for (const line of lines) {
      this.need(size * leading);
      this.drawLine(line, x, this.y, size);
      this.y += size * leading;
    }
  }

  /** Draws lines at a place, on this page. */
  place({ lines, size }: Wrapped, x: number, y: number): void {
    for (const [index, line] of lines.entries()) this.drawLine(line, x, y + index * size * leading, size);
  }

  drawLine(line: readonly Placed[], x: number, y: number, size: number): void {
    let at = x;
    for (const { text, font, colour = '#1b1f24', link, width } of line) {
      this.doc.font(font, size).fillColor(colour);
      this.doc.text(text, at, y, { lineBreak: false, ...(link !== undefined && { link }) });
      at += width;
    }
  }

  /** How wide a text is in one line. */
  widthOf(styled: Styled, size: number): number {
    return this.#words([styled], size).reduce((sum, { width }) => sum + width, 0);
  }

  #words(styled: readonly Styled[], size: number): readonly Placed[] {
    return styled.flatMap((one) =>
      this.#fonts.runs(one.text, one.face ?? 'regular').flatMap(({ font, text }) =>
        // Letters of East Asia are not parted by spaces: a line may end after each; elsewhere also within an address.
        (font === 'more' ? [...text] : (text.match(/[^\s@/]+[@/]*|[@/]+|\s+/g) ?? [])).map((word) =>
          this.#measured({ ...one, text: word, font }, size),
        ),
      ),
    );
  }

  #measured(word: Styled & { readonly font: string }, size: number): Placed {
    return { ...word, width: this.doc.font(word.font, size).widthOfString(word.text) };
  }

  #cut(word: Placed, width: number, size: number): readonly Placed[] {
    const pieces: Placed[] = [];
    let rest = [...word.text];
    while (rest.length > 0) {
      let most = Math.max(
        1,
        Math.min(rest.length, Math.floor((rest.length * width) / Math.max(1, this.#measured({ ...word, text: rest.join('') }, size).width))),
      );
      while (most > 1 && this.#measured({ ...word, text: rest.slice(0, most).join('') }, size).width > width) most -= 1;
      pieces.push(this.#measured({ ...word, text: rest.slice(0, most).join('') }, size));
      rest = rest.slice(most);
    }
    return pieces;
  }

  /** All pages as bytes. `onEach` draws what stands on each of them, behind all tags. */
  async finish(onEach: (index: number, pages: number) => void): Promise<Uint8Array> {
    const { count } = this.doc.bufferedPageRange();
    for (let index = 0; index < count; index += 1) {
      this.doc.switchToPage(index);
      this.doc.markContent('Artifact', { type: 'Pagination' });
      onEach(index, count);
      this.doc.endMarkedContent();
    }
    const chunks: Buffer[] = [];
    const ended = new Promise<void>((resolve, reject) => this.doc.on('end', resolve).on('error', reject));
    this.doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    this.doc.end();
    await ended;
    return Buffer.concat(chunks);
  }
}

/** Height of a line, in sizes of its letters. */
export const leading = 1.35;
export const pageSize = page;
