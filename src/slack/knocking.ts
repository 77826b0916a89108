import type { ModalView } from '@slack/web-api';
import { InputError, StaleError } from '../core/errors.ts';
import type { Answer } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { Knocks } from '../kit/catalogue.ts';
import type { Opening } from '../kit/contract.ts';
import type { By, Messages } from '../kit/knock.ts';
import { explainError } from './explain-error.ts';
import type { PostedMessages } from './posted.ts';
import type { Reply, ReplyTo } from './replies.ts';
import type { Sealer } from './seal.ts';
import type { SlackApi } from './web-client.ts';
import type { Knocker, Who } from './who.ts';

/** What every knock needs. */
export interface Door {
  readonly bot: Bot;
  readonly knocks: Knocks;
  readonly api: SlackApi;
  readonly who: Who;
  readonly posted: PostedMessages;
  readonly seal: Sealer;
  readonly messages: Messages;
  readonly replyTo: (to: ReplyTo) => Reply;
}

/** One knock: by whom, what makes it the same one when Slack delivers it again, and how it is answered. */
export interface Knock {
  /** `button contain`, for the log. */
  readonly name: string;
  readonly key: string;
  readonly knocker: Knocker;
  readonly reply: Reply;
  /** Slack's leave to open a modal; good for three seconds. */
  readonly trigger?: string | undefined;
}

/** Hours for which a knock is remembered. Slack repeats for about one. */
const rememberHours = 24;

/** Whether this is the first time that this knock is heard, by any process, before and after a restart. */
export async function firstHearing({ store, now }: Bot, key: string): Promise<boolean> {
  const until = new Date(Date.parse(now()) + rememberHours * 3_600_000).toISOString();
  try {
    await store.commit({ spend: [{ key: `slack:${key}`, until }] });
    return true;
  } catch (error) {
    if (error instanceof StaleError) return false;
    throw error;
  }
}

/**
 * Lets a knock in, which Slack has been told was heard: once, by somebody, answered in any case. What `answerIt` throws is explained to whoever knocked,
 * here and nowhere else.
 */
export async function letIn(door: Door, knock: Knock, answerIt: (by: By) => Promise<Answer | Opening | undefined>): Promise<void> {
  const { bot } = door;
  try {
    if (!(await firstHearing(bot, knock.key))) return;
    const outcome = await answerIt(await door.who(knock.knocker));
    if (outcome === undefined) return;
    if ('open' in outcome) await openModal(door, knock, outcome);
    else await knock.reply(outcome);
  } catch (error) {
    await knock.reply(explainError(bot, error, knock.name)).catch((failure: unknown) => {
      bot.log.warn({ knock: knock.name, error: failure }, 'nobody could be told that something went wrong');
    });
  }
}

/** Opens the modal, sealed for whoever knocked. */
async function openModal({ api, seal }: Door, { trigger, knocker }: Knock, { open }: Opening): Promise<void> {
  if (trigger === undefined) throw new InputError('A form cannot be opened from here.', { next: 'Use the button or the command instead.' });
  // The kit knows nothing of Slack, so what a view drew comes here as a plain object.
  const view = open as unknown as ModalView;
  const { callback_id: contract, private_metadata: value } = view;
  const sealed =
    contract === undefined || value === undefined
      ? view
      : { ...view, private_metadata: await seal.view(contract, value, knocker.user, knocker.channel) };
  await api.reply('open a form', (client) => client.views.open({ trigger_id: trigger, view: sealed }));
}
