import type { Alert, Instant } from '../core/alert.ts';
import { factorTitles } from '../core/assessment.ts';
import type { Finding } from '../core/finding.ts';
import { severityBecause } from '../core/incident.ts';
import { whatItLacks } from '../core/notice.ts';
import { keyOf, spell } from '../core/observable.ts';
import { tlpOf } from '../core/policy.ts';
import { proposalLine } from '../core/proposal-sentences.ts';
import { questionLine } from '../core/question-sentences.ts';
import { holdsNow, whatStandsOpen } from '../core/stands-open.ts';
import { subjectsIn } from '../core/subjects.ts';
import type { Team } from '../core/team.ts';
import { counted, percent, plain, span, strung, type Text } from '../core/text.ts';
import type { TimelineEvent } from '../core/timeline.ts';
import { tlpLabel } from '../core/tlp.ts';
import { unknownsOf } from '../core/unknowns.ts';
import { type Answer, answer, type Offer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { Case } from './read-case.ts';

/** How many lines of one kind a case file shows; the rest is on the web page. */
const most = 8;

/**
 * The case file: what happened, which systems, what automation did, what evidence exists, and what is not known (S1:147-149). The answer to
 * `/triage INC-1` and what stands pinned in the incident's channel are the same.
 */
export function caseFile(bot: Bot, known: Case, offers: readonly Offer[] = []): Answer {
  const { incident, alerts, ticket } = known;
  const { team } = bot.files;
  const commander = incident.commander === null ? (incident.phase === 'closed' ? 'nobody' : 'nobody yet') : team.nameOf(incident.commander);
  const lacks = whatItLacks(incident, bot.files.policy, bot.commandPrefix);
  const parts: Part[] = [
    {
      facts: [
        ...(incident.mergedInto === null ? [] : [['Merged into', { link: bot.pageUrl(incident.mergedInto), label: incident.mergedInto }] as const]),
        ['Severity', severityLine(known)],
        ['Score', scoreLine(known)],
        ...(incident.phase === 'closed' ? [] : [['Contained', containedLine(known, team)] as const]),
        ['Commander', commander],
        ['Marked', tlpLabel(tlpOf(incident, bot.files.policy))],
        ['Started', { at: incident.startedAt }],
        ['Opened', { at: incident.openedAt }],
        ...(ticket ? [['Ticket', { link: ticket.url, label: ticket.key }] as const] : []),
      ],
    },
    { heading: 'What happened' },
    { list: cut(happened(alerts)) },
    { heading: 'Which systems and people' },
    { list: cut(subjectsIn(incident.observables, team).map(({ line }) => line)) },
    { heading: 'What the bot did' },
    { list: cut(automation(known, bot.now())) },
    { heading: 'What evidence there is' },
    { list: cut([...exhibits(known.events), ...evidence(known)]) },
    ...(incident.questions.length === 0
      ? []
      : [{ heading: 'Was this you?' }, { list: cut(incident.questions.map((question) => questionLine(question, team.nameOf))) }]),
    { heading: 'What is not known' },
    { list: cut(unknownsOf(known)) },
    ...(lacks === undefined ? [] : [{ hint: lacks }]),
    ...(offers.length > 0 ? [{ offers }] : []),
    ...unoffered(bot, known, offers),
    {
      hint: [
        'The score line by line: ',
        { code: `${bot.commandPrefix}triage ${incident.id} why` },
        ' · ',
        { link: bot.pageUrl(incident.id), label: 'the whole case' },
      ],
    },
  ];
  return answer([{ strong: `${incident.id} ` }, incident.title], parts, { ...known, events: undefined });
}

/** What waits for a yes and has no button here, with what to type for it. */
function unoffered({ commandPrefix, now }: Bot, { incident, proposals }: Case, offers: readonly Offer[]): readonly Part[] {
  const at = now();
  const offered = new Set(offers.flatMap(({ value }) => Object.values(value as Readonly<Record<string, unknown>>)));
  const rest = proposals.filter(({ id, state, expiresAt }) => state === 'proposed' && at < expiresAt && !offered.has(id));
  if (incident.phase === 'closed' || rest.length === 0) return [];
  const typed = rest.map(({ id }) => ({ code: `${commandPrefix}contain ${id}` }));
  return [{ hint: [`${counted(rest.length, 'more waits', 'more wait')} for a yes: `, ...strung(typed, ', ')] }];
}

/** The score, line by line: every factor with its points and its evidence. */
export function whyScore({ incident }: Case): Answer {
  const { assessment } = incident;
  if (assessment === null) {
    return answer(`${incident.id} has no score`, [{ text: 'It was opened by hand and no alert has joined it.' }], { assessment });
  }
  const rows: Text[][] = [
    ['Before any evidence', points(assessment.prior), `How often an alert turns out to be an incident. ${assessment.priorBecause ?? ''}`.trim()],
    ...assessment.factors.map(({ name, points: many, because }) => [factorTitles[name], points(many), because.join(' ') || 'Nothing speaks for it']),
    [{ strong: 'Total' }, { strong: points(assessment.total) }, `Score = 100 / (1 + 10^(−total/10)) = ${assessment.score}`],
  ];
  return answer(
    [{ strong: `${incident.id} ` }, `scores ${assessment.score} of 100, with ${percent(assessment.confidence)} confidence`],
    [
      { table: { columns: ['Factor', 'Points', 'Because'], rows } },
      { heading: 'How sure that is' },
      { list: assessment.confidenceBecause },
      { hint: `Points are 10·log10 of odds: +10 makes it ten times as likely.` },
    ],
    { assessment },
  );
}

/** Whether it is contained, and what keeps it from being so. */
function containedLine({ incident, proposals }: Case, team: Team): string {
  const open = whatStandsOpen(incident, proposals, team);
  if (incident.phase === 'contained') return open.length === 0 ? 'yes' : `somebody said so. ${open.join(' ')}`;
  const some = proposals.some(holdsNow) ? 'partly' : 'no';
  return [`${some}.`, ...open.slice(0, mostOpen), ...(open.length > mostOpen ? [`And ${open.length - mostOpen} more.`] : [])].join(' ');
}

/** How much of what stands open the case file names. */
const mostOpen = 4;

function severityLine({ incident, alerts }: Case): string {
  const because = severityBecause(incident, alerts);
  return `${incident.severity}, ${incident.phase}${because === undefined ? '' : `. ${because}`}`;
}

function scoreLine({ incident }: Case): string {
  const { assessment } = incident;
  if (assessment === null) return 'none: no alert has joined it yet';
  return `${assessment.score} of 100, ${percent(assessment.confidence)} confidence`;
}

function points(many: number): string {
  return `${many > 0 ? '+' : ''}${many.toFixed(1).replace('-', '−')}`;
}

/** Events in the order in which they happened; a run of the same event is one line. */
function happened(alerts: readonly Alert[]): Text[] {
  const runs: { readonly first: Alert; last: Alert; count: number }[] = [];
  for (const alert of alerts.toSorted((a, b) => a.happenedAt.localeCompare(b.happenedAt))) {
    const run = runs.at(-1);
    if (run && run.first.rule === alert.rule && run.first.outcome === alert.outcome && run.first.source === alert.source) {
      run.last = alert;
      run.count += alert.count;
    } else {
      runs.push({ first: alert, last: alert, count: alert.count });
    }
  }
  return runs.map(({ first, last, count }) => [
    { at: first.happenedAt },
    last === first ? ' — ' : `, over ${span(first.happenedAt, last.happenedAt)} — `,
    ...(count > 1 ? [{ strong: `${count} × ` }] : []),
    first.title,
    ` (${first.source}${first.place?.country ? `, from ${first.place.country}` : ''})`,
  ]);
}

function automation({ incident, findings, proposals, ticket }: Case, now: Instant): Text[] {
  const asked = findings.filter(({ status }) => status === 'found' || status === 'nothing').length;
  return [
    `Tied ${counted(incident.alerts.length, 'alert')} together${incident.rule ? ` by the rule ${incident.rule}` : ''}`,
    `Asked ${counted(asked, 'question')} about what they name`,
    ...(ticket ? [['Opened the ticket ', { link: ticket.url, label: ticket.key }] as Text] : []),
    ...proposals.map((proposal) => proposalLine(proposal, now)),
  ];
}

/**
 * Every finding with its instant: what was so when it was asked may be otherwise since, not least by a containment. What one enricher says alike of
 * several names of a thing is said once, as of the first time.
 */
function evidence({ findings, events }: Case): Text[] {
  const found = findings
    .filter(({ status }) => status === 'found')
    .toSorted((a, b) => Number(b.hostile === true) - Number(a.hostile === true) || a.at.localeCompare(b.at));
  const said = Map.groupBy(found, ({ enricher, says }) => `${enricher} ${says.map((one) => plain(one)).join(' ')}`);
  return [...said.values()].flatMap((alike): Text[] => {
    const [first] = alike;
    if (first === undefined) return [];
    const { enricher, at, says } = first;
    const since = changedSince(first, events);
    const aged = since === undefined ? [] : [`, before ${since}`];
    return [[{ strong: enricher }, ' on ', ...strung(alike.map(spell), ', '), ', as of ', { at }, ...aged, ': ', ...strung(says.slice(0, 3))]];
  });
}

/** What the bot did to the same thing after it was looked at. */
function changedSince(finding: Finding, events: readonly TimelineEvent[]): string | undefined {
  const changed = events.findLast(
    (event) =>
      (event.type === 'containment.done' || event.type === 'containment.undone') &&
      event.happenedAt > finding.at &&
      keyOf(event.payload.target) === keyOf(finding),
  );
  if (changed?.type === 'containment.done') return `${changed.payload.proposal} was carried out`;
  return changed?.type === 'containment.undone' ? `${changed.payload.proposal} was taken back` : undefined;
}

/** At most `most` lines, and how many more there are. */
function cut(lines: readonly Text[]): readonly Text[] {
  if (lines.length === 0) return ['Nothing'];
  return lines.length > most ? [...lines.slice(0, most), `… ${lines.length - most} more on the page of the case`] : lines;
}

/** What was kept before an action destroyed it. */
function exhibits(events: readonly TimelineEvent[]): Text[] {
  return events
    .filter((event) => event.type === 'containment.evidence-kept')
    .flatMap(({ payload, happenedAt }) =>
      payload.exhibits.map(
        ({ name, sha256, size }): Text => [
          { strong: name },
          `, kept before ${payload.proposal}: ${size} bytes, SHA-256 `,
          { code: sha256.slice(0, 8) },
          ', as of ',
          { at: happenedAt },
        ],
      ),
    );
}
