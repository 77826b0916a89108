import { InputError, NotFoundError, RefusedError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import { keyOf } from '../core/observable.ts';
import { denial, type Question } from '../core/question.ts';
import { Untrusted } from '../core/untrusted.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { questionMessage, withChange } from './ask-person.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';

/** Which question is answered. */
export interface Which {
  readonly incident: string;
  readonly question: number;
}

/** The question, for the one person who was asked. @throws NotFoundError, RefusedError for everybody else, InputError when it cannot be answered any more. */
export async function questionFor(
  bot: Bot,
  { incident: id, question }: Which,
  by: By,
): Promise<{ readonly incident: Incident; readonly put: Question }> {
  const incident = await bot.store.get('incident', id);
  const put = incident?.questions.find(({ number }) => number === question);
  if (!incident || !put) throw new NotFoundError('There is no such question.');
  if (by.person?.id !== put.asked) throw new RefusedError('Only whoever was asked can answer this. Nothing was recorded.');
  if (incident.phase === 'closed')
    throw new InputError('This is settled, so there is nothing to answer any more.', { next: 'If something is wrong, tell the security team.' });
  if (put.answer === 'no') throw new InputError('You have said no, and that stands.', { next: 'If that was a mistake, tell the security team.' });
  return { incident, put };
}

/**
 * “No, it was not me.” It needs no proof: should an attacker say so, people only look the closer. The score goes up, and the incident has a card.
 * @throws as `questionFor`
 */
export function sayNo(bot: Bot, which: Which, by: By): Promise<Answer> {
  return settle(bot.store, async () => {
    const { incident, put } = await questionFor(bot, which, by);
    const { id } = incident;
    const finding = await denialOf(bot, incident, put);
    const next: Incident = {
      ...incident,
      shown: { ...incident.shown, card: true },
      questions: withChange(incident.questions, { ...put, answer: 'no' }),
      revision: incident.revision + 1,
    };
    const payload = { question: put.number, about: put.about, asked: put.asked, answer: 'no' } as const;
    return {
      changes: {
        state: [{ put: 'incident', value: next }, ...(finding === undefined ? [] : [{ put: 'finding', value: finding } as const])],
        events: [{ incident: id, type: 'question.answered', happenedAt: bot.now(), by: by.actor, payload }],
        jobs: [{ flow: 'assess-incident', args: { incident: id }, key: `assess:${id}`, lane: `incident:${id}` }],
        outbox: [...mirrorsOfIncident(bot, next), questionMessage(id, put.number)],
      },
      result: answer(
        'Thank you. The security team knows.',
        [{ text: 'Please stay reachable, and change nothing until they have spoken with you.' }],
        payload,
      ),
    };
  });
}

/** What was said about which account, so that the assessment rests on it. Undefined: the incident names that account no more. */
async function denialOf(bot: Bot, incident: Incident, put: Question): Promise<Finding | undefined> {
  const { team } = bot.files;
  const account = incident.observables.find(({ kind, value }) => (kind === 'user' || kind === 'email') && team.byIdentity(value)?.id === put.about);
  if (account === undefined) return undefined;
  const id = `${incident.id}/${denial}/${keyOf(account)}`;
  const before = await bot.store.get('finding', id);
  const who = put.asked === put.about ? 'themselves' : `${team.nameOf(put.asked)}, whom they report to`;
  return {
    id,
    incident: incident.id,
    enricher: denial,
    kind: account.kind,
    value: account.value,
    at: bot.now(),
    status: 'found',
    says: [Untrusted.of(`It was not ${team.nameOf(put.about)}, according to ${who}.`)],
    hostile: true,
    data: { question: put.number },
    revision: (before?.revision ?? 0) + 1,
  };
}
