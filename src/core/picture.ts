import type { Instant } from './alert.ts';
import { milestonesOf } from './milestones.ts';
import { ink, markColours } from './picture-colours.ts';
import { type Lane, lanesOf, type Mark } from './picture-lanes.ts';
import { timeScale } from './picture-time.ts';
import { fitted, inLines, type Look, widthOf, words } from './picture-words.ts';
import { clock, counted, span } from './text.ts';
import type { TimelineEvent } from './timeline.ts';
import { type Tlp, tlpColours, tlpLabel } from './tlp.ts';
import type { Untrusted } from './untrusted.ts';

/** One thing that is drawn. Lengths are in pixels, from the upper left corner; colours are RGB in hex; texts are plain, and nothing invisible is in them. */
export type Shape =
  | { readonly kind: 'box'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly fill: string }
  | {
      readonly kind: 'line';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly stroke: string;
      readonly dashed: boolean;
    }
  | { readonly kind: 'circle' | 'diamond' | 'square'; readonly x: number; readonly y: number; readonly r: number; readonly fill: string }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the line on which the letters stand. */
      readonly y: number;
      readonly size: number;
      readonly text: string;
      readonly fill: string;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly bold: boolean;
    };

/** An incident as a picture: who did what when, how long it dwelt, and when each milestone was reached. Whoever draws it needs to know nothing of incidents. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** What it shows, for whoever cannot see it: in a few words, and in full. */
  readonly title: string;
  readonly description: string;
  readonly shapes: readonly Shape[];
}

/** What a picture is drawn from. */
export interface Pictured {
  readonly incident: string;
  readonly title: Untrusted;
  readonly state: string;
  readonly tlp: Tlp;
  readonly drill: boolean;
  readonly events: readonly TimelineEvent[];
}

/** Widths for which it is drawn: for paper and a message, and for a phone that is held upright. */
export const pictureWidths = { wide: 720, narrow: 390 } as const;

const margin = 16;
const laneHeight = 30;

/** Draws it for one width. The same events make the same picture. */
export function pictureOf(pictured: Pictured, width: number): Picture {
  const { incident, title, events } = pictured;
  const left = margin + 6;
  const right = width - margin - 6;
  const scale = timeScale(
    events.map(({ happenedAt }) => happenedAt),
    left,
    right,
  );
  const name = `${incident}: ${title.forTerminal(200)}`;
  const passed = milestoneList(events);
  const shapes: Shape[] = [];
  let y = header(shapes, pictured, name, width);

  const lanes = lanesOf(events, scale);
  const top = y + 22;
  const flags = flagPlaces(
    passed.map(({ at }) => scale(at)),
    left,
    right,
  );
  y = top + 8;
  const bottom = y + lanes.reduce((sum, lane) => sum + heightOf(lane), 0);
  shapes.push({ kind: 'box', x: margin, y, width: width - 2 * margin, height: bottom - y, fill: ink.wash });
  for (const [index, { letter, at }] of passed.entries()) {
    const flag = flags[index] ?? left;
    shapes.push({ kind: 'line', x1: flag, y1: top - 2, x2: scale(at), y2: y, stroke: ink.quiet, dashed: false });
    shapes.push({ kind: 'line', x1: scale(at), y1: y, x2: scale(at), y2: bottom, stroke: ink.quiet, dashed: true });
    shapes.push({ kind: 'circle', x: flag, y: top - 11, r: 9, fill: ink.strong });
    shapes.push(words(letter, flag, top - 7, { size: 11, fill: ink.paper, anchor: 'middle', bold: true }));
  }
  for (const lane of lanes) {
    drawLane(shapes, lane, y, width);
    y += heightOf(lane);
  }
  y = timeAxis(shapes, events, y + 16, left, right);
  for (const line of legend(passed, events).flatMap((said) => inLines(said, 12, width - 2 * margin))) {
    shapes.push(words(line, margin, y, { size: 12, fill: line.startsWith('Drawn') ? ink.quiet : ink.strong }));
    y += 18;
  }
  y = symbols(shapes, y, width);
  const description = [...passed.map(({ says }) => says), ...lanes.map(({ label, count }) => `${label}: ${counted(count, 'event')}.`)].join(' ');
  return { width, height: Math.ceil(y), title: `${tlpLabel(pictured.tlp)} ${name}`, description, shapes };
}

