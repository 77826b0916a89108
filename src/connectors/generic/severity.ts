import { severityOf } from '../../kit/index.ts';
import type { Leaf } from './leaves.ts';
import { candidates, type Said } from './usual.ts';

/** Grades that count downwards: P1, SEV-1, a priority of 1. */
const grades = [90, 90, 75, 50, 25, 10];
/** OCSF's `severity_id`: informational, low, medium, high, critical, fatal. */
const bySeverityId = [50, 10, 25, 50, 75, 90, 100];

/** A severity that a sender wrote, and where. */
export interface FoundSeverity {
  readonly at: string;
  /** 0–100. */
  readonly severity: number;
}

/**
 * How bad a sender says it is, where nobody said where it stands. A word counts before any number, because numbers have a scale and words say it. Undefined
 * when nothing is said; `unknown` names the place of a severity that nobody can read.
 */
export function usualSeverity(all: Said, own: Readonly<Record<string, number>>): FoundSeverity | { readonly unknown: string } | undefined {
  const found = [...candidates(all, 'severity')].filter(({ value }) => typeof value === 'string' || typeof value === 'number');
  for (const { at, value } of found) {
    const severity = wordSeverity(String(value), own);
    if (severity !== undefined) return { at, severity };
  }
  for (const leaf of found) {
    const severity = numberSeverity(leaf, all);
    if (severity !== undefined) return { at: leaf.at, severity };
  }
  const plain = all.byPath.get('severity');
  return plain === undefined || plain.value === null ? undefined : { unknown: plain.at };
}

/** `high`, `P1`, `SEV-2`, `3 - Medium`, `Critical (9.8)`, or a word of the team’s own. */
export function wordSeverity(text: string, own: Readonly<Record<string, number>>): number | undefined {
  const mapped = Object.hasOwn(own, text) ? own[text] : undefined;
  const known = mapped ?? severityOf(text);
  if (known !== undefined) return known;
  const grade = /^(?:p|s|sev|severity|prio|priority)[\s_-]?([0-5])$/i.exec(text.trim())?.[1];
  if (grade !== undefined) return grades[Number(grade)];
  const words = text.split(/[^\p{L}]+/u).filter((word) => word !== '');
  if (words.length === 0 || words.length > 4) return undefined;
  const graded = words.map(severityOf).filter((one) => one !== undefined);
  return graded.length === 1 ? graded[0] : undefined;
}

/** A number, on the scale that goes with its name and with what stands around it. */
function numberSeverity({ path, value, at }: Leaf, all: Said): number | undefined {
  const text = String(value).trim();
  const number = text === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number) || number < 0) return undefined;
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (name === 'severityid') return bySeverityId[number] ?? 50;
  if (name === 'priority' || name === 'urgency' || name === 'impact') return grades[number] ?? upTo100(number);
  if (name === 'riskscore') return Math.min(100, number);
  if (path.endsWith('rule.level') && number <= 15) return Math.round((number / 15) * 100);
  if (/^(cvss|score$|threatscore$|magnitude$|sev$)/.test(name) || path.includes('cvss')) return outOfTen(number);
  if (name === 'level') return upTo100(number);
  const tenIsMost = at !== path || path !== 'severity' || isCef(all) || !Number.isInteger(number);
  if (all.byPath.has('alert.signature') || all.byPath.has('alert.signatureid')) return grades[number + 1] ?? upTo100(number);
  return tenIsMost ? outOfTen(number) : upTo100(number);
}

/** Common Event Format counts from 0 to 10. */
function isCef({ byPath }: Said): boolean {
  return byPath.has('devicevendor') || byPath.has('cefversion') || byPath.has('signatureid');
}

function outOfTen(number: number): number | undefined {
  return number <= 10 ? number * 10 : upTo100(number);
}

function upTo100(number: number): number | undefined {
  return number <= 100 ? number : undefined;
}
