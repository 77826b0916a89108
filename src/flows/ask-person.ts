import { type Actor, firebreak } from '../core/actor.ts';
import { InputError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import { type Asking, isAwaited, type Question, severityAfterSilence, whomToAsk } from '../core/question.ts';
import type { Changes, NewDelivery } from '../core/store.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { settle } from '../kit/settle.ts';
import { shownWhenRated } from './assess-incident.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';
import { onlyForAnalysts } from './only-for-analysts.ts';
import { cardWatch } from './page-somebody.ts';
import { incidentFor } from './read-case.ts';

/**
 * Asks somebody whom an incident names whether it was them, or their manager when somebody else may hold their account. For analysts.
 * @throws RefusedError for whoever may only read; InputError when nobody can be asked, or was asked already, or it is closed.
 */
export function askPerson(bot: Bot, id: string, by: By): Promise<Asking> {
  return settle(bot.store, async () => {
    const incident = await incidentFor(bot, id, by);
    onlyForAnalysts('Asking people', by);
    if (incident.phase === 'closed')
      throw new InputError(`${id} is closed. Nobody is asked any more.`, { next: 'Open a new incident if it goes on.' });
    const { verdict: asking, because } = whomToAsk(incident, bot.files.team);
    if (asking === null)
      throw new InputError(`Nobody can be asked about ${id}. ${because.join(' ')}`, { next: 'Add what is missing to people.yml, or call them.' });
    if (isAsked(incident, asking))
      throw new InputError(`${asking.asked.name} has been asked about that.`, { next: 'The card says what came of it.' });
    return { changes: asked(bot, incident, asking, because, by.actor), result: asking };
  });
}

/** The same for a playbook: once for each incident, and silently when nobody can be asked. */
export function askByPlaybook(bot: Bot, { incident: id }: { readonly incident: string }): Promise<void> {
  return settle(bot.store, async () => {
    const incident = await bot.store.get('incident', id);
    if (!incident || incident.phase === 'closed') return { result: undefined };
    const { verdict: asking, because } = whomToAsk(incident, bot.files.team);
    if (asking !== null && !isAsked(incident, asking)) return { changes: asked(bot, incident, asking, because, firebreak), result: undefined };
    if (asking === null) bot.log.info({ incident: id, why: because }, 'a playbook had nobody asked');
    return { result: undefined };
  });
}

function isAsked({ questions }: Incident, { about, asked }: Asking): boolean {
  return questions.some((one) => one.about === about.id && one.asked === asked.id);
}

/** What is asked now: in the incident, its timeline, a message to that one person, and with an end. */
function asked(bot: Bot, incident: Incident, { about, asked: person }: Asking, because: readonly string[], by: Actor): Changes {
  const now = bot.now();
  const { minutes } = bot.files.policy.ask;
  const put: Question = {
    number: incident.questions.length + 1,
    about: about.id,
    asked: person.id,
    askedAt: now,
    answer: null,
    saidYes: false,
    byCode: false,
  };
  const next: Incident = { ...incident, questions: [...incident.questions, put], revision: incident.revision + 1 };
  const runAt = new Date(Date.parse(now) + minutes * 60_000).toISOString();
  const payload = { question: put.number, about: about.id, asked: person.id, because: [...because] };
  return {
    state: [{ put: 'incident', value: next }],
    events: [{ incident: incident.id, type: 'question.asked', happenedAt: now, by, payload }],
    jobs: [
      { flow: 'end-question', args: { incident: incident.id, question: String(put.number) }, runAt, key: `question:${incident.id}:${put.number}` },
    ],
    outbox: [...mirrorsOfIncident(bot, next), questionMessage(incident.id, put.number)],
  };
}

/** The wish that the message with the question say how it stands. */
export function questionMessage(incident: string, number: number): NewDelivery {
  return { outlet: 'slack', subject: `question:${incident}:${number}`, incident, lane: `question:${incident}:${number}`, priority: 0 };
}

/** Nobody has answered in time: that is written down, and the incident becomes one step more severe. */
export function endQuestion(bot: Bot, { incident: id, question }: { readonly incident: string; readonly question: string }): Promise<void> {
  return settle(bot.store, async () => {
    const incident = await bot.store.get('incident', id);
    const put = incident?.questions.find(({ number }) => number === Number(question));
    if (!incident || !put || !isAwaited(put) || incident.phase === 'closed') return { result: undefined };
    const severity = severityAfterSilence(incident.severity);
    const shown = { ...shownWhenRated(severity, incident.shown), card: true };
    const next: Incident = {
      ...incident,
      severity,
      shown,
      questions: withChange(incident.questions, { ...put, answer: 'silence' }),
      revision: incident.revision + 1,
    };
    const { minutes } = bot.files.policy.ask;
    const payload = { question: put.number, about: put.about, asked: put.asked, minutes, severity, before: incident.severity };
    return {
      changes: {
        state: [{ put: 'incident', value: next }],
        events: [{ incident: id, type: 'question.unanswered', happenedAt: bot.now(), by: firebreak, payload }],
        jobs: cardWatch(bot, incident, next),
        outbox: [...mirrorsOfIncident(bot, next), questionMessage(id, put.number)],
      },
      result: undefined,
    };
  });
}

/** The questions of an incident once this one has become so. */
export function withChange(questions: readonly Question[], changed: Question): Question[] {
  return questions.map((one) => (one.number === changed.number ? changed : one));
}
