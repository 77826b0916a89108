import { mayDecide } from '../core/approval.ts';
import { InputError, RefusedError } from '../core/errors.ts';
import type { Proposal } from '../core/proposal.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { recordRefusal } from '../kit/record-refusal.ts';
import { settle } from '../kit/settle.ts';
import { type ProposalWithIncident, proposalFor } from './containment.ts';
import { type Step, stepOf } from './move-proposal.ts';
import { recordingRefusals, refusedAttempt } from './refused-attempt.ts';
import { type Proof, proofFault, proofOfDecision } from './step-up.ts';

/**
 * The way of a no, a taking back, a renewal: whoever may decide takes this step, from the proposal as it stands. `stepFrom` throws RefusedError when the
 * proposal's state does not allow it. `proof`: at the terminal, and while Slack says nothing about people, it takes a one-time code like a yes; a no
 * never does (`by-word`), because it only keeps things from happening. A refusal stands in the timeline.
 * @throws RefusedError when it is not allowed, or this person may not decide; InputError for a code that is missing or refused; NotFoundError when they
 * cannot read it.
 */
export async function decideAbout(
  bot: Bot,
  id: string,
  by: By,
  stepFrom: (proposal: Proposal) => Step,
  proof: Proof | 'by-word' = {},
): Promise<Proposal> {
  return recordingRefusals(bot, id, by, async () => {
    if (proof !== 'by-word') {
      const known = await proposalFor(bot, id, by);
      stepFrom(known.proposal);
      await prove(bot, known, by, proof);
    }
    return settle(bot.store, async () => {
      const known = await proposalFor(bot, id, by);
      const step = stepFrom(known.proposal);
      await refuseWhoMayNot(bot, known, by);
      return stepOf(bot, known, step, by.actor, bot.now());
    });
  });
}

/** @throws RefusedError when this person may not decide about it. */
export async function refuseWhoMayNot(bot: Bot, { proposal, incident }: ProposalWithIncident, { person, stranger }: By): Promise<void> {
  const membership = await bot.memberships(person === undefined ? [] : [person]);
  const { verdict, because } = mayDecide(person, proposal, incident, { ...bot.files, membership, byCode: true });
  if (verdict !== 'refused') return;
  throw stranger === undefined ? new RefusedError(because.join(' ')) : new RefusedError(stranger.says, { next: stranger.next });
}

/** Whose code was right: it stands behind all that the same command does, such as taking back everything of an incident. */
const proved = new WeakSet<By>();

/** Asks for the code that this takes. Whether this person may do it at all comes first: a code is not spent on a refusal. */
async function prove(bot: Bot, known: ProposalWithIncident, by: By, proof: Proof): Promise<void> {
  await refuseWhoMayNot(bot, known, by);
  if (proved.has(by)) return;
  const asked = await proofOfDecision(bot, by);
  const fault = asked && (await proofFault(bot, known, asked, proof, by));
  if (fault !== undefined) {
    await recordRefusal(bot, refusedAttempt(bot, known, fault.why, by));
    throw new InputError(`${fault.why} Nothing was done.`, { problems: [{ path: fault.field, message: fault.why }] });
  }
  proved.add(by);
}
