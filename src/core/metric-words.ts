import type { MetricUnit } from './metrics.ts';

/** A value of a metric as people read it, exact to the second: `14 min 20 s`, `92 %`, `310 min`, `0.042`; a dash where nothing counts. */
export function metricValue(value: number | null, unit: MetricUnit): string {
  if (value === null) return '–';
  switch (unit) {
    case 'time':
      return lasting(value);
    case 'share':
      return `${(value * 100).toFixed(value === 0 || value === 1 ? 0 : 1)} %`;
    case 'minutes':
      return `${Math.round(value * 10) / 10} min`;
    case 'score':
      return value.toFixed(3);
    default:
      return unit satisfies never;
  }
}

/** What stands above or below the line: times as times, everything else as a number. */
export function metricPart(value: number, unit: MetricUnit): string {
  if (unit === 'time') return lasting(value);
  return String(Math.round(value * 1000) / 1000);
}

/** How long exactly, to the second: `45 s`, `14 min 20 s`, `3 h 00 min 05 s`, `2 d 03 h 00 min 00 s`. */
function lasting(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first)
    .map(([count, unit], index) => `${index === 0 ? count : String(count).padStart(2, '0')} ${unit}`)
    .join(' ');
}
