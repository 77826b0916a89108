import { z } from 'zod';
import { instant } from '../core/alert.ts';
import { incidentId } from '../core/incident.ts';
import { observableKind } from '../core/observable.ts';
import { proposalId } from '../core/proposal.ts';
import { defineJob, type JobDefinition } from '../kit/job.ts';
import { askByPlaybook, endQuestion } from './ask-person.ts';
import { assessIncident } from './assess-incident.ts';
import { beginCancelWindow } from './begin-cancel-window.ts';
import { closeResolved } from './close-resolved.ts';
import { endLease } from './end-lease.ts';
import { enrichIncident, lookAtObservable } from './enrich-incident.ts';
import { executeContainment } from './execute-containment.ts';
import { expireProposal } from './expire-proposal.ts';
import { keepMeasures } from './keep-measures.ts';
import { lookAgain } from './look-again.ts';
import { markPhase } from './mark-phase.ts';
import { observeContainment, whyObserved } from './observe-containment.ts';
import { watchCard, watchUnknown } from './page-somebody.ts';
import { placeAlert } from './place-alert.ts';
import { proposeByPlaybook } from './propose-by-playbook.ts';
import { remindOfLease } from './remind-of-lease.ts';
import { restoreContainment } from './undo-containment.ts';
import { watchBreaker } from './watch-breaker.ts';

const alert = z.object({ alert: z.string().min(1) });
const incident = z.object({ incident: incidentId });
const proposal = z.object({ proposal: proposalId });
const look = incident.extend({ enricher: z.string().min(1), kind: observableKind, value: z.string().min(1) });
const step = incident.extend({ action: z.string().min(1), kind: observableKind, value: z.string().min(1), params: z.string() });

/** The flows that run as jobs, by the name that stands in the store, with what they are given. Names are for ever: jobs outlive versions. */
export const jobFlows: Readonly<Record<string, JobDefinition>> = {
  'place-alert': defineJob(alert, placeAlert),
  'enrich-incident': defineJob(incident, enrichIncident),
  'look-at-observable': defineJob(look, lookAtObservable),
  'close-resolved': defineJob(incident, closeResolved),
  'assess-incident': defineJob(incident, assessIncident),
  'propose-by-playbook': defineJob(step, proposeByPlaybook),
  'begin-cancel-window': defineJob(proposal, beginCancelWindow),
  'execute-containment': defineJob(proposal, executeContainment),
  'observe-containment': defineJob(proposal.extend({ why: whyObserved.default('taken-over') }), observeContainment),
  'restore-containment': defineJob(proposal.extend({ anyway: z.literal('yes').optional() }), restoreContainment),
  'remind-of-lease': defineJob(proposal.extend({ until: instant }), remindOfLease),
  'end-lease': defineJob(proposal, endLease),
  'expire-proposal': defineJob(proposal, expireProposal),
  'mark-phase': defineJob(incident.extend({ loosened: z.literal('yes').optional() }), markPhase),
  'look-again': defineJob(proposal, lookAgain),
  'watch-breaker': defineJob(z.object({}), watchBreaker),
  'ask-person': defineJob(incident, askByPlaybook),
  'end-question': defineJob(incident.extend({ question: z.string().regex(/^\d+$/) }), endQuestion),
  'measure-incident': defineJob(incident, keepMeasures),
  'watch-card': defineJob(incident, watchCard),
  'watch-unknown': defineJob(proposal, watchUnknown),
};
