import { InputError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import type { Question } from '../core/question.ts';
import type { Changes } from '../core/store.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { recordRefusal } from '../kit/record-refusal.ts';
import { settle } from '../kit/settle.ts';
import { questionFor, type Which } from './answer-question.ts';
import { questionMessage, withChange } from './ask-person.ts';
import { checkCode, hasCodes } from './check-code.ts';
import { mirrorsOfIncident } from './mirror-incident.ts';

/** A yes waits for a one-time code; or nothing is left to ask for, and this is said instead. */
export type Begun = { readonly provable: Question } | { readonly said: Answer };

/**
 * “Yes, it was me.” Whoever holds the account can press that, so by itself it counts for nothing. Whoever has one-time codes is asked for one, and nothing
 * happens before; whoever has none has said it unproven, which is written down once and ends no waiting.
 * @throws as `questionFor`
 */
export async function beginYes(bot: Bot, which: Which, by: By): Promise<Begun> {
  const { put } = await questionFor(bot, which, by);
  if (put.byCode) return { said: proven(put) };
  if (await hasCodes(bot, { id: put.asked })) return { provable: put };
  return { said: await sayUnproven(bot, which, by) };
}

function sayUnproven(bot: Bot, which: Which, by: By): Promise<Answer> {
  return settle(bot.store, async () => {
    const { incident, put } = await questionFor(bot, which, by);
    const first = said(bot, incident, { ...put, saidYes: true }, by);
    return {
      ...(!put.saidYes && { changes: first }),
      result: answer(
        'A yes counts only with proof',
        [
          { text: 'Whoever has this account could press this button too, so your yes is written down, and nothing is changed by it.' },
          { text: 'The security team sees what you said. They will call you under the number that the company knows.' },
          {
            hint: 'To be able to prove it next time, ask them on the phone or face to face to enrol you for one-time codes. The link for it works once and never comes through Slack. Never tell anybody a code.',
          },
        ],
        aboutYes(put),
      ),
    };
  });
}

/**
 * The same with a one-time code, which counts once. It ends the waiting for an answer, so silence does not make the incident more severe any more. It never
 * lowers the score or closes anything: an attacker may hold account and phone.
 * @throws as `questionFor`; InputError when the code is refused: it is counted, and stands in the timeline.
 */
export async function proveYes(bot: Bot, { code, ...which }: Which & { readonly code: string }, by: By): Promise<Answer> {
  const { incident, put } = await questionFor(bot, which, by);
  if (put.byCode) return proven(put);
  const { verdict, because } = await checkCode(bot, { id: put.asked }, code);
  if (verdict === 'refused') {
    const why = because.join(' ');
    const { question, about, asked } = aboutYes(put);
    await recordRefusal(bot, {
      key: `${incident.id}:${question}:${by.actor.id}:${why}`,
      changes: {
        events: [{ incident: incident.id, type: 'question.refused', happenedAt: bot.now(), by: by.actor, payload: { question, about, asked, why } }],
      },
    });
    const message = `${why} If it does not work, close this form: the security team will call you.`;
    throw new InputError(message, { problems: [{ path: 'code', message }] });
  }
  return settle(bot.store, async () => {
    const now = await questionFor(bot, which, by);
    return { changes: said(bot, now.incident, { ...now.put, saidYes: true, byCode: true }, by), result: proven(put) };
  });
}

function proven(put: Question): Answer {
  return answer(
    'Thank you. Your yes counts as proven.',
    [
      { text: 'The security team sees it and decides what happens next. They may still call you, under the number that the company knows.' },
      { hint: 'What was done to protect the account stays until they take it back.' },
    ],
    { ...aboutYes(put), byCode: true },
  );
}

/** A yes in the incident, its timeline, and whatever shows it. */
function said(bot: Bot, incident: Incident, put: Question, by: By): Changes {
  const next: Incident = { ...incident, questions: withChange(incident.questions, put), revision: incident.revision + 1 };
  const payload = { ...aboutYes(put), ...(put.byCode && { byCode: true }) };
  return {
    state: [{ put: 'incident', value: next }],
    events: [{ incident: incident.id, type: 'question.answered', happenedAt: bot.now(), by: by.actor, payload }],
    outbox: [...mirrorsOfIncident(bot, next), questionMessage(incident.id, put.number)],
  };
}

function aboutYes({ number, about, asked }: Question) {
  return { question: number, about, asked, answer: 'yes' } as const;
}
