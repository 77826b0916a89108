import { ConnectorError, FirebreakError, InputError, NotFoundError, RefusedError, StaleError } from '../core/errors.ts';
import type { Text } from '../core/text.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';

/**
 * What somebody reads when what they asked for did not work, by who has to do something about it. Only what nobody foresaw is logged here, once, under
 * a reference that the person can name; the others were told where they happened.
 */
export function explainError(bot: Pick<Bot, 'log' | 'newId' | 'redact'>, error: unknown, knock: string): Answer {
  if (error instanceof InputError) {
    const problems = error.problems.map(({ path, message }): Text => (path === '' ? message : [{ code: path }, `: ${message}`]));
    return told(bot, 'Not understood', error, problems.length > 0 ? [{ list: problems }] : []);
  }
  if (error instanceof RefusedError) return told(bot, 'Not allowed', error);
  if (error instanceof NotFoundError) return told(bot, 'Not found', error);
  if (error instanceof StaleError) {
    const title = 'Somebody else was faster';
    return answer(title, [{ text: 'What you saw has changed in the meantime. Look again, then decide.' }], { error: title });
  }
  if (error instanceof ConnectorError) {
    return told(bot, error.unknown ? 'Not known whether it happened' : `${capital(error.vendor)} did not do it`, error);
  }
  if (error instanceof FirebreakError) return told(bot, 'This does not work here', error);
  const reference = bot.newId('E');
  bot.log.error({ reference, knock, error }, 'something unforeseen went wrong');
  return answer(`Something went wrong here (reference ${reference})`, [{ text: 'Whoever runs this bot finds it in the log by the reference.' }], {
    error: 'unforeseen',
    reference,
  });
}

function told(bot: Pick<Bot, 'redact'>, title: string, error: FirebreakError, parts: readonly Part[] = []): Answer {
  const message = bot.redact(error.message);
  const next = error.next === undefined ? [] : [{ hint: bot.redact(error.next) }];
  return answer(title, [{ text: message }, ...parts, ...next], { error: error.name, message, ...(error.next !== undefined && { next: error.next }) });
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