/** Title, state and mark; returns how far down it reaches. */
function header(shapes: Shape[], { state, tlp, drill }: Pictured, name: string, width: number): number {
  const label = tlpLabel(tlp);
  const markWidth = 12 + widthOf(label, 13) * 1.1;
  const narrow = width < 600;
  const room = narrow ? width - 2 * margin : width - 3 * margin - markWidth;
  const markY = narrow ? 10 : 14;
  shapes.push({ kind: 'box', x: width - margin - markWidth, y: markY, width: markWidth, height: 22, fill: tlpColours[tlp].background });
  shapes.push(words(label, width - margin - markWidth / 2, markY + 16, { size: 13, fill: tlpColours[tlp].letters, anchor: 'middle', bold: true }));
  const titleY = narrow ? 54 : 32;
  const size = narrow ? 15 : 18;
  shapes.push(words(fitted(`${drill ? 'DRILL ' : ''}${name}`, size, room / 1.06), margin, titleY, { size, bold: true }));
  shapes.push(words(fitted(state, 12, width - 2 * margin), margin, titleY + 20, { size: 12, fill: ink.quiet }));
  return titleY + 26;
}

interface Passed {
  readonly letter: string;
  readonly at: Instant;
  readonly says: string;
}

/** The milestones that were passed, lettered, each with how long it took. */
function milestoneList(events: readonly TimelineEvent[]): readonly Passed[] {
  const { began, detected, acknowledged, contained, resolved } = milestonesOf(events);
  const steps = [
    { name: 'Began', one: began, from: undefined, what: '' },
    { name: 'Detected', one: detected, from: began, what: 'after it began' },
    { name: 'Acknowledged', one: acknowledged, from: detected, what: 'after it was detected' },
    { name: 'Contained', one: contained, from: detected, what: 'after it was detected' },
    { name: 'Closed', one: resolved, from: detected, what: 'after it was detected' },
  ];
  return steps
    .flatMap(({ name, one, from, what }) =>
      one === undefined ? [] : [{ name, one, how: from === undefined ? '' : `, ${span(from.at, one.at)} ${what}` }],
    )
    .map(({ name, one, how }, index) => {
      const letter = String.fromCharCode(65 + index);
      return { letter, at: one.at, says: `${letter}  ${name} ${clock(one.at)}${how} [#${one.seq}].` };
    });
}

/** Where the lettered flags stand: above their moment, and beside one another where moments are too close. */
function flagPlaces(wanted: readonly number[], left: number, right: number): readonly number[] {
  const gap = 21;
  const order = wanted.map((x, index) => ({ x, index })).sort((a, b) => a.x - b.x || a.index - b.index);
  let last = left - gap;
  for (const flag of order) {
    flag.x = Math.max(flag.x, last + gap);
    last = flag.x;
  }
  let next = right + gap;
  for (const flag of order.toReversed()) {
    flag.x = Math.min(flag.x, next - gap);
    next = flag.x;
  }
  return order.sort((a, b) => a.index - b.index).map(({ x }) => x);
}

function heightOf({ bars }: Lane): number {
  return 18 + (bars.length > 0 ? bars.length * 20 + 6 : laneHeight);
}

