import { behaviour } from './assess-behaviour.ts';
import { geography } from './assess-geography.ts';
import { technique } from './assess-technique.ts';
import type { FactorName } from './assessment.ts';
import type { Evidence, FactorEvidence } from './evidence.ts';
import { hostileEnrichers, indicatorKinds } from './hostile.ts';
import { denial } from './question.ts';
import { counted } from './text.ts';

/** The five factors, each by itself. */
export const factorEvidence: Readonly<Record<FactorName, (evidence: Evidence) => FactorEvidence>> = {
  behaviour,
  indicators,
  sensitivity,
  technique,
  geography,
};

/** Known malicious addresses, domains and hashes. */
function indicators({ findings, weights }: Evidence): FactorEvidence {
  const weight = weights.indicators;
  const bounds = { least: weight.harmless, most: weight.most };
  const looked = findings.filter(({ kind, status, enricher }) => indicatorKinds.has(kind) && status === 'found' && enricher !== denial);
  const hostile = looked.filter((finding) => finding.hostile === true);
  if (hostile.length > 0) {
    const further = hostile.length - 1;
    const says = `Called hostile by ${hostileEnrichers(hostile).join(', ')}.`;
    const agreeing = { tenths: weight.further * further, says: `${counted(further, 'further finding')} of the kind.` };
    return { clues: [{ tenths: weight.hostile, says }, ...(further > 0 ? [agreeing] : [])], ...bounds };
  }
  const harmless = [...new Set(looked.filter((finding) => finding.hostile === false).map(({ enricher }) => enricher))];
  if (harmless.length === 0) return { clues: [], ...bounds };
  return { clues: [{ tenths: weight.harmless, says: `Nothing hostile is known to ${harmless.join(', ')}.` }], ...bounds };
}

/** Sensitivity of the data and criticality of the systems. Only the most important asset counts. */
function sensitivity({ alerts, team, weights }: Evidence): FactorEvidence {
  const weight = weights.sensitivity;
  const named = alerts.flatMap(({ observables }) => observables.map(({ value }) => team.assetOf(value)));
  const assets = [...new Set(named.filter((thing) => thing !== undefined))];
  const ranked = assets.map((thing) => ({ thing, tenths: weight.data[thing.data] + weight.criticality[thing.criticality] }));
  ranked.sort((a, b) => b.tenths - a.tenths || a.thing.id.localeCompare(b.thing.id));
  const first = ranked[0];
  const bounds = { least: weight.data.public + weight.criticality.low, most: weight.most };
  if (first === undefined) return { clues: [], ...bounds };
  const { id, name, data, criticality } = first.thing;
  return { clues: [{ tenths: first.tenths, says: `${name ?? id} holds ${data} data and is of ${criticality} importance.` }], ...bounds };
}
