import { z } from 'zod';
import { incidentArg } from '../src/core/incident.ts';
import { leaseArg } from '../src/core/lease.ts';
import { observableArg } from '../src/core/observable.ts';
import { paramsArg } from '../src/core/params.ts';
import { proposalArg } from '../src/core/proposal.ts';
import { shadowAnswer } from '../src/flows/act-by-itself.ts';
import { approveContainment } from '../src/flows/approve-containment.ts';
import { checkContainment } from '../src/flows/check-containment.ts';
import { proposalFor } from '../src/flows/containment.ts';
import { denyContainment } from '../src/flows/deny-containment.ts';
import { editContainment, editedAnswer } from '../src/flows/edit-containment.ts';
import { explainContainment } from '../src/flows/explain-containment.ts';
import { freeze, previewRelease, release } from '../src/flows/freeze-containment.ts';
import { keepContainment } from '../src/flows/keep-containment.ts';
import { proposeByHand } from '../src/flows/propose-by-hand.ts';
import { renewContainment } from '../src/flows/renew-containment.ts';
import {
  approvedAnswer,
  board,
  deniedAnswer,
  keptAnswer,
  onceItRuns,
  proposableAnswer,
  proposalAnswer,
  renewedAnswer,
  undoingAnswer,
  undoneAllAnswer,
} from '../src/flows/show-containment.ts';
import { trackRecord } from '../src/flows/show-track-record.ts';
import { undoContainment } from '../src/flows/undo-containment.ts';
import { undoIncident } from '../src/flows/undo-incident.ts';
import { defineCommand, form } from '../src/kit/index.ts';
import { offersForProposal } from '../src/slack/views/offers.ts';

const judgment = z.enum(['wrong', 'over']);
const reason = z.string().trim().min(3, 'that says too little. Write why in a few words; they stand in the timeline');

