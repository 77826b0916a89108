import type { Alert } from '../../core/alert.ts';
import type { Question } from '../../core/question.ts';
import type { CaseState } from '../case-state.ts';
import { buttons } from '../contracts.ts';
import type { Drawing } from './answer.ts';
import { actions, bullets, context, press, section } from './blocks.ts';
import { escaped, inert, mrkdwn } from './mrkdwn.ts';

/**
 * “Was this you?”, to the one person who may answer. They may not know the incident, so it says what their own account was named for and nothing else.
 * `alerts`: those that name the account.
 */
export function questionMessage({ incident, nameOf, page }: CaseState, question: Question, alerts: readonly Alert[]): Drawing {
  const { number, about, asked } = question;
  const themselves = about === asked;
  const heading = themselves ? 'Was this you?' : `Was this ${nameOf(about)}?`;
  const why = themselves
    ? 'Something was done with your account, and security would like to know whether it was you.'
    : `Something was done with the account of ${nameOf(about)}. Somebody else may hold it, so you are asked instead: please call them, or go and see them.`;
  const outcome = outcomeOf(question, incident.phase === 'closed');
  const lines = alerts.map(
    ({ happenedAt, title, place }) => mrkdwn`${{ at: happenedAt }}: ${title}${place?.country ? ` (from ${place.country})` : ''}`,
  );
  return {
    text: escaped(`${heading} ${outcome ?? 'Security would like to know.'}`),
    blocks: [
      section(mrkdwn`*${inert(heading)}*\n${inert(why)}`),
      ...(lines.length === 0 ? [] : [bullets('What was reported', lines, page, 1200)]),
      context(mrkdwn`${outcome ?? 'Only you can answer. Nobody will ever ask you for a password or a code here.'}`),
      ...(outcome === undefined || question.answer === 'silence'
        ? actions(incident.id, [
            press(buttons.notMe, { incident: incident.id, question: number }, themselves ? 'No, not me' : 'No, not them', 'danger'),
            press(buttons.wasMe, { incident: incident.id, question: number }, themselves ? 'Yes, it was me' : 'Yes, it was them'),
          ])
        : []),
    ],
  };
}

function outcomeOf({ answer }: Question, closed: boolean): string | undefined {
  if (answer === 'no') return 'You said no. Security is at it; please stay reachable.';
  if (closed) return 'This is settled. Thank you.';
  return answer === 'silence' ? 'You have not answered in time, so it is treated as more serious. You still can.' : undefined;
}

/** One line about a question, for the incident's card. */
export function questionLine({ about, asked, answer, saidYes }: Question, nameOf: (person: string) => string): string {
  const whom = about === asked ? nameOf(asked) : `${nameOf(asked)} was asked about ${nameOf(about)} and`;
  if (answer === 'no') return `${whom} said no: it was somebody else.`;
  const yes = saidYes ? ` ${about === asked ? 'They' : nameOf(asked)} said yes, which nothing proves.` : '';
  return `${whom} ${answer === 'silence' ? 'has not answered in time' : 'has not answered yet'}.${yes}`;
}
