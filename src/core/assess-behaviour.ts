import type { Alert } from './alert.ts';
import { accountsIn, accountsOf, addressesOf, type Baseline, baselineOf, clockAt, networkOf, pairsOf } from './baseline.ts';
import { tellsApart } from './entities.ts';
import type { Clue, Evidence, FactorEvidence } from './evidence.ts';
import { hostileEnrichers, indicatorKinds } from './hostile.ts';
import { denial } from './question.ts';
import { counted } from './text.ts';

/** User behaviour that deviates from what is usual for these people and machines. */
export function behaviour(evidence: Evidence): FactorEvidence {
  const { alerts, earlier, findings, team, weights } = evidence;
  const weight = weights.behaviour;
  const baseline = baselineOf(earlier, accountsIn(alerts, team), team);
  const clues: Clue[] = [...loginClues(evidence, baseline), ...noveltyClues(evidence, baseline)];
  const detections = alerts.filter(({ nature }) => nature === 'alert');
  if (detections.length > 0 && detections.every(baseline.isHabit)) {
    clues.push({ tenths: weight.habit, says: 'The same alarm about the same things on several days before, and nobody found harm.' });
  }
  const downloads = alerts.filter(({ activity }) => activity === 'download');
  if (downloads.length > 0) clues.push({ tenths: weight.download, says: `${counted(downloads.length, 'download')} of data that was reported.` });
  if (findings.some(({ enricher }) => enricher === denial)) {
    clues.push({ tenths: weight.denied, says: 'Asked whether it was them, the answer was no.' });
  }
  const odd = hostileEnrichers(findings.filter(({ kind, enricher }) => !indicatorKinds.has(kind) && enricher !== denial));
  if (odd.length > 0) clues.push({ tenths: weight.oddAccount, says: `An account or system behaves oddly, say ${odd.join(', ')}.` });
  return { clues, least: Math.min(0, weight.habit), most: weight.most };
}

function loginClues({ alerts, team, weights: { behaviour: weight } }: Evidence, baseline: Baseline): readonly Clue[] {
  const logins = alerts.filter(({ activity }) => activity === 'login').toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt));
  const failures = logins.filter(({ outcome }) => outcome === 'failure');
  const fifth = failures[4];
  const clues: Clue[] = [];
  if (failures.length > 0) {
    const tenths = Math.min(weight.failedLoginsMost, weight.failedLogin * failures.length ** 2);
    clues.push({ tenths, says: `${counted(failures.length, 'failed login')}.` });
  }
  // Somebody else guesses while the owner comes in from where they always do: that is not the guess that succeeded.
  const tried = new Set(failures.flatMap((alert) => sourcesOf(alert)));
  const isOwners = (alert: Alert) =>
    sourcesOf(alert).length > 0 &&
    sourcesOf(alert).every((address) => !tried.has(address) && (!tellsApart(address, team) || baseline.isUsualNetwork(address)));
  const guessed = logins.some(
    (alert) => alert.outcome === 'success' && fifth !== undefined && alert.happenedAt >= fifth.happenedAt && !isOwners(alert),
  );
  if (guessed) clues.push({ tenths: weight.successAfterFailures, says: 'A login succeeds after five or more failures.' });
  return clues;
}

function sourcesOf({ observables }: Alert): readonly string[] {
  return observables.filter(({ kind, role }) => kind === 'ip' && role === 'source').map(({ value }) => value);
}

/** Networks, machines and hours at which these people were never seen, where enough is known of them. */
function noveltyClues({ alerts, team, weights: { behaviour: weight } }: Evidence, baseline: Baseline): readonly Clue[] {
  const gotIn = alerts.filter(({ outcome, nature }) => outcome === 'success' || (nature === 'alert' && outcome !== 'failure'));
  const byPeople = gotIn.filter((alert) => accountsOf(alert, team).length > 0);
  const networks = new Set(
    byPeople.flatMap((alert) =>
      addressesOf(alert, team)
        .filter((address) => !baseline.isUsualNetwork(address))
        .map(networkOf),
    ),
  );
  const devices = new Set(byPeople.flatMap((alert) => pairsOf(alert, team).filter(({ person, device }) => !baseline.isUsualDevice(person, device))));
  const odd = byPeople.some((alert) =>
    accountsOf(alert, team).some((account) => baseline.isUnusualHour(account, clockAt(alert.happenedAt, zoneOf(account, team)).hour) === true),
  );
  const clues: Clue[] = [];
  if (baseline.knowsNetworks && networks.size > 0) {
    clues.push({ tenths: weight.newNetwork, says: `${counted(networks.size, 'network')} not usual for these people.` });
  }
  if (baseline.knowsDevices && devices.size > 0) clues.push({ tenths: weight.newDevice, says: 'On a machine that is not usual for these people.' });
  if (odd) clues.push({ tenths: weight.unusualHour, says: 'At an hour at which these people were never active.' });
  return clues;
}

function zoneOf(account: string, { person }: Evidence['team']): string {
  return person(account.replace(/^person:/, ''))?.timezone ?? 'UTC';
}
