import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/observe/metrics.ts';
import { sampleIncident, sampleProposal } from '../storage/samples.ts';
import { botWith } from '../web/bot.ts';

const folder = path.join(import.meta.dirname, '..', '..', 'docs', 'monitoring');
const now = '2026-03-14T03:00:00.000Z';
const start = '2026-03-14T02:00:00.000Z';

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}
const grafana = JSON.parse(readFileSync(path.join(folder, 'grafana.json'), 'utf8')) as { readonly panels: readonly Panel[] };
const rules = (
  parse(readFileSync(path.join(folder, 'alerts.yml'), 'utf8')) as { groups: { rules: { alert: string; expr: string; annotations: object }[] }[] }
).groups.flatMap((group) => group.rules);

/** Every query that is asked, with who asks it. */
const queries = [
  ...grafana.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
];

/** Words of PromQL itself that stand where a metric or a label might. */
const grammar = /\b(sum|max|rate|by|or|absent|histogram_quantile|le|job|up)\b/g;

async function page(): Promise<string> {
  let time = start;
  const { store } = await botWith([], () => time);
  const metrics = createMetrics(store, () => now);
  await store.commit({
    state: [
      { put: 'incident', value: sampleIncident('INC-1', { severity: 'critical' }) },
      { put: 'incident', value: sampleIncident('INC-2', { severity: 'critical', drill: true }) },
      { put: 'incident', value: sampleIncident('INC-3', { severity: 'low', phase: 'closed' }) },
      { put: 'proposal', value: sampleProposal('P-1', { state: 'done' }) },
      { put: 'proposal', value: sampleProposal('P-2', { state: 'unknown' }) },
      {
        put: 'brake',
        value: {
          id: 'breaker',
          pulled: { at: start, by: { kind: 'bot', id: 'firebreak', name: 'Firebreak' }, reason: 'x' },
          released: null,
          revision: 1,
        },
      },
    ],
    events: [
      {
        incident: 'INC-1',
        type: 'brake.pulled',
        happenedAt: start,
        by: { kind: 'bot', id: 'firebreak', name: 'Firebreak' },
        payload: { brake: 'breaker', reason: 'x' },
      },
    ],
    jobs: [
      { flow: 'enrich-incident', args: {}, runAt: '2026-03-14T02:59:00.000Z' },
      { flow: 'enrich-incident', args: {}, runAt: '2026-03-14T09:00:00.000Z' },
    ],
    outbox: [{ outlet: 'slack', subject: 'card:INC-1', incident: 'INC-1', lane: 'x', priority: 1 }],
  });
  time = now;
  metrics.call({ vendor: 'okta', operation: 'x', outcome: 'ok', ms: 1 });
  metrics.slackCall('chat.postMessage', 'ok');
  return (await metrics.page()).text;
}

it('the page says what is open, contained and held up, and how long what is due has waited', async () => {
  const text = await page();
  for (const line of [
    'firebreak_incidents_open{severity="critical"} 1',
    'firebreak_incidents_open{severity="low"} 0',
    'firebreak_containments{state="done"} 1',
    'firebreak_containments{state="unknown"} 1',
    'firebreak_containments{state="failed"} 0',
    'firebreak_brake_pulled{brake="breaker"} 1',
    'firebreak_brake_pulled{brake="freeze"} 0',
    'firebreak_oldest_due_seconds{queue="jobs"} 60',
    'firebreak_oldest_due_seconds{queue="outbox"} 3600',
    'firebreak_unsigned_seconds 3600',
    'firebreak_events 1',
    'firebreak_led 0',
  ])
    expect(text.split('\n')).toContain(line);
});

it('every query of the dashboard and of the alert rules asks for metrics and labels that there are', async () => {
  const text = await page();
  const names = new Set(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_count', '_sum'].map((end) => name + end) : [name],
    ),
  );
  const declared = declaredLabels();
  expect(queries.length).toBeGreaterThan(25);
  for (const [who, expr] of queries) {
    const words = expr
      .replace(/"[^"]*"/g, '""')
      .replace(/\[\w+\]/g, '')
      .replace(grammar, '');
    const asked = [...words.matchAll(/\b[a-z]\w*_\w+\b/g)].map(([name]) => name);
    for (const name of asked) expect([who, name, names.has(name)]).toEqual([who, name, true]);
    const labels = [...words.replace(/\b[a-z]\w*_\w+\b/g, '').matchAll(/\b[a-z]\w+\b/g)].map(([label]) => label);
    for (const label of labels) expect([who, label, asked.some((name) => declared(name).includes(label))]).toEqual([who, label, true]);
  }
});

it('every alert says what happened and what to do', () => {
  expect(rules.map(({ alert }) => alert)).toEqual(expect.arrayContaining(['FirebreakDown', 'FirebreakOutboxOld', 'FirebreakBreakerOpen']));
  for (const { annotations } of rules) expect(annotations).toEqual({ summary: expect.any(String), description: expect.stringMatching(/\.$/) });
});

/** The labels of a metric, as the source declares them. */
function declaredLabels(): (name: string) => readonly string[] {
  const observe = path.join(folder, '..', '..', 'src', 'observe');
  const source = ['metrics.ts', 'store-metrics.ts'].map((file) => readFileSync(path.join(observe, file), 'utf8')).join('\n');
  return (name) => {
    const own = name.replace(/_(bucket|count|sum)$/, '');
    const at = source.indexOf(`'${own}'`);
    const declaration = own.startsWith('firebreak_confidence') ? "labelNames: ['action']" : source.slice(at, source.indexOf('registers', at));
    return [...(/labelNames: \[([^\]]*)\]/.exec(declaration)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(([, label = '']) => label);
  };
}
