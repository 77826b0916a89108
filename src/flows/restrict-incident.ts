import { mayEverApprove } from '../core/approval.ts';
import { InputError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import type { NewDelivery } from '../core/store.ts';
import { type Person, role } from '../core/team.ts';
import type { NewEvent } from '../core/timeline.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { incidentFor } from './read-case.ts';

/**
 * Keeps an incident to a few people: whoever restricts it, its commander, and those named; of a role, whoever has it now. Everywhere else it is as if it did not
 * exist. It gets a channel of its own, in which alone it is spoken of, and what stands about it elsewhere is taken away. A closed one can be restricted too.
 * @throws NotFoundError for an incident that this person cannot read; InputError for a name that nobody has, or when nobody who may approve would be left.
 */
export function restrictIncident(
  bot: Bot,
  wish: { readonly incident: string; readonly to: string; readonly reason: string },
  by: By,
): Promise<Answer> {
  return settle(bot.store, async () => {
    const incident = await incidentFor(bot, wish.incident, by);
    onlyForAnalysts('Restricting incidents', by);
    const people = namedIn(bot, wish.to, incident, by);
    const { id } = incident;
    const payload = { to: people.map(({ id: person, name }) => ({ id: person, name })), reason: bot.redact(wish.reason) };
    const shown = { ...incident.shown, card: true, channel: true };
    const next: Incident = { ...incident, restrictedTo: people.map((person) => person.id), shown, revision: incident.revision + 1 };
    return {
      changes: {
        state: [{ put: 'incident', value: next }],
        events: [{ incident: id, type: 'incident.restricted', happenedAt: bot.now(), by: by.actor, payload }],
        outbox: await redrawn(bot, next, 'withdraw'),
      },
      result: answer(
        `${id} is restricted to ${people.map(({ name }) => name).join(', ')}`,
        [
          {
            text: 'For everybody else it does not exist: not in lists, on pages, in figures or in what is remembered. Its card says nothing any more.',
          },
          {
            hint: `Copies stay where they are: in mails and pages that went out, in a ticket’s history, in what people have read. Lift it: ${bot.commandPrefix}incident unrestrict ${id} why`,
          },
        ],
        { incident: id, to: payload.to },
      ),
    };
  });
}

/** Opens it again to everybody who may read incidents. @throws InputError when it is not restricted. */
export function unrestrictIncident(bot: Bot, id: string, reason: string, by: By): Promise<Answer> {
  return settle(bot.store, async () => {
    const incident = await incidentFor(bot, id, by);
    onlyForAnalysts('Lifting a restriction', by);
    if (incident.restrictedTo === null) throw new InputError(`${id} is not restricted.`);
    const next: Incident = { ...incident, restrictedTo: null, revision: incident.revision + 1 };
    const event: NewEvent = {
      incident: id,
      type: 'incident.unrestricted',
      happenedAt: bot.now(),
      by: by.actor,
      payload: { reason: bot.redact(reason) },
    };
    return {
      changes: { state: [{ put: 'incident', value: next }], events: [event], outbox: await redrawn(bot, next, 'invite') },
      result: answer(`${id} is open to everybody who may read incidents`, [{ text: 'They are invited into its channel.' }], { incident: id }),
    };
  });
}

/** Everything that shows it. In the lane of its channel the right people are seen to before anything else is said there. */
async function redrawn(bot: Bot, incident: Incident, first: 'withdraw' | 'invite'): Promise<readonly NewDelivery[]> {
  const { id } = incident;
  const lane = (subject: string): NewDelivery => ({ outlet: 'slack', subject, incident: id, lane: `slack:${id}`, priority: 0 });
  const proposals = await bot.store.proposals({ incident: id });
  return [lane(`channel:${id}`), lane(`${first}:${id}`), ...proposals.map((one) => lane(`proposal:${one.id}`)), ...mirrorsOfIncident(bot, incident)];
}

function namedIn(bot: Bot, typed: string, incident: Incident, by: By): readonly Person[] {
  const { team, policy } = bot.files;
  const named = typed.split(',').flatMap((word) => peopleCalled(bot, word));
  const always = [by.person?.id, incident.commander ?? undefined].flatMap((id) => (id === undefined ? [] : (team.person(id) ?? [])));
  const people = [...new Map([...always, ...named].map((person) => [person.id, person])).values()];
  if (!people.some((person) => mayEverApprove(person, policy) && !incident.suspects.includes(person.id))) {
    throw new InputError('Nobody of them may approve containments, so nothing could be contained any more.', {
      next: `Name somebody who has the role ${policy.containment.approvers.join(' or ')}.`,
    });
  }
  return people;
}

/** By id, login or e-mail, or as `<@U…>`; a role means whoever has it. */
function peopleCalled({ files: { team } }: Bot, word: string): readonly Person[] {
  const name = word.replace(/^<@([UW]\w+)(?:\|[^>]*)?>$/, '$1').replace(/^@/, '');
  const meant = role.safeParse(name.toLowerCase());
  if (meant.success) return team.people.filter(({ roles }) => roles.includes(meant.data));
  const person = team.byIdentity(name) ?? team.bySlack(name);
  if (person !== undefined) return [person];
  throw new InputError(`Nobody in people.yml is called ${name}.`, {
    next: 'Write ids of people.yml, logins or e-mail addresses, or a role, with commas between.',
  });
}
