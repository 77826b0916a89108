import type { PageMessage, PageView } from '../page-api.ts';
import type { PublicAccessBlock } from '../range/s3-seed.ts';
import { people } from '../seed.ts';
import type { ActingPerson, Outcome } from '../slack/acting-person.ts';
import type { Practice } from '../start.ts';
import type { BotProcess } from './bot-process.ts';
import type { Break } from './breaks.ts';
import { buttonsOn, wordsOf } from './see.ts';

/** Everything a step may look at and do; and what earlier steps found, for later ones. */
export interface Stage {
  readonly practice: Practice;
  readonly bot: BotProcess;
  readonly broken: Break | undefined;
  readonly mira: ActingPerson;
  readonly jonas: ActingPerson;
  readonly olu: ActingPerson;
  /** Known once the card has appeared. */
  incident: string;
  /** Name of the incident's own channel, once it exists. */
  channel: string;
  /** Key of the incident's ticket, once it is open. */
  ticket: string;
  /** The bucket's switches before anything was done. */
  readonly bucketBefore: PublicAccessBlock | null;
}

/** One step of the demo: what holds, and how that is found out. `check` throws a sentence when it does not hold; what it returns is printed. */
export interface Step {
  readonly title: string;
  readonly check: (stage: Stage) => Promise<string> | string;
}

/** A step does not hold. */
export class DoesNotHold extends Error {}

/** How long the bot may take for anything, on a busy machine: posting to Slack is paced to about one message a second. */
const patienceMs = 30_000;

export function setStage(practice: Practice, bot: BotProcess, broken: Break | undefined): Stage {
  const { control } = practice.slack;
  return {
    practice,
    bot,
    broken,
    mira: control.as(people.mira),
    jonas: control.as(people.jonas),
    olu: control.as(people.olu),
    incident: '',
    channel: '',
    ticket: '',
    bucketBefore: bucketOf(practice).publicAccessBlock,
  };
}

/** @throws DoesNotHold with the sentence when the condition is false. */
export function expect(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new DoesNotHold(sentence);
}

/** Looks again and again until something is there. @throws DoesNotHold with the sentence when it does not come, or when the bot has ended. */
export async function eventually<Value>(
  { bot }: Pick<Stage, 'bot'>,
  look: () => Value | undefined | false | Promise<Value | undefined | false>,
  sentence: string | (() => string),
): Promise<Value> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (bot.ended() !== undefined) throw new DoesNotHold(`The bot has ended (${bot.ended()}).`);
    if (Date.now() > end) throw new DoesNotHold(typeof sentence === 'string' ? sentence : sentence());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A message in a channel, as somebody sees it, that says all of this. */
export function messageWith(person: ActingPerson, channel: string, ...words: readonly (string | RegExp)[]): PageMessage | undefined {
  return person.messages(channel).findLast((message) => says(wordsOf(message), words));
}

export function says(text: string, words: readonly (string | RegExp)[]): boolean {
  return words.every((word) => (typeof word === 'string' ? text.toLowerCase().includes(word.toLowerCase()) : word.test(text)));
}

/** The newest message of the incident's channel that carries a button beginning so; with the button's whole label. */
export function messageWithButton(person: ActingPerson, channel: string, label: RegExp): { message: PageMessage; button: string } | undefined {
  for (const message of person.messages(channel).toReversed()) {
    const button = buttonsOn(message).find((written) => label.test(written));
    if (button !== undefined) return { message, button };
  }
  return undefined;
}

/** The modal that a press opened. An answer to something earlier may come before it, so it is waited for. */
export function modalAfter(stage: Stage, person: ActingPerson, { modal, problem, answers }: Outcome, button: string): Promise<PageView> {
  const instead = problem ?? (answers.map(wordsOf).join(' ') || 'nothing came');
  return eventually(stage, () => modal ?? person.modal(), `“${button}” opened no modal: ${instead}.`);
}

/** Presses a button, gives the reason in the modal that opens, and returns what the bot answered. */
export async function pressWithReason(stage: Stage, person: ActingPerson, label: RegExp, reason: string): Promise<string> {
  const { message, button } = await eventually(
    stage,
    () => messageWithButton(person, stage.channel, label),
    `There is no button ${label} in #${stage.channel}.`,
  );
  const modal = await modalAfter(stage, person, await person.click(message, button), button);
  expect(/target|taken back/i.test(wordsOf(modal)), `The modal of “${button}” does not say what it is about: ${wordsOf(modal)}`);
  const outcome = await person.submit(modal, { reason });
  const errors = Object.values(outcome.errors);
  expect(outcome.problem === null && errors.length === 0, `The reason was not taken: ${[outcome.problem, ...errors].filter(Boolean).join(' ')}`);
  return outcome.answers.map(wordsOf).join('\n');
}

export function bucketOf({ range }: Practice): { readonly publicAccessBlock: PublicAccessBlock | null } {
  const found = range.inspect.aws.buckets.find(({ name }) => name === 'acme-payroll');
  if (!found) throw new DoesNotHold('The bucket acme-payroll is gone.');
  return found;
}

/** Alex's status in Okta. */
export function statusOfAlex({ range }: Practice): string {
  return range.inspect.okta.users.find(({ profile }) => profile.login === 'alex@acme.example')?.status ?? 'gone';
}

/** A page of the bot, as a browser with the token gets it. */
export async function page({ bot }: Stage, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(bot.url + path, { headers: { authorization: `Bearer ${bot.webToken}` }, signal: AbortSignal.timeout(5000) });
  return { status: response.status, text: await response.text() };
}
