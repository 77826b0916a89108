import type { House } from '../compose.ts';
import { mayEverApprove } from '../core/approval.ts';
import { FirebreakError } from '../core/errors.ts';
import { counted } from '../core/text.ts';
import { codesOf } from '../flows/check-code.ts';
import { type Check, fine, open, wrong } from './checks.ts';
import { invoked } from './invoked.ts';

/** Who of the approvers has one-time codes, and whether the key opens what they are checked against. */
export async function oneTimeCodes({ bot }: House): Promise<Check> {
  const { team, policy } = bot.files;
  const approvers = team.people.filter((person) => mayEverApprove(person, policy));
  const without: string[] = [];
  try {
    for (const { id, name } of approvers) {
      const enrolment = await bot.store.get('enrolment', id);
      if (enrolment === undefined || enrolment.secret === null) without.push(name);
      else bot.vault.open(enrolment.secret, codesOf(id));
    }
  } catch (error) {
    if (!(error instanceof FirebreakError)) throw error;
    return wrong('One-time codes', error.message, error.next ?? `Run ${invoked}enrol for each approver.`);
  }
  if (without.length === 0) return fine('One-time codes', `${counted(approvers.length, 'approver is', 'approvers are')} enrolled`);
  const says = `not enrolled: ${without.join(', ')}; they cannot approve at the terminal, nor where policy asks for a code`;
  return open('One-time codes', says, `Run ${invoked}enrol, or ${invoked}enrol <person> for a link.`);
}
