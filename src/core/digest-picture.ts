import type { FunnelCounts } from './funnel.ts';
import type { Picture, Shape } from './picture.ts';
import { ink, markColours } from './picture-colours.ts';
import { fitted, words } from './picture-words.ts';
import { percent } from './text.ts';
import type { Week } from './trends.ts';

const width = 720;
const margin = 24;
const bar = { height: 14, step: 44 } as const;
const column = { tallest: 110, step: (width - 2 * margin) / 12 } as const;

/** The week as a picture: what was received and what became of it, and how many incidents were closed in each of the last weeks. The last is this one. */
export function digestPicture({ received, duplicate, quarantined, merged, opened }: FunnelCounts, weeks: readonly Week[]): Picture {
  const falls = [
    ['Received', received],
    ['Different from one another', received - duplicate - quarantined],
    ['Came into an incident', merged + opened],
    ['Opened one', opened],
  ] as const;
  const shapes: Shape[] = [words('What was received this week', margin, 36, { size: 17, bold: true })];
  let y = 60;
  for (const [label, count] of falls) {
    const says = received === 0 || count === received ? String(count) : `${count} (${percent(count / received)})`;
    shapes.push(words(label, margin, y, { size: 13 }), words(says, width - margin, y, { size: 13, anchor: 'end', bold: true }));
    shapes.push({ kind: 'box', x: margin, y: y + 6, width: width - 2 * margin, height: bar.height, fill: ink.wash });
    const long = received === 0 ? 0 : (count / received) * (width - 2 * margin);
    if (count > 0) shapes.push({ kind: 'box', x: margin, y: y + 6, width: Math.max(3, long), height: bar.height, fill: markColours.decision });
    y += bar.step;
  }
  y += 26;
  shapes.push(words('Incidents closed per week', margin, y, { size: 17, bold: true }));
  y = key(shapes, y + 24);
  const ground = y + column.tallest + 24;
  const most = Math.max(1, ...weeks.map(total));
  for (const [index, week] of weeks.entries()) {
    const x = margin + index * column.step + column.step * 0.14;
    let top = ground;
    for (const [count, fill] of [
      [week.truePositives, markColours.alert],
      [week.others, markColours.other],
    ] as const) {
      const height = (count / most) * column.tallest;
      top -= height;
      if (count > 0) shapes.push({ kind: 'box', x, y: top, width: column.step * 0.72, height, fill });
    }
    if (total(week) > 0) shapes.push(words(String(total(week)), x + column.step * 0.36, top - 6, { size: 12, anchor: 'middle', bold: true }));
    shapes.push(words(fitted(week.since.slice(5, 10), 11, column.step), x, ground + 17, { size: 11, fill: ink.quiet }));
  }
  shapes.push({ kind: 'line', x1: margin, y1: ground, x2: width - margin, y2: ground, stroke: ink.line, dashed: false });
  const description = [
    ...falls.map(([label, count]) => `${label}: ${count}.`),
    `Closed per week, this one last: ${weeks.map((week) => `${total(week)} (${week.truePositives} true positive)`).join(', ')}.`,
  ].join(' ');
  return { width, height: ground + 36, title: 'The week in pictures', description, shapes };
}

/** What the colours mean; returns how far down it reaches. */
function key(shapes: Shape[], y: number): number {
  let x = margin;
  for (const [fill, says] of [
    [markColours.alert, 'true positives'],
    [markColours.other, 'all others'],
  ] as const) {
    shapes.push({ kind: 'square', x: x + 6, y: y - 4, r: 6, fill });
    shapes.push(words(says, x + 18, y, { size: 12, fill: ink.quiet }));
    x += 130;
  }
  return y;
}

function total({ truePositives, others }: Week): number {
  return truePositives + others;
}
