import type { Alert } from '../../core/alert.ts';
import { drillMark } from '../../core/drill.ts';
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
  const mark = incident.drill ? `${drillMark} · ` : '';
  const heading = `${mark}${themselves ? 'Was this you?' : `Was this ${nameOf(about)}?`}`;
  const why = themselves
    ? 'Something was done with your account, and security would like to know whether it was you.'
    : `Something was done with the account of ${nameOf(about)}. Somebody else may hold it, so you are asked instead: please call them, or go and see them.`;
  const settled = question.answer === 'no' || incident.phase === 'closed';
  const outcome = outcomeOf(question, incident.phase === 'closed');
  const lines = alerts.map(
    ({ happenedAt, title, place }) => mrkdwn`${{ at: happenedAt }}: ${title}${place?.country ? ` (from ${place.country})` : ''}`,
  );
  return {
    text: escaped(`${heading} ${outcome ?? 'Security would like to know.'}`),
    blocks: [
      section(mrkdwn`*${inert(heading)}*\n${inert(why)}`),
      ...(lines.length === 0 ? [] : [bullets('What was reported', lines, page, 1200)]),
      context(mrkdwn`${outcome ?? only}`),
      ...(settled
        ? []
        : actions(incident.id, [
            press(buttons.notMe, { incident: incident.id, question: number }, themselves ? 'No, not me' : 'No, not them', 'danger'),
            ...(question.byCode ? [] : [press(buttons.wasMe, { incident: incident.id, question: number }, yesOf(question))]),
          ])),
    ],
  };
}

const only = 'Only you can answer. “Yes” asks for your one-time code in a form of this app; never tell anybody a code or a password, whoever asks.';

/** What the button says that stands for a yes, and the form behind it. */
export function yesOf({ about, asked }: Question): string {
  return about === asked ? 'Yes, it was me' : 'Yes, it was them';
}

function outcomeOf({ answer, byCode }: Question, closed: boolean): string | undefined {
  if (answer === 'no') return 'You said no. Security is at it; please stay reachable.';
  if (closed) return 'This is settled. Thank you.';
  if (byCode)
    return 'You said yes, with a one-time code. Security decides what happens next and may still call you. If it was not you who said so, press “No”.';
  return answer === 'silence' ? 'You have not answered in time, so it is treated as more serious. You still can.' : undefined;
}
