import { InputError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import { move, type Proposal } from '../core/proposal.ts';
import type { Changes } from '../core/store.ts';
import { counted } from '../core/text.ts';
import type { NewEvent } from '../core/timeline.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { questionMessage } from './ask-person.ts';
import { aboutContainment } from './containment.ts';
import { phaseCheck } from './mark-phase.ts';
import { mirrorsOfIncident, mirrorsOfProposal } from './mirror-incident.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { joiningOf } from './open-incident.ts';
import { pagesOf } from './page-somebody.ts';
import { incidentFor } from './read-case.ts';

/**
 * Makes two incidents one: the alerts of `from` go over to `into`, and `from` is closed and points there. What waited for a yes in `from` ends, with the yeses that
 * it had, because they were said of another case; in `into` they stand. What is contained stays contained, undone where it was done. `unmergeIncident` takes it back.
 * @throws RefusedError when this person may only read; InputError where the two cannot become one.
 */
export function mergeIncidents(bot: Bot, wish: { readonly from: string; readonly into: string; readonly reason: string }, by: By): Promise<Answer> {
  return settle(bot.store, async () => {
    const from = await incidentFor(bot, wish.from, by);
    const into = await incidentFor(bot, wish.into, by);
    onlyForAnalysts('Merging incidents', by);
    refuseToMerge(from, into);
    const proposals = await bot.store.proposals({ incident: from.id });
    refuseWhileRunning(from, proposals);

    const reason = bot.redact(wish.reason);
    const now = bot.now();
    const alerts = await bot.store.alertsOf(from.id);
    const waiting = proposals.filter(({ state }) => state === 'proposed');
    const holding = proposals.filter(({ state }) => state === 'done');
    const left: Incident = { ...from, phase: 'closed', closedAt: now, mergedInto: into.id, closedItself: false, revision: from.revision + 1 };
    const joining = await joiningOf(bot, into, alerts, {
      because: [`${by.actor.name} merged ${from.id} into ${into.id}: ${reason}`],
      rule: null,
      observables: from.observables,
    });
    const names = alerts.map(({ id }) => id);
    const events: NewEvent[] = [
      { incident: from.id, type: 'incident.merged-into', happenedAt: now, by: by.actor, payload: { into: into.id, alerts: names, reason } },
      { incident: into.id, type: 'incident.merged', happenedAt: now, by: by.actor, payload: { from: from.id, alerts: names, reason } },
    ];
    const ended = endedBy(bot, left, waiting, by, `${from.id} was merged into ${into.id}, so what was said yes to there is void.`, now);
    return {
      changes: {
        state: [...(joining.state ?? []), { put: 'incident', value: left }, ...(ended.state ?? [])],
        events: [...events, ...(ended.events ?? []), ...(joining.events ?? [])],
        // Whom and what it names besides may be held by nothing.
        jobs: [...(joining.jobs ?? []), assessing(into.id), phaseCheck(into.id, true)],
        outbox: [
          ...(joining.outbox ?? []),
          ...mirrorsOfIncident(bot, left),
          ...(ended.outbox ?? []),
          ...left.questions.map(({ number }) => questionMessage(left.id, number)),
          ...(await pagesOf(bot, left.id)),
        ],
      },
      result: answer(
        `${from.id} is merged into ${into.id}`,
        [
          { text: `${counted(alerts.length, 'alert')} went over. ${from.id} is closed, and its card, channel and ticket say where it went.` },
          ...(waiting.length > 0
            ? [{ text: `Ended with it, with the yeses that they had: ${namesOf(waiting)}. Playbooks propose again in ${into.id}.` }]
            : []),
          ...(holding.length > 0 ? [{ text: `Still contained, and undone by their own numbers: ${namesOf(holding)}.` }] : []),
          { hint: ['To take it back: ', { code: `${bot.commandPrefix}incident unmerge ${from.id} why` }] },
        ],
        { from: from.id, into: into.id, alerts: names, ended: waiting.map(({ id }) => id) },
      ),
    };
  });
}

/** @throws InputError saying why these two cannot become one. */
function refuseToMerge(from: Incident, into: Incident): void {
  if (from.id === into.id) throw new InputError('An incident cannot be merged into itself.');
  for (const { id, phase, mergedInto } of [from, into]) {
    if (mergedInto !== null) throw new InputError(`${id} is merged into ${mergedInto} already.`, { next: `Name ${mergedInto}.` });
    if (phase === 'closed') throw new InputError(`${id} is closed. What was judged stays as it is.`, { next: 'Merge incidents that are open.' });
  }
  if (JSON.stringify(from.restrictedTo) !== JSON.stringify(into.restrictedTo)) {
    throw new InputError('One of them is restricted to people who are not those of the other, so they would learn what they may not.', {
      next: 'Restrict both to the same people, or lift the restriction; then merge them.',
    });
  }
  if (from.drill !== into.drill) throw new InputError('An exercise cannot be merged with what is real.');
}

/** @throws InputError while something of it is under way. */
export function refuseWhileRunning({ id }: Incident, proposals: readonly Proposal[]): void {
  const running = proposals.find(({ state }) => ['approved', 'intended', 'executing', 'undoing', 'unknown'].includes(state));
  if (running === undefined) return;
  throw new InputError(`${running.id} of ${id} is ${running.state}: its end has to be known first.`, { next: 'It takes seconds; try again.' });
}

/** Ends what waits for a yes. */
export function endedBy(bot: Bot, home: Incident, waiting: readonly Proposal[], by: By, why: string, now: string): Changes {
  return {
    state: waiting.map((proposal) => ({ put: 'proposal', value: move(proposal, 'stale', { outcome: why }) }) as const),
    events: waiting.map((proposal) => {
      const payload = { ...aboutContainment(bot, proposal), why };
      return { incident: home.id, type: 'containment.stale', happenedAt: now, by: by.actor, payload } as const;
    }),
    outbox: waiting.flatMap((proposal) => mirrorsOfProposal(bot, home, proposal.id)),
  };
}

export function assessing(incident: string) {
  return { flow: 'assess-incident', args: { incident }, key: `assess:${incident}`, lane: `incident:${incident}` };
}

function namesOf(proposals: readonly Proposal[]): string {
  return proposals.map(({ id, verb, resolved }) => `${id} (${verb} ${resolved.label})`).join(', ');
}
