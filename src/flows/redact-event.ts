import { InputError, NotFoundError, RefusedError } from '../core/errors.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { incidentFor } from './read-case.ts';

/** Which event, and why what it says has to go: somebody's personal data, a secret that leaked into it. */
export interface Redaction {
  readonly incident: string;
  readonly seq: number;
  readonly reason: string;
}

/**
 * Removes for good what an event says. That it was there stays, with who removed it, when and why; the chain and every checkpoint still hold. It takes somebody who
 * may approve containments, because it cannot be undone.
 * @throws RefusedError for anybody else; NotFoundError when this incident has no such event; InputError when there is nothing to remove from it.
 */
export function redactEvent(bot: Bot, { incident: id, seq, reason }: Redaction, by: By): Promise<Answer> {
  return settle(bot.store, async () => {
    const incident = await incidentFor(bot, id, by);
    const { approvers } = bot.files.policy.containment;
    if (by.person?.roles.some((role) => approvers.includes(role)) !== true) {
      throw new RefusedError(`Redacting takes the role ${approvers.join(' or ')}, which you do not have.`, { next: 'Ask somebody who has it.' });
    }
    const event = (await bot.store.timeline(id)).find((one) => one.seq === seq);
    if (event === undefined)
      throw new NotFoundError(`${id} has no event #${seq}.`, { next: `Type ${bot.commandPrefix}timeline ${id} to see their numbers.` });
    if (event.type === 'redacted') throw new InputError(`Event #${seq} was redacted already, by ${event.payload.by}.`);
    if (event.type === 'event.redacted') throw new InputError(`Event #${seq} says that another was redacted. That stays.`);
    if (event.type === 'incident.measured') throw new InputError(`Event #${seq} holds times, numbers and ids alone: there is nothing to remove.`);
    const payload = { seq, type: event.type, reason: bot.redact(reason) };
    const { name } = by.actor;
    const title = `What event #${seq} of ${id} said is removed`;
    return {
      changes: {
        events: [{ incident: id, type: 'event.redacted', happenedAt: bot.now(), by: by.actor, payload }],
        outbox: mirrorsOfIncident(bot, incident),
      },
      result: answer(
        title,
        [
          {
            text: `It was ${event.type}. In its place the timeline says that ${name} removed it, when and why. The chain and its checkpoints hold as before.`,
          },
          { hint: 'Copies stay where they are: in Slack, in tickets and exports, in backups, and in the alert that it came from.' },
        ],
        payload,
      ),
    };
  });
}
