import type { Finding } from './finding.ts';

/** Kinds by which an attacker's tools are known. */
export const indicatorKinds: ReadonlySet<string> = new Set(['ip', 'domain', 'url', 'hash', 'email', 'file']);

/** Who calls something hostile, each once, by name. */
export function hostileEnrichers(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.filter(({ hostile }) => hostile === true).map(({ enricher }) => enricher))].sort();
}
