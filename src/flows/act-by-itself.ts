import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/alert.ts';
import { brakeId, brakeTitles, holds } from '../core/brake.ts';
import type { Incident } from '../core/incident.ts';
import type { Proposal, RiskTier } from '../core/proposal.ts';
import { shadowMissing, shadowRecords } from '../core/shadow.ts';
import { clock } from '../core/text.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import { timelineTrouble } from './verify-timeline.ts';

/** Alerts with one secret say no more than whoever has that secret. */
const leastProofs = 2;

/** What policy would let happen by itself, as far as it matters whether it may. */
interface Candidate {
  readonly incident: Incident;
  readonly action: string;
  readonly tier: RiskTier;
  readonly requester: Actor | null;
}

/** Why it may not; empty when it may. `shadow`: only its shadow period keeps it back, so it counts as one that would have happened. */
export interface ByItself {
  readonly withheld: readonly string[];
  readonly shadow: Proposal['shadow'];
}

/** Whether what policy answers with `automatic` may indeed happen by itself. What only reads always may. */
export async function actByItself(bot: Bot, { incident, action, tier, requester }: Candidate, now: Instant): Promise<ByItself> {
  if (tier === 0) return { withheld: [], shadow: null };
  const proofs = new Set((await bot.store.alertsOf(incident.id)).flatMap(({ source }) => bot.proofOf(source) ?? []));
  const brakes = await Promise.all(brakeId.options.map((id) => bot.store.get('brake', id)));
  const withheld = [
    ...(requester === null ? [] : [`${requester.name} asked for it, so somebody else decides`]),
    ...(proofs.size >= leastProofs
      ? []
      : [`It takes alerts from ${leastProofs} sources with secrets of their own; there ${proofs.size === 1 ? 'is 1' : 'are none'}`]),
    ...brakes.filter(holds).map(({ id }) => brakeTitles[id]),
    ...((await timelineTrouble(bot)) ?? []),
  ];
  const missing = await missingTime(bot, incident.rule, action, now);
  if (missing === undefined) return { withheld, shadow: null };
  return { withheld: [...withheld, missing], shadow: withheld.length === 0 ? { rule: incident.rule } : null };
}

async function missingTime(bot: Bot, rule: string | null, action: string, now: Instant): Promise<string | undefined> {
  const { automatic } = bot.files.policy.containment;
  if (automatic.shadowDays === 0 && automatic.leastCases === 0) return undefined;
  const records = shadowRecords(await bot.store.proposals({}));
  return shadowMissing(
    records.find((record) => record.rule === rule && record.action === action),
    automatic,
    now,
  );
}

/** What would have happened by itself, by rule and action, and what people decided instead. */
export async function shadowAnswer(bot: Bot): Promise<Answer> {
  const now = bot.now();
  const { automatic } = bot.files.policy.containment;
  const records = shadowRecords(await bot.store.proposals({}));
  return answer(
    records.length === 0 ? 'Nothing would have happened by itself' : 'What would have happened by itself',
    [
      {
        list: records.map((record) => {
          const { rule, action, since, approved, denied, expired, all } = record;
          const decided = `${all} since ${clock(since)}: people approved ${approved}, denied ${denied}, let ${expired} expire.`;
          return [
            { strong: `${rule ?? 'no rule'} × ${action}: ` },
            `${decided} ${shadowMissing(record, automatic, now) ?? 'Its shadow period is over'}.`,
          ];
        }),
      },
      { hint: `Policy asks for ${automatic.shadowDays} days and ${automatic.leastCases} decided cases before anything of tier 1 happens by itself.` },
    ],
    { records },
  );
}
