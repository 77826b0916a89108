import { mayRead } from '../core/access.ts';
import type { Alert } from '../core/alert.ts';
import { alertFate, type FunnelWindow, type SourceFunnel, totalOf } from '../core/funnel.ts';
import type { InLine } from '../core/quota.ts';
import { spanOf } from '../core/span.ts';
import { counted, strung, type Text } from '../core/text.ts';
import { Untrusted } from '../core/untrusted.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { fits } from './assess-incident.ts';
import { onlyForReaders } from './only-for-readers.ts';
import { windowUntilNow } from './read-metrics.ts';

/** Of how many incidents the rules are looked at that no playbook handles, and how many of these rules are named. */
const mostIncidents = 500;
const mostUnrouted = 10;
/** How many alerts are named for each fate. */
const mostNamed = 5;

/** The headings of a funnel, in the order in which something falls through it. Received is the sum of the others. */
export const funnelColumns = ['Source', 'Received', 'Quarantined', 'Duplicates', 'Snoozed', 'Silent', 'Merged', 'Opened'] as const;

/** A funnel as rows under `funnelColumns`: who sent most first, and their sum below when there are several. */
export function funnelRows(funnels: readonly SourceFunnel[]): readonly (readonly string[])[] {
  const sorted = funnels.toSorted((a, b) => b.received - a.received || a.source.localeCompare(b.source));
  const all = funnels.length > 1 ? [{ source: 'all', ...totalOf(funnels) }] : [];
  return [...sorted, ...all].map(({ source, received, quarantined, duplicate, snoozed, silent, merged, opened }) => [
    source,
    ...[received, quarantined, duplicate, snoozed, silent, merged, opened].map(String),
  ]);
}

/**
 * What was received within the last `spanMs` and what became of it, exactly; and what has never been heard of. `why` names the newest alerts of each fate.
 * @throws RefusedError for whoever may not read.
 */
export async function showFunnel(bot: Bot, { spanMs, why }: { readonly spanMs: number; readonly why: boolean }, by: By): Promise<Answer> {
  onlyForReaders('The funnel', bot, by);
  const window = windowUntilNow(bot, spanMs);
  const funnels = await bot.store.funnel(window);
  const silentOnes = await neverHeard(bot);
  const inLine = await bot.store.inLine();
  const unrouted = await unroutedRules(bot, window.since, by);
  const { received, ...fates } = totalOf(funnels);
  const named = why ? await namedOf(bot, window, by) : [];
  const parts: Part[] = [
    funnels.length > 0
      ? { table: { columns: funnelColumns, rows: funnelRows(funnels) } }
      : { text: 'Nothing was received in this time. Sources send to /hooks/<source>.' },
    ...(inLine.length > 0 ? [{ text: sentenceOfLine(inLine, bot.files.policy.intake.perMinute) }] : []),
    ...named.map(({ fate, alerts }) => ({ facts: [[fate, strung(alerts.map(spelled), ', ')]] as const })),
    ...(silentOnes.sources.length > 0 ? [{ text: `Sources that never sent anything: ${silentOnes.sources.join(', ')}.` }] : []),
    ...(silentOnes.rules.length > 0 ? [{ text: `Correlation rules that never tied anything together: ${silentOnes.rules.join(', ')}.` }] : []),
    ...(unrouted.length > 0
      ? [
          { heading: 'Shown, and no playbook says what to do' },
          { list: unrouted.map(({ rule, incidents }): Text => [`${incidents} × `, Untrusted.of(rule)]) },
        ]
      : []),
    {
      hint: [
        'Received is the sum of the rest. What is silent is stored and may still be merged or opened; then it moves. Which alerts: ',
        { code: `${bot.commandPrefix}metrics funnel --why` },
      ],
    },
  ];
  return answer(`${received} received in ${spanOf(spanMs)}, ${fates.opened + fates.merged} of them in incidents`, parts, {
    ...window,
    total: { received, ...fates },
    sources: funnels,
    neverHeard: silentOnes,
    unrouted,
    inLine,
    ...(why && { alerts: Object.fromEntries(named.map(({ fate, alerts }) => [fate, alerts.map(({ id }) => id)])) }),
  });
}

/** How much is taken and kept, and not yet looked at. */
function sentenceOfLine(inLine: readonly InLine[], perMinute: number): string {
  const ofSource = ({ source, waiting, beyondQuota }: InLine) =>
    `${source} ${waiting}${beyondQuota > 0 ? `, of which ${beyondQuota} beyond its ${perMinute} in a minute` : ''}`;
  const all = inLine.reduce((sum, { waiting }) => sum + waiting, 0);
  return `${counted(all, 'alert')} kept and still to be placed, silent until then: ${inLine.map(ofSource).join('; ')}. The most severe are next, and those within their source’s quota.`;
}

/** Sources of which nothing was ever received, and rules that never tied an incident together: nobody notices these by themselves. */
async function neverHeard(bot: Bot): Promise<{ readonly sources: readonly string[]; readonly rules: readonly string[] }> {
  const heard = await bot.store.heard();
  const sent = new Set(heard.sources);
  const fired = new Set(heard.rules);
  return {
    sources: [...bot.catalogue.sources.keys()].filter((id) => !sent.has(id)),
    rules: bot.files.correlations.map(({ id }) => id).filter((id) => !fired.has(id)),
  };
}

/** The rules of incidents that were shown since then and that no playbook fits: people were told, and left alone with it. The most frequent first. */
async function unroutedRules(bot: Bot, since: string, by: By): Promise<readonly { readonly rule: string; readonly incidents: number }[]> {
  const shown = (await bot.store.incidents({ since, limit: mostIncidents })).filter(
    (incident) => incident.shown.card && mayRead(by.person, incident, bot.files.policy),
  );
  const left = shown.filter((incident) => !bot.files.playbooks.some((playbook) => fits(playbook, incident)));
  const rules = Map.groupBy(
    left.flatMap(({ rule, alertRules }) => (rule === null ? alertRules : [rule])),
    (rule) => rule,
  );
  const counted = [...rules].map(([rule, all]) => ({ rule, incidents: all.length }));
  return counted.toSorted((a, b) => b.incidents - a.incidents || a.rule.localeCompare(b.rule)).slice(0, mostUnrouted);
}

interface Named {
  readonly fate: string;
  readonly alerts: readonly Alert[];
}

/** The newest alerts of each fate that this person may know of. */
async function namedOf(bot: Bot, window: FunnelWindow, by: By): Promise<readonly Named[]> {
  const named: Named[] = [];
  for (const fate of alertFate.options) {
    const alerts: Alert[] = [];
    for (const alert of await bot.store.arrivals(window, fate, mostNamed)) {
      const incident = alert.incident === null ? undefined : await bot.store.get('incident', alert.incident);
      if (incident === undefined || mayRead(by.person, incident, bot.files.policy)) alerts.push(alert);
    }
    if (alerts.length > 0) named.push({ fate, alerts });
  }
  return named;
}

function spelled({ id, source, rule, incident }: Alert): Text & string {
  return `${id} (${source} ${rule}${incident === null ? '' : `, ${incident}`})`;
}
