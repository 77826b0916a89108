import type { Alert } from '../core/alert.ts';
import { correlate, titleOf } from '../core/correlate.ts';
import { fingerprintOf } from '../core/deduplicate.ts';
import { drillAlerts, drillMark, drillSource } from '../core/drill.ts';
import { InputError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import { Untrusted } from '../core/untrusted.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { keepsFromVendors } from './drill-grounds.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { openingOf } from './open-incident.ts';

/**
 * Begins a drill: an account takeover that is made up, correlated by the team's own rules, shown like a real one, and marked wherever it is shown. What it
 * leads to is assessed, proposed, approved and reported as ever; no metric, record or baseline knows of it, and real alerts never join it.
 * @throws RefusedError for whoever may only read; InputError while another drill is open.
 */
export function startDrill(bot: Bot, by: By): Promise<Incident> {
  onlyForAnalysts('Starting a drill', by);
  return settle(bot.store, async () => {
    const other = (await bot.store.incidents({ open: true, limit: 1000 })).find(({ drill }) => drill);
    if (other !== undefined) {
      throw new InputError(`${other.id} is a drill that is still open.`, {
        next: `Close it first: ${bot.commandPrefix}incident close ${other.id} inconclusive why`,
      });
    }
    const { correlations: rules, policy, team } = bot.files;
    const alerts = madeUp(bot);
    const last = alerts.at(-1) as Alert;
    const around = { nearby: alerts, open: [], rules, team, windowMinutes: policy.correlationMinutes };
    const { verdict, because } = correlate(last, around);
    const rule = verdict.to === 'alone' ? null : verdict.rule;
    const said = `${by.actor.name} began this drill: nothing of it has happened.`;
    const { incident, changes } = await openingOf(bot, {
      title: Untrusted.of(`${drillMark}: ${titleOf(rule, alerts, team).raw().replace(`${drillMark}: `, '')}`),
      alerts,
      opener: last.id,
      rule,
      because: [said, ...because],
      by: by.actor,
      drill: true,
    });
    return { changes, result: incident };
  });
}

function madeUp(bot: Bot): readonly Alert[] {
  const now = bot.now();
  return drillAlerts(bot.newId('D'), now).map((draft) => ({
    ...draft,
    id: bot.newId('A'),
    source: drillSource,
    fingerprint: fingerprintOf(drillSource, draft),
    receivedAt: now,
    lastSeenAt: now,
    count: 1,
    incident: null,
    because: [],
    // The row itself is the first.
    revision: 0,
  }));
}

/** What whoever began it reads. */
export async function drillAnswer(bot: Bot, incident: Incident): Promise<Answer> {
  const apart = await keepsFromVendors(bot, incident);
  const reach = apart
    ? 'No vendor is asked anything and nothing is changed: an approved containment says what it would have done.'
    : 'In this practice workspace containments are carried out at the practice systems, and can be undone.';
  return answer(
    `${incident.id} is a drill`,
    [
      { text: `It is shown like a real incident, marked ${drillMark} everywhere, and counts in no metric. ${reach}` },
      { text: 'Take the lead, look at the case, decide what is proposed, close it, and read the report.' },
      { hint: ['Start here: ', { code: `${bot.commandPrefix}triage ${incident.id}` }] },
    ],
    { incident },
  );
}
