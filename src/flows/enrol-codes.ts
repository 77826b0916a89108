import { digestOf } from '../core/digest.ts';
import { type Enrolment, judgeCode, offerMinutes } from '../core/enrolment.ts';
import { InputError, NotFoundError, RefusedError } from '../core/errors.ts';
import type { Person } from '../core/team.ts';
import type { Bot } from '../kit/bot.ts';
import { freshSecret, keyUri, stepOfCode } from '../kit/one-time-code.ts';
import { settle } from '../kit/settle.ts';
import { codesOf } from './check-code.ts';

/** A secret as it is shown to its owner, once: for the QR code, and to be typed. */
export interface ShownSecret {
  readonly person: Person;
  readonly secret: string;
  readonly uri: string;
}

/** Offers somebody a secret through a link that works once, for 10 minutes. Returns what stands behind `/enrol/<person>/`; only its digest is kept. */
export async function offerByLink(bot: Bot, id: string): Promise<{ readonly person: Person; readonly token: string }> {
  const person = known(bot, id);
  const token = `${freshSecret()}${freshSecret()}`.toLowerCase();
  await change(bot, id, (before) => ({ ...before, offer: { link: digestOf(token), until: offerEnd(bot), secret: null } }));
  bot.log.warn({ person: id }, 'a link to enrol one-time codes was made');
  return { person, token };
}

/** Offers a secret to whoever sits at the terminal, and shows it at once. */
export async function offerHere(bot: Bot, id: string): Promise<ShownSecret> {
  const person = known(bot, id);
  const secret = freshSecret();
  await change(bot, id, (before) => ({ ...before, offer: { link: null, until: offerEnd(bot), secret: bot.vault.seal(secret, codesOf(id)) } }));
  return { person, secret, uri: keyUri(secret, id) };
}

/** Whose link this is, without using it. @throws NotFoundError the same for used, expired and made-up links. */
export async function linkOwner(bot: Bot, id: string, token: string): Promise<Person> {
  const { offer } = (await bot.store.get('enrolment', id)) ?? nobody(id);
  if (offer?.link !== digestOf(token) || offer.secret !== null || bot.now() >= offer.until) throw gone();
  return known(bot, id);
}

/** Uses a link: makes the secret and shows it, this once. @throws NotFoundError as `linkOwner`. */
export async function useLink(bot: Bot, id: string, token: string): Promise<ShownSecret> {
  const person = await linkOwner(bot, id, token);
  const secret = freshSecret();
  await change(bot, id, (before) => {
    if (before.offer?.link !== digestOf(token) || before.offer.secret !== null) throw gone();
    return { ...before, offer: { ...before.offer, secret: bot.vault.seal(secret, codesOf(id)) } };
  });
  return { person, secret, uri: keyUri(secret, id) };
}

/**
 * Takes the first code of an offered secret: from now on its codes count, and no longer those of the former. `token`: what stood in the link; null at the
 * terminal.
 * @throws NotFoundError when nothing is offered (any more); RefusedError for a wrong code: five, and the lock of every other code holds here too.
 */
export async function confirmCodes(bot: Bot, id: string, token: string | null, code: string): Promise<Person> {
  const person = known(bot, id);
  const why = await settle<string | undefined>(bot.store, async () => {
    const before = await bot.store.get('enrolment', id);
    const now = bot.now();
    const offer = before?.offer;
    if (before === undefined || !offer || offer.secret === null || offer.link !== (token === null ? null : digestOf(token)) || now >= offer.until)
      throw gone();
    // Steps of another secret say nothing about this one.
    const { decision, after } = judgeCode({ ...before, lastStep: 0 }, stepOfCode(bot.vault.open(offer.secret, codesOf(id)), code, now), now);
    if (decision.verdict === 'right' && after !== undefined) {
      const enrolled = { ...after, secret: offer.secret, offer: null };
      return { changes: { state: [{ put: 'enrolment', value: enrolled }] }, result: undefined };
    }
    const counted = after && { ...after, lastStep: before.lastStep };
    return { ...(counted && { changes: { state: [{ put: 'enrolment' as const, value: counted }] } }), result: decision.because.join(' ') };
  });
  if (why !== undefined) throw new RefusedError(why, { next: 'Look whether the clock of the phone is right, and try the next code.' });
  bot.log.warn({ person: id }, 'one-time codes were enrolled');
  return person;
}

function known({ files }: Bot, id: string): Person {
  const person = files.team.person(id);
  if (person === undefined) {
    throw new InputError(`people.yml knows nobody with the id ${id}.`, { next: `Its ids: ${files.team.people.map((one) => one.id).join(', ')}.` });
  }
  return person;
}

function gone(): NotFoundError {
  return new NotFoundError('This link was used already, is too old, or never was one.', { next: 'Have whoever runs the bot make a new one.' });
}

function offerEnd(bot: Bot): string {
  return new Date(Date.parse(bot.now()) + offerMinutes * 60_000).toISOString();
}

function nobody(id: string): Enrolment {
  return { id, secret: null, lastStep: 0, wrong: 0, lockedUntil: null, offer: null, revision: 0 };
}

function change(bot: Bot, id: string, next: (before: Enrolment) => Enrolment): Promise<void> {
  return settle<void>(bot.store, async () => {
    const before = (await bot.store.get('enrolment', id)) ?? nobody(id);
    const value = { ...next(before), revision: before.revision + 1 };
    return { changes: { state: [{ put: 'enrolment', value }] }, result: undefined };
  });
}
