import { geography } from './assess-geography.ts';
import { weights } from './assess-weights.ts';
import type { FactorName } from './assessment.ts';
import { peopleIn, tellsApart } from './entities.ts';
import type { Clue, Evidence, FactorEvidence } from './evidence.ts';
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

/** User behaviour that deviates from what is usual. */
function behaviour({ alerts, earlier, findings, team }: Evidence): FactorEvidence {
  const weight = weights.behaviour;
  const logins = alerts.filter(({ activity }) => activity === 'login').toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt));
  const failures = logins.filter(({ outcome }) => outcome === 'failure');
  const clues: Clue[] = [];
  if (failures.length > 0) {
    clues.push({
      tenths: Math.min(weight.failedLoginsMost, weight.failedLogin * failures.length ** 2),
      says: `${counted(failures.length, 'failed login')}.`,
    });
  }
  const fifth = failures[4];
  if (fifth !== undefined && logins.some(({ outcome, happenedAt }) => outcome === 'success' && happenedAt >= fifth.happenedAt)) {
    clues.push({ tenths: weight.successAfterFailures, says: 'A login succeeds after five or more failures.' });
  }
  const known = addressesOf(earlier.filter(({ outcome }) => outcome === 'success'));
  const successes = alerts.filter(({ outcome, nature }) => outcome === 'success' || nature === 'alert');
  const fresh = [...addressesOf(successes)].filter((address) => !known.has(address) && tellsApart(address, team));
  if (
    known.size > 0 &&
    fresh.length > 0 &&
    peopleIn(
      alerts.flatMap(({ observables }) => observables),
      team,
    ).length > 0
  ) {
    clues.push({ tenths: weight.newAddress, says: `${counted(fresh.length, 'address', 'addresses')} not seen before with these people.` });
  }
  const downloads = alerts.filter(({ activity }) => activity === 'download');
  if (downloads.length > 0) clues.push({ tenths: weight.download, says: `${counted(downloads.length, 'download')} of data that was reported.` });
  if (findings.some(({ enricher }) => enricher === denial)) {
    clues.push({ tenths: weight.denied, says: 'Asked whether it was them, the answer was no.' });
  }
  const odd = hostileEnrichers(findings.filter(({ kind, enricher }) => !indicatorKinds.has(kind) && enricher !== denial));
  if (odd.length > 0) clues.push({ tenths: weight.oddAccount, says: `An account or system behaves oddly, say ${odd.join(', ')}.` });
  return { clues, least: 0, most: weight.most };
}

function addressesOf(alerts: Evidence['alerts']): ReadonlySet<string> {
  return new Set(alerts.flatMap(({ observables }) => observables.filter(({ kind }) => kind === 'ip').map(({ value }) => value)));
}

/** Kinds by which an attacker's tools are known. */
const indicatorKinds: ReadonlySet<string> = new Set(['ip', 'domain', 'url', 'hash', 'email', 'file']);

/** Known malicious addresses, domains and hashes. */
function indicators({ findings }: Evidence): FactorEvidence {
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

function hostileEnrichers(findings: Evidence['findings']): readonly string[] {
  return [...new Set(findings.filter(({ hostile }) => hostile === true).map(({ enricher }) => enricher))].sort();
}

/** Sensitivity of the data and criticality of the systems. Only the most important asset counts. */
function sensitivity({ alerts, team }: Evidence): FactorEvidence {
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

/** Techniques that match known threats: what detections and rules of ours recognised. */
function technique({ alerts, rule }: Evidence): FactorEvidence {
  const weight = weights.technique;
  const detections = alerts
    .filter(({ nature }) => nature === 'alert')
    .toSorted((a, b) => b.severity - a.severity || a.source.localeCompare(b.source));
  const worst = detections[0];
  const bySeverity = worst === undefined ? 0 : (weight.severity.find(({ from }) => worst.severity >= from)?.points ?? 0);
  const byRule = rule === undefined ? 0 : weight.rule;
  const clues: Clue[] = [];
  if (rule !== undefined && byRule >= bySeverity) clues.push({ tenths: byRule, says: `The rule ${rule.id} is complete.` });
  else if (worst !== undefined && bySeverity > 0) {
    clues.push({ tenths: bySeverity, says: `A detection of ${worst.source} rates it ${Math.round(worst.severity)} of 100.` });
  }
  const attacks = [...new Set([...alerts.flatMap((alert) => alert.attacks), ...(rule?.attacks ?? [])])].sort();
  if (attacks.length > 0) {
    const tenths = Math.min(weight.attacksMost, weight.attack * attacks.length);
    clues.push({ tenths, says: `ATT&CK ${counted(attacks.length, 'technique')}: ${attacks.join(', ')}.` });
  }
  return { clues, least: 0, most: Number.POSITIVE_INFINITY };
}
