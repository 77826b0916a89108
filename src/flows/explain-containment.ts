import type { Instant } from '../core/alert.ts';
import { approvalsNeeded } from '../core/approval.ts';
import { brakeId, brakeTitles, holds } from '../core/brake.ts';
import { type GateAnswer, gate, type Numbers, unfit } from '../core/gate.ts';
import { type Proposal, shortDigest } from '../core/proposal.ts';
import { isWaiting } from '../core/proposal-sentences.ts';
import { percent, type Text } from '../core/text.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { type ProposalWithIncident, proposalFor } from './containment.ts';
import { usedBy } from './hold-containment.ts';
import { ownFor } from './own-identities.ts';
import { whoMayApprove } from './who-may-approve.ts';

/**
 * Why policy answers for a proposal as it does: the line that decides, then and now, why the lines before it do not, and everything else that has a say.
 * @throws NotFoundError for a proposal that this person cannot read.
 */
export async function explainContainment(bot: Bot, id: string, by: By): Promise<Answer> {
  const known = await proposalFor(bot, id, by);
  const { proposal, incident } = known;
  const now = bot.now();
  const numbers = { score: incident.assessment?.score ?? 0, confidence: proposal.confidence };
  const own = await ownFor(bot, known);
  const { uses } = await usedBy(bot, proposal, now);
  const brakes = (await Promise.all(brakeId.options.map((brake) => bot.store.get('brake', brake)))).filter(holds);
  const answered = gate(numbers, proposal, { ...bot.files, own });
  return answer(
    [{ strong: `${id} ` }, `${proposal.verb} ${proposal.resolved.label}: policy answers ${answered.verdict}`],
    [
      { text: answered.because.join(' ') },
      {
        facts: [
          ['When proposed', thenOf(proposal)],
          ['Now', nowOf(numbers, answered, bot.files.policy.digest)],
          ['Risk', `Tier ${proposal.risk.tier}. ${proposal.risk.blastRadius}`],
          ['People needed', String(approvalsNeeded(proposal.gate.verdict))],
          ['Whose yes would count now', await countingNow(bot, known, now)],
          ['Caps', uses.map(({ limit, used, freeAt }) => `${used} of ${limit.most} ${limit.says}${freeAt === null ? '' : ', full'}`).join(' · ')],
          [
            'Brakes',
            brakes.length === 0
              ? 'none holds anything up'
              : brakes.map(({ id, pulled }) => `${brakeTitles[id]} (${pulled.by.name}: ${pulled.reason})`).join('; '),
          ],
          ['Expires', isWaiting(proposal) ? { at: proposal.expiresAt } : `no longer: it is ${proposal.state}`],
        ],
      },
      { heading: 'The lines of the policy’s gate' },
      { list: bot.files.policy.containment.gate.map((line, index): Text => lineOf(line, index, numbers, proposal, answered.line)) },
    ],
    {
      proposal: id,
      asProposed: { ...proposal.gate, policyDigest: proposal.policyDigest },
      now: { ...answered, ...numbers, policyDigest: bot.files.policy.digest },
    },
  );
}

function thenOf({ gate: { verdict, score, line }, confidence, policyDigest }: Proposal): string {
  const by = line === undefined || line === null ? '' : ` by line ${line}`;
  const bad = score === undefined ? '' : `score ${score}, `;
  return `${verdict}${by}: ${bad}confidence ${percent(confidence)}, policy ${shortDigest(policyDigest)}`;
}

function nowOf({ score, confidence }: Numbers, { verdict, line }: GateAnswer, digest: string): string {
  return `${verdict}${line === null ? '' : ` by line ${line}`}: score ${score}, confidence ${percent(confidence)}, policy ${shortDigest(digest)}`;
}

async function countingNow(bot: Bot, known: ProposalWithIncident, now: Instant): Promise<string> {
  const names = await whoMayApprove(bot, known, now);
  return names.length === 0 ? 'nobody’s' : names.join(', ');
}

function lineOf(line: Parameters<typeof unfit>[0], index: number, numbers: Numbers, proposal: Proposal, decides: number | null): Text {
  const number = index + 1;
  if (number === decides) return [{ strong: `Line ${number} decides: ${line.verdict}. ` }, line.why];
  const why = unfit(line, numbers, proposal);
  const skipped = decides === null ? 'the never-contain list decides before it' : `line ${decides} stands before it`;
  return `Line ${number} (${line.verdict}) does not decide: ${why ?? skipped}.`;
}
