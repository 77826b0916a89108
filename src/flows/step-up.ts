import { isConfirmed, stepUpAsked } from '../core/approval.ts';
import { InputError } from '../core/errors.ts';
import type { Memberships } from '../core/membership.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { checkCode } from './check-code.ts';
import type { ProposalWithIncident } from './containment.ts';

/** What a person gives besides their word: the target's name, typed, and a one-time code. Where it can be asked for, it is asked for when it is missing. */
export interface Proof {
  readonly confirmation?: string | undefined;
  readonly code?: string | undefined;
}

/** What a yes has to be proven by, and why. */
export interface Asked {
  readonly because: readonly string[];
  /** Whether the target's name has to be typed besides. */
  readonly name: boolean;
}

/**
 * What this person's word has to be proven by, here and now; undefined: nothing. `stepUp`: why policy asks for it, if it does. A terminal always takes a
 * code, and so does everything while Slack cannot say whether somebody still belongs to the team.
 */
export function proofAsked(by: By, membership: Memberships, stepUp?: string): Asked | undefined {
  const because = stepUp === undefined ? [] : [stepUp];
  if (by.entrance === 'terminal') because.push('At the terminal it takes your one-time code: this machine knows its user, and not whose hands type.');
  const belongs = by.person && membership(by.person);
  if (belongs?.verdict === 'unread') because.push(...belongs.because, 'So it takes your one-time code.');
  return because.length === 0 ? undefined : { because, name: stepUp !== undefined };
}

/** What a yes of this person to this proposal has to be proven by, for the form in which they give it. */
export async function proofOfYes(bot: Bot, { proposal }: ProposalWithIncident, by: By): Promise<Asked | undefined> {
  const membership = await bot.memberships(by.person === undefined ? [] : [by.person]);
  return proofAsked(by, membership, stepUpAsked(proposal, bot.files.policy));
}

/** What any other decision of this person has to be proven by. */
export async function proofOfDecision(bot: Bot, by: By): Promise<Asked | undefined> {
  return proofAsked(by, await bot.memberships(by.person === undefined ? [] : [by.person]));
}

/** Why a proof does not do, by the field that it stands in; undefined when it does. A right code is spent by it. */
export async function proofFault(
  bot: Bot,
  { proposal }: ProposalWithIncident,
  asked: Asked,
  { confirmation, code }: Proof,
  by: By,
): Promise<{ readonly field: keyof Proof; readonly why: string } | undefined> {
  if (by.person === undefined) return { field: 'code', why: 'Nobody’s codes can be asked for.' };
  if (by.ask === undefined && (code === undefined || (asked.name && confirmation === undefined))) throw codeMissing(asked);
  const { label } = proposal.resolved;
  if (asked.name && !isConfirmed(confirmation ?? (await by.ask?.(`${asked.because.join(' ')}\nType the name of the target, ${label}`)), proposal)) {
    return { field: 'confirmation', why: `What you typed is not the name of the target, ${label}. Nothing was done.` };
  }
  const given = code ?? (await by.ask?.('One-time code')) ?? '';
  if (given === '') throw codeMissing(asked);
  const { verdict, because } = await checkCode(bot, by.person, given);
  return verdict === 'refused' ? { field: 'code', why: because.join(' ') } : undefined;
}

function codeMissing({ because }: Asked): InputError {
  return new InputError(`${because.join(' ')} Nothing was done.`, {
    next: 'Press the button on the card: its form asks for what is missing. Where it does not, do it at the terminal. A code never goes into a command.',
    problems: [{ path: 'code', message: 'Write the six digits that your authenticator app shows.' }],
  });
}
