import { offerMinutes } from '../core/enrolment.ts';
import { InputError } from '../core/errors.ts';
import { confirmCodes, offerByLink, offerHere } from '../flows/enrol-codes.ts';
import { type Answer, answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { qrText } from '../kit/qr.ts';
import { invoked } from './invoked.ts';

/**
 * `enrol`: one-time codes for whoever types, shown and confirmed here. `enrol alex.kim`: a link for somebody else, by which only they see their secret.
 * Neither ever goes through Slack, where the codes are to hold when somebody's Slack does not.
 */
export async function enrol(bot: Bot, by: By, [named]: readonly string[], publicUrl: string): Promise<Answer> {
  const own = by.stranger === undefined ? by.person?.id : undefined;
  if (named !== undefined && named !== own) return linkFor(bot, named, publicUrl);
  if (own === undefined) {
    const next = by.stranger?.next ?? `Type ${invoked}enrol <person> to make a link for somebody.`;
    throw new InputError(by.stranger?.says ?? 'Your user on this machine stands for nobody in people.yml.', { next });
  }
  const { secret, uri } = await offerHere(bot, own);
  const shown = `${qrText(uri)}\n\nRead the code with an authenticator app, or type the secret into it: ${secret}\nIt is shown this once.\n`;
  const code = await by.ask?.(`${shown}\nThe six digits that the app shows now`);
  if (code === undefined) throw new InputError('Nobody is here to confirm the first code.');
  const { name } = await confirmCodes(bot, own, null, code);
  return answer(
    'Your one-time codes count from now on',
    [{ text: `${name} can say yes at the terminal, where policy asks for a code, and to “Was this you?”.` }],
    {
      enrolled: own,
    },
  );
}

async function linkFor(bot: Bot, id: string, publicUrl: string): Promise<Answer> {
  const { person, token } = await offerByLink(bot, id);
  const link = `${publicUrl}/enrol/${person.id}/${token}`;
  return answer(
    `A link for ${person.name}`,
    [
      { text: link },
      { text: `It works once, within ${offerMinutes} minutes, for whoever opens it: hand it over in person or by voice, never in Slack.` },
      { hint: 'It is the key to its page, which asks for nothing else. Until the first code is confirmed there, former codes go on counting.' },
    ],
    { person: person.id, link },
  );
}
