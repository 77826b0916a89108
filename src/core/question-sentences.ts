import type { Question } from './question.ts';
import { reasons } from './text.ts';
import type { NewEvent } from './timeline.ts';

/** One line about a question and what came of it, for the people who decide. */
export function questionLine({ about, asked, answer, saidYes, byCode }: Question, nameOf: (person: string) => string): string {
  const whom = about === asked ? nameOf(asked) : `${nameOf(asked)} was asked about ${nameOf(about)} and`;
  if (answer === 'no') {
    const before = byCode ? ' Before that, yes was said with a one-time code: somebody else may hold the phone too.' : '';
    return `${whom} said no: it was somebody else.${before}`;
  }
  if (byCode) {
    const late = answer === 'silence' ? ', after the time was up' : '';
    return `${whom} said yes, with a one-time code${late}. Whoever holds account and phone could say that too, so people decide.`;
  }
  const yes = saidYes ? ` ${about === asked ? 'They' : nameOf(asked)} said yes, which nothing proves.` : '';
  return `${whom} ${answer === 'silence' ? 'has not answered in time' : 'has not answered yet'}.${yes}`;
}

type Of<Type extends NewEvent['type']> = Extract<NewEvent, { type: Type }>['payload'];
type Names = (person: string) => string;

/** The event that somebody was asked. */
export function asking(who: string, { about, asked: person, because }: Of<'question.asked'>, names: Names): string {
  return `${who} asked ${names(person)} whether it was ${person === about ? 'them' : names(about)}.${reasons(because)}`;
}

/** The event of an answer. */
export function answering(who: string, { about, asked: person, answer, byCode }: Of<'question.answered'>, names: Names): string {
  const whom = person === about ? 'them' : names(about);
  if (answer === 'no') return `${who} said that it was not ${whom}.`;
  if (byCode === true) {
    return `${who} said that it was ${whom}, with a one-time code. Whoever holds account and phone could have said that, so it only ends the waiting.`;
  }
  return `${who} said that it was ${whom}. Whoever holds the account could have said that, so it changes nothing.`;
}

/** The event that no answer came in time. */
export function silence({ asked: person, minutes, severity, before }: Of<'question.unanswered'>, names: Names): string {
  const unheard = `${names(person)} has not answered within ${minutes} minutes.`;
  return `${unheard} ${severity === before ? `The severity stays ${severity}.` : `So the severity goes from ${before} to ${severity}.`}`;
}
