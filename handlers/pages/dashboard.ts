import { brakeTitles } from '../../src/core/brake.ts';
import { totalOf } from '../../src/core/funnel.ts';
import { type Incident, severity } from '../../src/core/incident.ts';
import { metricValue } from '../../src/core/metric-words.ts';
import { standingOf } from '../../src/core/proposal-sentences.ts';
import { counted, percent } from '../../src/core/text.ts';
import type { Week } from '../../src/core/trends.ts';
import { type Dashboard, dashboardDays, dashboardWeeks, readDashboard } from '../../src/flows/show-dashboard.ts';
import { funnelColumns, funnelRows } from '../../src/flows/show-funnel.ts';
import type { MetricLine } from '../../src/flows/show-metrics.ts';
import { barChart, columnChart } from '../../src/kit/chart.ts';
import { type Html, type HtmlPart, html } from '../../src/kit/html.ts';
import { htmlText } from '../../src/kit/html-text.ts';
import { definePage } from '../../src/kit/index.ts';
import { tableHtml } from '../../src/kit/table-html.ts';

export default definePage({
  id: 'dashboard',
  title: 'Security incidents',
  path: '/',
  alsoAt: ['/incidents', '/incidents/', '/dashboard'],
  render: async (bot, _, by) => {
    const board = await readDashboard(bot, by);
    const when = (at: string) => htmlText({ at }, by.timezone);
    const body = html`<p class="quiet">As of ${when(board.now)}.</p>
${board.brakes.map(({ id, pulled }) => html`<p class="alarm" role="status"><strong>${brakeTitles[id]}.</strong> ${pulled.by.name}, ${when(pulled.at)}: ${pulled.reason}</p>`)}
${nowTiles(board)}
${section('open', 'Open now', openTable(board.open))}
${section('contained', 'Contained now', containedTable(board, when))}
${section('measured', `Measured over ${dashboardDays} days`, measured(board))}
${section('trends', `The last ${dashboardWeeks} weeks`, trends(board.weeks))}
${section('received', `Received in ${dashboardDays} days`, received(board))}
${section('closed', 'Closed last', closedTable(board.closed, when))}`;
    return { type: 'html', body: String(body) };
  },
});