function drawLane(shapes: Shape[], { label, count, marks, bars }: Lane, top: number, width: number): void {
  shapes.push({ kind: 'line', x1: margin, y1: top, x2: width - margin, y2: top, stroke: ink.line, dashed: false });
  const how = bars.length > 0 ? '' : ` · ${counted(count, 'event')}`;
  labelled(shapes, fitted(`${label}${how}`, 12, width - 2 * margin - 16), margin + 6, top + 15, { size: 12, bold: true });
  for (const [index, { x1, x2, says, fill }] of bars.entries()) {
    const y = top + 22 + index * 20;
    shapes.push({ kind: 'box', x: x1, y, width: Math.max(4, x2 - x1), height: 16, fill });
    const inside = x2 - x1 > widthOf(says, 11) + 8;
    const after = width - margin - x2 > widthOf(says, 11) + 8;
    const place = inside
      ? ({ x: x1 + 4, anchor: 'start', fill: ink.paper } as const)
      : ({ x: after ? x2 + 5 : x1 - 5, anchor: after ? 'start' : 'end', fill: ink.strong } as const);
    const room = inside ? x2 - x1 - 8 : after ? width - margin - x2 - 8 : x1 - margin - 8;
    labelled(shapes, fitted(says, 11, room), place.x, y + 12, { size: 11, fill: place.fill, anchor: place.anchor }, inside ? fill : ink.wash);
  }
  for (const mark of marks) drawMark(shapes, mark, top + 18 + laneHeight / 2 - 3);
}

/** Words on a ground of their own, so that no line runs through them. */
function labelled(shapes: Shape[], text: string, x: number, y: number, look: Look, ground: string = ink.wash): void {
  const width = widthOf(text, look.size) * (look.bold ? 1.12 : 1.04);
  shapes.push({ kind: 'box', x: look.anchor === 'end' ? x - width : x, y: y - look.size, width, height: look.size * 1.25, fill: ground });
  shapes.push(words(text, x, y, look));
}

function drawMark(shapes: Shape[], { kind, x, count, fill }: Mark, y: number): void {
  const r = count > 1 ? 9 : 6;
  shapes.push({ kind, x, y, r, fill });
  if (count > 1)
    shapes.push(words(count > 99 ? '99+' : String(count), x, y + 3.5, { size: count > 99 ? 7 : 10, fill: ink.paper, anchor: 'middle', bold: true }));
}

/** The first and the last moment under the lanes. */
function timeAxis(shapes: Shape[], events: readonly TimelineEvent[], y: number, left: number, right: number): number {
  const moments = events.map(({ happenedAt }) => happenedAt).sort();
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) return y;
  const narrow = right - left < 500;
  shapes.push(words(clock(first), left - 6, y, { size: 11, fill: ink.quiet }));
  if (first === last) return y + 24;
  shapes.push(words(clock(last), right + 6, narrow ? y + 15 : y, { size: 11, fill: ink.quiet, anchor: 'end' }));
  return y + (narrow ? 40 : 26);
}

function legend(passed: readonly Passed[], events: readonly TimelineEvent[]): readonly string[] {
  const { began, contained } = milestonesOf(events);
  const dwell =
    began && contained
      ? `Dwell: ${span(began.at, contained.at)}, from when it began to the first containment that stood.`
      : 'Dwell: not known, since nothing is contained.';
  return [...passed.map(({ says }) => says), dwell, `Drawn from ${counted(events.length, 'event')}; long pauses are drawn shorter.`];
}

/** What the marks mean: shape and colour say the same, so that either is enough. */
function symbols(shapes: Shape[], y: number, width: number): number {
  const kinds = [
    { kind: 'circle', fill: markColours.alert, says: 'alert' },
    { kind: 'square', fill: markColours.decision, says: 'decision' },
    { kind: 'diamond', fill: markColours.containment, says: 'containment' },
    { kind: 'circle', fill: markColours.other, says: 'anything else' },
  ] as const;
  let x = margin + 6;
  for (const { kind, fill, says } of kinds) {
    shapes.push({ kind, x, y: y + 1, r: 6, fill });
    shapes.push(words(says, x + 11, y + 5, { size: 12, fill: ink.quiet }));
    x += 24 + widthOf(says, 12);
  }
  return y + (x > width ? 34 : 20);
}
