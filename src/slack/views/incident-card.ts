import type { KnownBlock } from '@slack/types';
import type { Instant } from '../../core/alert.ts';
import { factorTitles } from '../../core/assessment.ts';
import { type Incident, type Severity, severityBecause } from '../../core/incident.ts';
import { type Observable, spell } from '../../core/observable.ts';
import { counted, percent } from '../../core/text.ts';
import { withinBudget } from '../budget.ts';
import type { CaseState } from '../case-state.ts';
import { buttons } from '../contracts.ts';
import type { Drawing } from './answer.ts';
import { actions, bullets, context, type DrawnButton, facts, press, section } from './blocks.ts';
import { joined, type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import { proposalLine, usable } from './proposal-card.ts';

/** How many names a line of the card lists before it counts. */
const mostNames = 4;

/** The living card of an incident: how bad and about whom in the first line, then why, then what is done about it, buttons last. */
export function incidentCard(state: CaseState, now: Instant): Drawing {
  const { incident, page, proposals } = state;
  const blocks: KnownBlock[] = [
    section(mrkdwn`${headline(incident)}\n*${{ link: page, label: incident.id }} · ${incident.title}*`),
    ...facts(whoAndWhere(state)),
    ...whyBlocks(state),
    ...(proposals.length === 0
      ? []
      : [
          bullets(
            'Containment',
            proposals.map((proposal) => proposalLine(proposal, now)),
            page,
            1500,
          ),
        ]),
    context(footer(state)),
    ...actions(buttonsOf(state, now)),
  ];
  const { severity, assessment, id, title } = incident;
  return { text: String(mrkdwn`${severity} ${assessment?.score ?? ''}: ${id} ${title}`), blocks: withinBudget(blocks, page) };
}

const sign: Readonly<Record<Severity, string>> = { critical: '🔴', high: '🟠', medium: '🟡', low: '🔵' };

function headline({ severity, assessment, phase, verdict, drill }: Incident): Mrkdwn {
  const score = assessment === null ? 'opened by hand' : `score ${assessment.score}, ${percent(assessment.confidence)} sure`;
  const exercise = drill ? 'DRILL · ' : '';
  if (phase === 'closed') return mrkdwn`⚪ *${exercise}Closed: ${verdict?.replace('-', ' ') ?? 'without a verdict'}* · was ${severity}, ${score}`;
  const progress = phase === 'open' ? '' : ` · ${phase}`;
  return mrkdwn`${sign[severity]} *${exercise}${severity.toUpperCase()} · ${score}*${progress}`;
}

function whoAndWhere({ incident, ownName, commander, alerts }: CaseState): readonly (readonly [string, Mrkdwn])[] {
  const { observables } = incident;
  const people = observables.filter(({ kind, role }) => role === 'actor' || kind === 'user' || kind === 'email');
  const origins = observables.filter((observable) => observable.role === 'source' && !people.includes(observable));
  const systems = observables.filter((observable) => isSystem(observable) && !people.includes(observable) && !origins.includes(observable));
  const others = observables.filter((observable) => ![...people, ...origins, ...systems].includes(observable));
  const countries = [...new Set(alerts.flatMap(({ place }) => place?.country ?? []))];
  return [
    ['Who', names(people, ownName)],
    ...(origins.length > 0 ? [['From', mrkdwn`${names(origins, ownName)}${countries.length > 0 ? ` (${countries.join(', ')})` : ''}`] as const] : []),
    ...(systems.length > 0 ? [['Systems', names(systems, ownName)] as const] : []),
    ...(others.length > 0 ? [['Also named', names(others, ownName)] as const] : []),
    ['Since', mrkdwn`${{ at: incident.startedAt }}`],
    ['Commander', mrkdwn`${commander ?? 'nobody yet'}`],
  ];
}

/** What was attacked, and machines that somebody only named. */
function isSystem({ kind, role }: Observable): boolean {
  return role === 'target' || kind === 'host' || kind === 'cloud-resource' || kind === 'container' || kind === 'repo';
}

/** Who or what it is, in the team's own name where it has one, with the first spelling that alerts gave it; each person and asset once. */
function names(observables: readonly Observable[], ownName: CaseState['ownName']): Mrkdwn {
  const words = new Map<string, Mrkdwn>();
  for (const observable of observables) {
    const own = ownName(observable);
    const word = own === undefined ? mrkdwn`${spell(observable)}` : mrkdwn`*${own}* (${spell(observable)})`;
    if (!words.has(own ?? observable.value)) words.set(own ?? observable.value, word);
  }
  if (words.size === 0) return mrkdwn`not known yet`;
  const shown = joined([...words.values()].slice(0, mostNames), ', ');
  return words.size > mostNames ? mrkdwn`${shown} and ${words.size - mostNames} more` : shown;
}

function whyBlocks({ incident, alerts, page }: CaseState): readonly KnownBlock[] {
  const { assessment } = incident;
  const rated = severityBecause(incident, alerts);
  const telling = (assessment?.factors ?? []).filter(({ points, because }) => points !== 0 && because.length > 0);
  const lines = telling
    .toSorted((a, b) => b.points - a.points)
    .map(({ name, points, because }) => {
      const sum = `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(1)}`;
      return mrkdwn`${{ code: sum }} ${factorTitles[name]}: ${because.join(' ')}`;
    });
  const all = rated === undefined ? lines : [mrkdwn`${rated}`, ...lines];
  return all.length === 0 ? [] : [bullets('Why', all, page, 1800)];
}

function footer({ incident, alerts, ticket, channel, prefix }: CaseState): Mrkdwn {
  const received = alerts.reduce((sum, { count }) => sum + count, 0);
  const parts: Mrkdwn[] = [
    mrkdwn`${counted(received, 'alert')}`,
    ...(incident.attacks.length > 0 ? [mrkdwn`ATT&CK ${incident.attacks.join(', ')}`] : []),
    ...(ticket ? [mrkdwn`ticket ${{ link: ticket.url, label: ticket.key }}`] : []),
    ...(channel === undefined ? [] : [mrkdwn`<#${channel}>`]),
    mrkdwn`${{ code: `${prefix}triage ${incident.id}` }}`,
  ];
  return joined(parts, ' · ');
}

function buttonsOf({ incident, proposals }: CaseState, now: Instant): readonly DrawnButton[] {
  const { id, phase, commander } = incident;
  if (phase === 'closed')
    return [press(buttons.openReport, { incident: id }, 'Report'), press(buttons.timeline, { incident: id, page: 1 }, 'Timeline')];
  const waiting = proposals.filter(({ state }) => state === 'proposed');
  const contain = waiting.slice(0, 3).flatMap((proposal) => usable(proposal, now).slice(0, 1));
  return [
    ...contain.map(({ contract, value, label, style }) => press(contract, value, label, style)),
    press(buttons.caseFile, { incident: id }, 'Case file'),
    press(buttons.timeline, { incident: id, page: 1 }, 'Timeline'),
    ...(commander === null ? [press(buttons.take, { incident: id }, 'Take the lead')] : []),
  ];
}