function section(id: string, heading: string, inside: Html): Html {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>${inside}</section>`;
}

function nowTiles({ open, contained, waiting }: Dashboard): Html {
  const unknown = contained.filter(({ state }) => state === 'unknown').length;
  const bySeverity = severity.options
    .toReversed()
    .map((name) => [name, open.filter((incident) => incident.severity === name).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const drifted = contained.filter(({ drift, state }) => drift !== null && state === 'done').length;
  return html`<ul class="tiles" aria-label="Now">
${tile('Open', String(open.length), bySeverity.join(', ') || 'nothing to do')}
${tile('Without a lead', String(open.filter(({ commander }) => commander === null).length), 'of those that are open')}
${tile('Contained', String(contained.length), drifted > 0 ? `${drifted} no longer in force` : unknown > 0 ? `${unknown} not known` : contained.length === 0 ? 'nothing' : 'all as they were left')}
${tile('Waiting for a yes', String(waiting.length), waiting.length === 0 ? 'nobody is asked' : 'in Slack')}</ul>`;
}

function tile(label: HtmlPart, value: string, below: string): Html {
  return html`<li class="tile"><span class="label">${label}</span> <strong class="value">${value}</strong> <span class="below">${below}</span></li>`;
}

function openTable(open: readonly Incident[]): Html {
  if (open.length === 0) return html`<p class="empty">Nothing is open. As soon as an alert scores high enough, its incident stands here.</p>`;
  return tableHtml({
    caption: 'Open incidents, the highest score first',
    quietCaption: true,
    columns: ['Incident', 'What', 'Severity', 'Score', 'State', 'Opened'],
    rows: open.map(({ id, title, severity: rated, assessment, phase, openedAt, drill }) => [
      html`<a href="/incidents/${id}">${id}</a>`,
      html`${drill && 'Drill: '}${title}`,
      severityMark(rated),
      assessment?.score ?? '–',
      phase,
      short(openedAt),
    ]),
  });
}

function severityMark(rated: Incident['severity']): Html {
  return html`<span class="severity ${rated}">${rated}</span>`;
}

function containedTable({ contained, now }: Dashboard, when: (at: string) => Html): Html {
  if (contained.length === 0) return html`<p class="empty">Nothing that you can read is contained.</p>`;
  const table = tableHtml({
    caption: 'What is contained now, and until when',
    quietCaption: true,
    columns: ['Which', 'What', 'State', 'Until'],
    rows: contained.map((proposal) => [
      html`${proposal.id}, <a href="/incidents/${proposal.incident}">${proposal.incident}</a>`,
      `${proposal.verb} ${proposal.resolved.label}`,
      proposal.drift !== null && proposal.state === 'done' ? 'No longer in force' : standingOf(proposal, now),
      proposal.leaseUntil === null ? 'until somebody undoes it' : when(proposal.leaseUntil),
    ]),
  });
  return html`${table}<p><a href="/containments">Who allowed each, and how it is taken back</a></p>`;
}

function measured({ lines, before, measured: count }: Dashboard): Html {
  const known = lines.map((line, index) => ({ line, former: before[index] })).filter(({ line }) => line.value !== null);
  const unknown = lines.filter(({ value }) => value === null);
  const link = ({ metric, title }: MetricLine) => html`<a href="/measured/${metric}">${title}</a>`;
  const tiles = known.map(({ line, former }) => tile(link(line), metricValue(line.value, line.unit), change(line, former)));
  const rests =
    count === 0
      ? html`<p class="empty">No incident was closed in this time, so there is nothing to measure about any yet.</p>`
      : html`<p class="quiet">From ${counted(count, 'closed incident')}, as each stood when it was closed; drills are left out. Each number leads to its definition and to what it rests on.</p>`;
  return html`${rests}${tiles.length > 0 && html`<ul class="tiles">${tiles}</ul>`}
${unknown.length > 0 && html`<p class="quiet">Nothing counts yet in ${unknown.map((line, index) => html`${index > 0 && ', '}${link(line)}`)}.</p>`}`;
}

/** How it was before, in words: a colour alone would say nothing to some. */
function change({ value, unit, better }: MetricLine, before: MetricLine | undefined): string {
  const former = before?.value ?? null;
  if (former === null) return 'not measured before';
  const was = `before: ${metricValue(former, unit)}`;
  if (value === null || better === null || value === former) return was;
  return `${was}, so ${value > former === (better === 'more') ? 'better' : 'worse'}`;
}

function trends(weeks: readonly Week[]): Html {
  const closed = weeks.reduce((sum, { truePositives, others }) => sum + truePositives + others, 0);
  if (closed === 0)
    return html`<p class="empty">Nothing was closed in these weeks. Once incidents are closed, their weeks stand here side by side.</p>`;
  const label = ({ since }: Week) => `${Number(since.slice(8, 10))} ${months[Number(since.slice(5, 7)) - 1]}`;
  const counts = weeks.map((week) => ({
    label: label(week),
    stack: [week.truePositives, week.others],
    says: week.truePositives + week.others > 0 ? String(week.truePositives + week.others) : '',
  }));
  const times = weeks.map((week) => ({
    label: label(week),
    stack: [week.mttc ?? 0],
    says: week.mttc === null ? '' : coarse(week.mttc),
  }));
  const words = (title: string, columns: readonly { readonly label: string; readonly says: string }[]) => ({
    title,
    description: `Weeks from ${columns.map((column) => `${column.label}: ${column.says || 'none'}`).join(', ')}.`,
  });
  const table = tableHtml({
    caption: 'The same in figures',
    columns: ['Week from', 'True positives', 'Others', 'MTTC'],
    rows: weeks.map((week) => [short(week.since), week.truePositives, week.others, metricValue(week.mttc, 'time')]),
  });
  return html`<div class="charts"><figure>${columnChart({ name: 'closedweeks', ...words('Incidents closed per week', counts) }, counts)}
<figcaption>Closed per week: <span class="key key-1">true positives</span> <span class="key key-2">all others</span></figcaption></figure>
<figure>${columnChart({ name: 'mttcweeks', ...words('Mean time to contain per week', times) }, times)}<figcaption>Mean time to contain, by week of closing</figcaption></figure></div>
<details><summary>In figures</summary>${table}</details>`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Short enough to stand above a column. */
function coarse(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  if (minutes < 1) return `${Math.round(milliseconds / 1000)} s`;
  if (minutes < 100) return `${Math.round(minutes)} m`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`;
}

function received({ funnel }: Dashboard): Html {
  const total = totalOf(funnel);
  if (total.received === 0) return html`<p class="empty">Nothing was received in this time. Sources send to <code>/hooks/&lt;source&gt;</code>.</p>`;
  const of = (value: number) => `${value} (${percent(value / total.received)})`;
  const different = total.received - total.duplicate - total.quarantined;
  const bars = [
    { label: 'Received', value: total.received, says: String(total.received) },
    { label: 'Different from one another', value: different, says: of(different) },
    { label: 'Came into an incident', value: total.merged + total.opened, says: of(total.merged + total.opened) },
    { label: 'Opened one', value: total.opened, says: of(total.opened) },
  ];
  const description = `${bars.map(({ label, says }) => `${label}: ${says}`).join('. ')}.`;
  const table = tableHtml({ caption: 'By source; received is the sum of the rest', columns: funnelColumns, rows: funnelRows(funnel) });
  return html`<div class="charts"><figure>${barChart({ name: 'funnel', title: 'What was received, and what became of it', description }, bars)}
<figcaption>What is silent is stored, and moves to merged or opened when it joins an incident.</figcaption></figure></div>
<details><summary>By source</summary>${table}</details>`;
}

function closedTable(closed: readonly Incident[], when: (at: string) => Html): Html {
  if (closed.length === 0) return html`<p class="empty">Nothing that you can read was closed in the last ${dashboardWeeks} weeks.</p>`;
  return tableHtml({
    caption: 'Incidents that were closed last, the newest first',
    quietCaption: true,
    columns: ['Incident', 'What', 'Severity', 'Verdict', 'Closed'],
    rows: closed.map(({ id, title, severity: rated, verdict, closedAt, drill }) => [
      html`<a href="/incidents/${id}">${id}</a>`,
      html`${drill && 'Drill: '}${title}`,
      severityMark(rated),
      verdict?.replace('-', ' '),
      closedAt === null ? '' : when(closedAt),
    ]),
  });
}

function short(at: string): Html {
  return html`<time datetime="${at}">${at.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