export default defineCommand({
  id: 'contain',
  title: 'Propose, approve, deny and undo containments; the board of what is contained now',
  hint: '[approve P-1 why | deny P-1 why | undo P-1 why]',
  forms: [
    form('', 'the board: what is contained now, until when, and what waits for a yes', {}, (bot, _, by) => board(bot, by, offersForProposal)),
    form('board', 'the same', {}, (bot, _, by) => board(bot, by, offersForProposal)),
    form('propose', 'the actions that can be proposed, by the name that is typed, and what each acts on', {}, async (bot) => proposableAnswer(bot)),
    form(
      'propose <action> <target> [<incident>]',
      'propose an action on a target; you are then its requester, and others have to approve',
      { action: z.string(), target: observableArg, incident: incidentArg.optional() },
      async (bot, wish, by) => {
        const proposal = await proposeByHand(bot, wish, by);
        return proposalAnswer(bot, proposal, offersForProposal(proposal));
      },
    ),
    form(
      'dry-run <action> <target> [<incident>]',
      'the same, and nothing is changed at the vendor, whoever approves it',
      { action: z.string(), target: observableArg, incident: incidentArg.optional() },
      async (bot, wish, by) => {
        const proposal = await proposeByHand(bot, { ...wish, dryRun: true }, by);
        return proposalAnswer(bot, proposal, offersForProposal(proposal));
      },
    ),
    form(
      'edit <proposal> target <target> <reason…>',
      'have it act on another target: a new edition, to which nobody has said yes; you never count as an approver of it',
      { proposal: proposalArg, target: observableArg, reason },
      async (bot, ask, by) => editedAnswer(await editContainment(bot, ask, by)),
    ),
    form(
      'edit <proposal> with <params> <reason…>',
      'the same with other parameters: name=value, several with commas',
      { proposal: proposalArg, params: paramsArg, reason },
      async (bot, ask, by) => editedAnswer(await editContainment(bot, ask, by)),
    ),
    form('shadow', 'what would have happened by itself, and what people decided instead', {}, (bot) => shadowAnswer(bot)),
    form(
      'approve <proposal> --without-evidence <reason…>',
      'say yes to what cannot be undone although what it destroys cannot be kept',
      { proposal: proposalArg, reason },
      async (bot, { proposal: id, reason }, by) => {
        const { proposal } = await proposalFor(bot, id, by);
        return onceItRuns(
          bot,
          approvedAnswer(await approveContainment(bot, { proposal: id, edition: proposal.edition, reason, withoutEvidence: true }, by)),
        );
      },
    ),
    form('approve <proposal> <reason…>', 'say yes to a proposal', { proposal: proposalArg, reason }, async (bot, { proposal: id, reason }, by) => {
      const { proposal } = await proposalFor(bot, id, by);
      return onceItRuns(bot, approvedAnswer(await approveContainment(bot, { proposal: id, edition: proposal.edition, reason }, by)));
    }),
    form(
      'deny <proposal> <reason…>',
      'say no: one no by somebody who may approve is enough',
      { proposal: proposalArg, reason },
      async (bot, ask, by) => deniedAnswer(await denyContainment(bot, ask, by)),
    ),
    form(
      'undo <proposal> --anyway <reason…>',
      'take it back although somebody else has changed the target since',
      { proposal: proposalArg, reason },
      async (bot, ask, by) => undoingAnswer(bot, await undoContainment(bot, { ...ask, anyway: true }, by)),
    ),
    form(
      'undo <proposal> <as> <reason…>',
      'take a containment back: as wrong, which counts against its rule, or because it is over',
      { proposal: proposalArg, as: judgment, reason },
      async (bot, ask, by) => onceItRuns(bot, undoingAnswer(bot, await undoContainment(bot, ask, by))),
    ),
    form('undo <proposal> <reason…>', 'the same without a word on whether it was wrong', { proposal: proposalArg, reason }, async (bot, ask, by) =>
      onceItRuns(bot, undoingAnswer(bot, await undoContainment(bot, ask, by))),
    ),
    form(
      'undo <incident> <as> <reason…>',
      'take all containments of an incident back, one by one',
      { incident: incidentArg, as: judgment, reason },
      async (bot, ask, by) => onceItRuns(bot, undoneAllAnswer(bot, ask.incident, await undoIncident(bot, ask, by))),
    ),
    form('undo <incident> <reason…>', 'the same without a word on whether they were wrong', { incident: incidentArg, reason }, async (bot, ask, by) =>
      onceItRuns(bot, undoneAllAnswer(bot, ask.incident, await undoIncident(bot, ask, by))),
    ),
    form(
      'renew <proposal> <for> <reason…>',
      'have a containment hold for longer, from now: 24h, 3d',
      { proposal: proposalArg, for: leaseArg, reason },
      async (bot, { proposal, for: hours, reason }, by) => renewedAnswer(await renewContainment(bot, { proposal, hours, reason }, by)),
    ),
    form('keep <proposal> <reason…>', 'make a containment permanent', { proposal: proposalArg, reason }, async (bot, ask, by) =>
      keptAnswer(await keepContainment(bot, ask, by)),
    ),
    form(
      'check <proposal>',
      'look at the vendor again: whether it happened, or whether it still holds',
      { proposal: proposalArg },
      async (bot, { proposal }, by) => {
        const checked = await checkContainment(bot, proposal, by);
        return proposalAnswer(bot, checked, offersForProposal(checked));
      },
    ),
    form('freeze [<reason…>]', 'stop all containments at once, everywhere; undo still works', { reason: reason.optional() }, (bot, ask, by) =>
      freeze(bot, ask.reason, by),
    ),
    form('unfreeze', 'what would run if the freeze were lifted', {}, (bot, _, by) => previewRelease(bot, by)),
    form('unfreeze <reason…>', 'let containments go on after a freeze', { reason }, (bot, ask, by) => release(bot, 'freeze', ask.reason, by)),
    form('close-breaker <reason…>', 'let things happen by themselves again after the breaker has opened', { reason }, (bot, ask, by) =>
      release(bot, 'breaker', ask.reason, by),
    ),
    form(
      'explain <proposal>',
      'which line of the policy decides about a proposal, and why, then and now',
      { proposal: proposalArg },
      (bot, { proposal }, by) => explainContainment(bot, proposal, by),
    ),
    form('record', 'how often each action was right under each rule, and how well the confidence held', {}, (bot, _, by) => trackRecord(bot, by)),
    form('<proposal>', 'one proposal in full', { proposal: proposalArg }, async (bot, { proposal: id }, by) => {
      const { proposal } = await proposalFor(bot, id, by);
      return proposalAnswer(bot, proposal, offersForProposal(proposal));
    }),
  ],
});
