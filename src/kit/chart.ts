import { type Html, html } from './html.ts';

/** What a chart shows, for whoever cannot see it: in a few words, and in full. */
export interface ChartWords {
  /** Makes its ids its own on a page; letters only. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** A column of a chart. `stack`: from the bottom to the top. */
export interface Column {
  readonly label: string;
  readonly stack: readonly number[];
  /** Written above it; nothing for ''. */
  readonly says: string;
}

const width = 360;
const height = 168;
const ground = 140;
const tallest = 112;

/** Columns side by side. Colours come from the page's stylesheet, so that they follow its light and its dark. */
export function columnChart(words: ChartWords, columns: readonly Column[]): Html {
  const most = Math.max(...columns.map(({ stack }) => total(stack)), 0) || 1;
  const step = width / Math.max(1, columns.length);
  const every = Math.ceil(columns.length / 4);
  const drawn = columns.map(({ label, stack, says }, index) => {
    const x = index * step + step * 0.14;
    let y = ground;
    const boxes = stack.map((value, part) => {
      const tall = (value / most) * tallest;
      y -= tall;
      return value > 0 && html`<rect class="mark-${part + 1}" x="${at(x)}" y="${at(y)}" width="${at(step * 0.72)}" height="${at(tall)}"/>`;
    });
    const named = index % every === 0 && html`<text class="axis" x="${at(x)}" y="${ground + 18}">${label}</text>`;
    return html`${boxes}${says !== '' && html`<text class="value" x="${at(x + step * 0.36)}" y="${at(y - 5)}" text-anchor="middle">${says}</text>`}${named}`;
  });
  return framed(words, height, html`${drawn}<line class="ground" x1="0" y1="${ground}" x2="${width}" y2="${ground}"/>`);
}

/** A bar with its words above it. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly says: string;
}

/** Bars below one another, each a share of the first. */
export function barChart(words: ChartWords, bars: readonly Bar[]): Html {
  const most = bars[0]?.value || 1;
  const drawn = bars.map(
    ({ label, value, says }, index) => html`<text class="label" x="0" y="${index * 42 + 14}">${label}</text>
<text class="value" x="${width}" y="${index * 42 + 14}" text-anchor="end">${says}</text>
<rect class="track" x="0" y="${index * 42 + 20}" width="${width}" height="12"/><rect class="mark-1" x="0" y="${index * 42 + 20}" width="${at(Math.max(value > 0 ? 2 : 0, (value / most) * width))}" height="12"/>`,
  );
  return framed(words, bars.length * 42, html`${drawn}`);
}

function framed({ name, title, description }: ChartWords, tall: number, inside: Html): Html {
  return html`<svg class="chart" viewBox="0 0 ${width} ${tall}" role="img" aria-labelledby="${name}-title ${name}-desc"><title id="${name}-title">${title}</title><desc id="${name}-desc">${description}</desc>${inside}</svg>`;
}

function total(stack: readonly number[]): number {
  return stack.reduce((sum, value) => sum + value, 0);
}

function at(length: number): string {
  return String(Math.round(length * 10) / 10);
}
