import type { Picture, Shape } from '../core/picture.ts';
import { visible } from '../core/untrusted.ts';
import { type Html, html } from './html.ts';

/** Families that are asked for in order; the first is the one that the bot itself draws with. */
const family = 'DejaVu Sans, Verdana, Segoe UI, system-ui, sans-serif';

/**
 * A picture as SVG 1.1 that stands in a page as it is, or alone as a file. Nothing in it is run, loaded or linked; how it looks stands in attributes, so that
 * a page needs to allow no style for it. `name` makes its ids its own where a page has several.
 */
export function svgOf({ width, height, title, description, shapes }: Picture, name: string): Html {
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${name}-title ${name}-desc" font-family="${family}"><title id="${name}-title">${seen(title)}</title><desc id="${name}-desc">${seen(description)}</desc><rect width="${width}" height="${height}" fill="#FFFFFF"/>${shapes.map(drawn)}</svg>`;
}

function drawn(shape: Shape): Html {
  switch (shape.kind) {
    case 'box':
      return html`<rect x="${at(shape.x)}" y="${at(shape.y)}" width="${at(shape.width)}" height="${at(shape.height)}" rx="3" fill="${shape.fill}"/>`;
    case 'line':
      return html`<line x1="${at(shape.x1)}" y1="${at(shape.y1)}" x2="${at(shape.x2)}" y2="${at(shape.y2)}" stroke="${shape.stroke}"${shape.dashed && html` stroke-dasharray="3 3"`}/>`;
    case 'circle':
      return html`<circle cx="${at(shape.x)}" cy="${at(shape.y)}" r="${shape.r}" fill="${shape.fill}"/>`;
    case 'square':
      return html`<rect x="${at(shape.x - shape.r)}" y="${at(shape.y - shape.r)}" width="${2 * shape.r}" height="${2 * shape.r}" fill="${shape.fill}"/>`;
    case 'diamond':
      return html`<path d="${diamondPath(shape)}" fill="${shape.fill}"/>`;
    case 'text':
      return html`<text x="${at(shape.x)}" y="${at(shape.y)}" font-size="${shape.size}" fill="${shape.fill}" text-anchor="${shape.anchor}"${shape.bold && html` font-weight="bold"`}>${seen(shape.text)}</text>`;
    default:
      return shape satisfies never;
  }
}

/** The outline of a diamond that is a little larger than the circle of its radius, as a path. */
export function diamondPath({ x, y, r }: { readonly x: number; readonly y: number; readonly r: number }): string {
  const d = r * 1.25;
  return `M${at(x)} ${at(y - d)}L${at(x + d)} ${at(y)}L${at(x)} ${at(y + d)}L${at(x - d)} ${at(y)}Z`;
}

/** Tenths of a pixel are enough, and the same on every machine. */
function at(length: number): string {
  return String(Math.round(length * 10) / 10);
}

/** XML knows no control characters, not even escaped ones, and two more that are no characters at all. */
function seen(text: string): string {
  return visible(text, 2000)
    .replace(/\s+/g, ' ')
    .replace(/[\ufffe\uffff]/g, '');
}
