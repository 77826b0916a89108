import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/alert.ts';
import { InputError } from '../core/errors.ts';
import { reopenHours } from '../core/flapping.ts';
import type { Incident, Verdict } from '../core/incident.ts';
import { type Lesson, lessonIds, taught, taughtBy } from '../core/lesson.ts';
import { move, type Proposal } from '../core/proposal.ts';
import type { Changes } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { questionMessage } from './ask-person.ts';
import { aboutContainment } from './containment.ts';
import { mirrorsOfIncident, mirrorsOfProposal } from './mirror-incident.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { pagesOf } from './page-somebody.ts';
import { incidentFor } from './read-case.ts';

/**
 * Closes an incident with what it turned out to be and why. What still waits for a yes ends with it; what is contained stays contained and on the board.
 * @throws RefusedError when this person may only read; InputError while an action is running, or when it is closed already.
 */
export function closeIncident(bot: Bot, id: string, verdict: Verdict, reason: string, by: By): Promise<Incident> {
  return settle(bot.store, async () => {
    const incident = await incidentFor(bot, id, by);
    onlyForAnalysts('Closing incidents', by);
    if (incident.phase === 'closed')
      throw new InputError(`${id} is closed already: ${incident.verdict}.`, { next: `Its report: ${bot.pageUrl(id)}` });
    const proposals = await bot.store.proposals({ incident: id });
    const running = proposals.find(({ state }) => ['approved', 'intended', 'executing', 'undoing'].includes(state));
    if (running)
      throw new InputError(`${running.id} is ${running.state}. Close ${id} when that has ended.`, { next: 'It takes seconds; try again.' });
    return closingOf(bot, incident, proposals, { verdict, reason, actor: by.actor });
  });
}

/** The changes that close an incident of which nothing is running. The caller commits them. */
export async function closingOf(
  bot: Bot,
  incident: Incident,
  proposals: readonly Proposal[],
  {
    verdict,
    reason,
    actor,
    itself = false,
  }: { readonly verdict: Verdict; readonly reason: string; readonly actor: Actor; readonly itself?: boolean },
): Promise<{ readonly changes: Changes; readonly result: Incident }> {
  const { id } = incident;
  const now = bot.now();
  const lessons = incident.drill || itself ? [] : await lessonsOf(bot, incident, verdict, now);
  const waiting = proposals.filter(({ state }) => state === 'proposed');
  const why = `by closing ${id} as ${verdict.replace('-', ' ')}; nothing was done`;
  const closed = { phase: 'closed', closedAt: now, verdict, verdictReason: reason, closedItself: itself } as const;
  const next: Incident = { ...incident, ...closed, revision: incident.revision + 1 };
  return {
    changes: {
      state: [
        { put: 'incident', value: next },
        ...lessons.map((value) => ({ put: 'lesson', value }) as const),
        ...waiting.map(
          (proposal) => ({ put: 'proposal', value: move(proposal, 'denied', { outcome: `Denied by ${actor.name}, ${why}.` }) }) as const,
        ),
      ],
      events: [
        ...waiting.map(
          (proposal) =>
            ({
              incident: id,
              type: 'containment.denied',
              happenedAt: now,
              by: actor,
              payload: { ...aboutContainment(bot, proposal), reason: why },
            }) as const,
        ),
        {
          incident: id,
          type: 'incident.closed',
          happenedAt: now,
          by: actor,
          payload: { verdict, reason, ...(lessons.length > 0 && { taught: lessons.map(({ id: rule }) => rule) }) },
        },
      ],
      // What closed by itself may be opened again, and is measured when that is over.
      jobs: [{ flow: 'measure-incident', args: { incident: id }, ...(itself && { runAt: later(now, reopenHours) }) }],
      outbox: [
        ...mirrorsOfIncident(bot, next),
        ...next.questions.map(({ number }) => questionMessage(id, number)),
        ...(await pagesOf(bot, id)),
        ...waiting.flatMap((proposal) => mirrorsOfProposal(bot, next, proposal.id)),
      ],
    },
    result: next,
  };
}

/** What the verdict teaches about each rule that had a part in the incident: once for each, however many of its alerts there are. */
async function lessonsOf(bot: Bot, { id, rule }: Incident, verdict: Verdict, now: string): Promise<readonly Lesson[]> {
  const as = taughtBy(verdict);
  if (as === undefined) return [];
  const ids = lessonIds(await bot.store.alertsOf(id), rule === null ? undefined : { id: rule });
  return Promise.all(ids.map(async (one) => taught(one, await bot.store.get('lesson', one), as, now)));
}

function later(now: Instant, hours: number): Instant {
  return new Date(Date.parse(now) + hours * 3_600_000).toISOString();
}
