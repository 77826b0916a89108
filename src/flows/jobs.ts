import type { Bot } from '../kit/bot.ts';
import { assessIncident } from './assess-incident.ts';
import { endLease } from './end-lease.ts';
import { enrichIncident, lookAtObservable } from './enrich-incident.ts';
import { executeContainment } from './execute-containment.ts';
import { expireProposal } from './expire-proposal.ts';
import { observeContainment } from './observe-containment.ts';
import { placeAlert } from './place-alert.ts';
import { proposeByPlaybook } from './propose-by-playbook.ts';
import { restoreContainment } from './undo-containment.ts';

/** A flow that runs as a job. Its arguments are ids that were written with the job. Running it again after a crash does no harm. */
export type JobFlow = (bot: Bot, args: never) => Promise<void>;

/** The flows that run as jobs, by the name that stands in the store. Names are for ever: jobs outlive versions. */
export const jobFlows: Readonly<Record<string, JobFlow>> = {
  'place-alert': placeAlert,
  'enrich-incident': enrichIncident,
  'look-at-observable': lookAtObservable,
  'assess-incident': assessIncident,
  'propose-by-playbook': proposeByPlaybook,
  'execute-containment': executeContainment,
  'observe-containment': observeContainment,
  'restore-containment': restoreContainment,
  'end-lease': endLease,
  'expire-proposal': expireProposal,
};
