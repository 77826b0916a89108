import type { Instant } from './alert.ts';

/** Where a moment stands from left to right, in pixels. */
export type TimeScale = (at: Instant) => number;

/**
 * Spreads moments between two edges in their order. A pause is drawn as wide as the logarithm of its seconds, so that the minutes of an attack can be told
 * apart although weeks passed until it was closed. What lies outside stands at the edge.
 */
export function timeScale(moments: readonly Instant[], left: number, right: number): TimeScale {
  const times = [...new Set(moments.map((at) => Date.parse(at)))].sort((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || first === last) return () => (left + right) / 2;
  const reached = [0];
  for (const [index, time] of times.slice(1).entries()) reached.push((reached[index] ?? 0) + pause(time - (times[index] ?? time)));
  const whole = reached.at(-1) ?? 1;
  return (at) => {
    const time = Math.min(last, Math.max(first, Date.parse(at)));
    const next = Math.max(
      1,
      times.findIndex((known) => known >= time),
    );
    const from = times[next - 1] ?? first;
    const share = (time - from) / ((times[next] ?? last) - from);
    const place = (reached[next - 1] ?? 0) + share * ((reached[next] ?? whole) - (reached[next - 1] ?? 0));
    return left + (place / whole) * (right - left);
  };
}

function pause(ms: number): number {
  return Math.log1p(ms / 1000);
}
