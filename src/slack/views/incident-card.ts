import type { KnownBlock } from '@slack/types';
import type { Instant } from '../../core/alert.ts';
import { factorTitles } from '../../core/assessment.ts';
import { drillMark } from '../../core/drill.ts';
import { flappingWords, isFlapping } from '../../core/flapping.ts';
import { type Incident, type Severity, severityBecause } from '../../core/incident.ts';
import { type Observable, spell } from '../../core/observable.ts';
import type { Proposal } from '../../core/proposal.ts';
import { questionLine } from '../../core/question-sentences.ts';
import { holdsNow } from '../../core/stands-open.ts';
import { counted, percent } from '../../core/text.ts';
import { tlpLabel } from '../../core/tlp.ts';
import { withinBudget } from '../budget.ts';
import type { CaseState } from '../case-state.ts';
import { buttons } from '../contracts.ts';
import type { Drawing } from './answer.ts';
import { actions, bullets, context, type DrawnButton, facts, press, section } from './blocks.ts';
import { banner } from './brakes.ts';
import { joined, type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import { proposalLine, usable } from './proposal-card.ts';

/** How many names a line of the card lists before it counts. */
const mostNames = 4;

/** The living card of an incident: how bad and about whom in the first line, then why, then what is done about it, buttons last. */
export function incidentCard(state: CaseState, now: Instant): Drawing {
  const { incident, page, proposals } = state;
  const blocks: KnownBlock[] = [
    section(mrkdwn`${headline(incident, proposals)}\n*${{ link: page, label: incident.id }} · ${incident.title}*`),
    ...banner(state.brakes, proposals, state.prefix),
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
    ...askedBlocks(state),
    ...flappingBlocks(state),
    ...(state.lacks === undefined ? [] : [context(mrkdwn`${state.lacks}`)]),
    context(footer(state)),
    ...unbuttoned(state, now),
    ...actions(incident.id, buttonsOf(state, now)),
  ];
  const { severity, assessment, id, title } = incident;
  return { text: String(mrkdwn`${severity} ${assessment?.score ?? ''}: ${id} ${title}`), blocks: withinBudget(blocks, page) };
}

const sign: Readonly<Record<Severity, string>> = { critical: '🔴', high: '🟠', medium: '🟡', low: '🔵' };

function headline({ severity, assessment, phase, verdict, drill, mergedInto }: Incident, proposals: readonly Proposal[]): Mrkdwn {
  const score = assessment === null ? 'opened by hand' : `score ${assessment.score}, ${percent(assessment.confidence)} sure`;
  const exercise = drill ? `${drillMark} · ` : '';
  if (mergedInto !== null) return mrkdwn`⚪ *${exercise}Merged into ${mergedInto}* · was ${severity}, ${score}`;
  if (phase === 'closed') return mrkdwn`⚪ *${exercise}Closed: ${verdict?.replace('-', ' ') ?? 'without a verdict'}* · was ${severity}, ${score}`;
  // One containment that runs while others wait is not what somebody half awake understands by contained.
  const partly = phase !== 'contained' && proposals.some(holdsNow);
  const progress = partly ? ' · partly contained' : phase === 'open' ? '' : ` · ${phase}`;
  return mrkdwn`${sign[severity]} *${exercise}${severity.toUpperCase()} · ${score}*${progress}`;
}

function whoAndWhere({ incident, ownName, commander, alerts }: CaseState): readonly (readonly [string, Mrkdwn])[] {
  const { observables } = incident;
  const people = observables.filter(({ kind, role }) => kind !== 'secret' && (role === 'actor' || kind === 'user' || kind === 'email'));
  const origins = observables.filter((observable) => observable.role === 'source' && observable.kind !== 'secret' && !people.includes(observable));
  const credentials = observables.filter(({ kind }) => kind === 'secret');
  const placed = [...people, ...origins, ...credentials];
  const systems = observables.filter((observable) => isSystem(observable) && !placed.includes(observable));
  const others = observables.filter((observable) => ![...placed, ...systems].includes(observable));
  const countries = [...new Set(alerts.flatMap(({ place }) => place?.country ?? []))];
  return [
    ['Who', names(people, ownName)],
    ...(origins.length > 0 ? [['From', mrkdwn`${names(origins, ownName)}${countries.length > 0 ? ` (${countries.join(', ')})` : ''}`] as const] : []),
    ...(credentials.length > 0 ? [['Credentials', names(credentials, ownName)] as const] : []),
    ...(systems.length > 0 ? [['Systems', names(systems, ownName)] as const] : []),
    ...(others.length > 0 ? [['Also named', names(others, ownName)] as const] : []),
    ['Since', mrkdwn`${{ at: incident.startedAt }}`],
    ['Commander', mrkdwn`${commander ?? (incident.phase === 'closed' ? 'nobody' : 'nobody yet')}`],
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
  const telling = (assessment?.factors ?? []).filter(({ points }) => points !== 0);
  const lines = telling
    .toSorted((a, b) => b.points - a.points)
    .map(({ name, points, because }) => mrkdwn`${{ code: signed(points) }} ${factorTitles[name]}: ${because.join(' ')}`);
  const sums =
    assessment === null
      ? []
      : [
          mrkdwn`${{ code: signed(assessment.prior) }} Before any evidence: few alerts turn out to be an incident. ${assessment.priorBecause ?? ''}`,
          mrkdwn`${{ code: signed(assessment.total) }} In all, which makes the score ${assessment.score} of 100 (100 / (1 + 10^(−total/10))).`,
        ];
  const all = [...(rated === undefined ? [] : [mrkdwn`${rated}`]), ...lines, ...sums];
  return all.length === 0 ? [] : [bullets('Why', all, page, 1800)];
}

function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
}

/** What people were asked, and what they said; the newest last. */
function askedBlocks({ incident, nameOf, page }: CaseState): readonly KnownBlock[] {
  const lines = incident.questions.map((question) => mrkdwn`${questionLine(question, nameOf)}`);
  return lines.length === 0 ? [] : [bullets('Was this you?', lines, page, 900)];
}

/** Alerts that nobody can take at their word. */
function flappingBlocks({ alerts, page }: CaseState): readonly KnownBlock[] {
  const lines = alerts
    .filter(isFlapping)
    .map((alert) => mrkdwn`${alert.title} of ${alert.source} ${flappingWords(alert)}. The incident stays open until a person closes it.`);
  return lines.length === 0 ? [] : [bullets('Flapping', lines, page, 600)];
}

function footer({ incident, alerts, ticket, channel, prefix, tlp }: CaseState): Mrkdwn {
  const received = alerts.reduce((sum, { count }) => sum + count, 0);
  const parts: Mrkdwn[] = [
    mrkdwn`*${tlpLabel(tlp)}*`,
    mrkdwn`${counted(received, 'alert')}`,
    ...(incident.attacks.length > 0 ? [mrkdwn`ATT&CK ${incident.attacks.join(', ')}`] : []),
    ...(ticket ? [mrkdwn`ticket ${{ link: ticket.url, label: ticket.key }}`] : []),
    ...(channel === undefined ? [] : [mrkdwn`<#${channel}>`]),
    mrkdwn`${{ code: `${prefix}triage ${incident.id}` }}`,
  ];
  return joined(parts, ' · ');
}

/** How many containments have a button on the card. */
const mostContainments = 3;

/** Those that still wait for a yes and may have it. */
function waitingNow({ incident, proposals }: CaseState, now: Instant): readonly Proposal[] {
  return incident.phase === 'closed' ? [] : proposals.filter(({ state, expiresAt }) => state === 'proposed' && now < expiresAt);
}

/** What waits and has no button here, with what to type for it. */
function unbuttoned(state: CaseState, now: Instant): readonly KnownBlock[] {
  const rest = waitingNow(state, now).slice(mostContainments);
  if (rest.length === 0) return [];
  const typed = rest.map(({ id }) => mrkdwn`${{ code: `${state.prefix}contain ${id}` }}`);
  return [context(mrkdwn`And ${rest.length} more ${rest.length === 1 ? 'waits' : 'wait'} for a yes: ${joined(typed, ', ')}`)];
}

function buttonsOf(state: CaseState, now: Instant): readonly DrawnButton[] {
  const { id, phase, commander } = state.incident;
  if (phase === 'closed')
    return [press(buttons.openReport, { incident: id }, 'Report'), press(buttons.timeline, { incident: id, page: 0, filter: 'all' }, 'Timeline')];
  const contain = waitingNow(state, now)
    .slice(0, mostContainments)
    .flatMap((proposal) => usable(proposal, now).slice(0, 1));
  return [
    ...contain.map(({ contract, value, label, style }) => press(contract, value, label, style)),
    press(buttons.caseFile, { incident: id }, 'Case file'),
    press(buttons.timeline, { incident: id, page: 0, filter: 'all' }, 'Timeline'),
    ...(commander === null ? [press(buttons.take, { incident: id }, 'Take the lead')] : []),
  ];
}
