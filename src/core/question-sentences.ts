import type { Question } from './question.ts';

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
