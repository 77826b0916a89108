import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { recordRefusal } from '../kit/record-refusal.ts';
import type { PostedMessages } from './posted.ts';

/** The message that carries a button, as Slack says. */
export interface ClickedMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | undefined;
}

const about = z.looseObject({ incident: z.string().optional(), proposal: z.string().optional(), question: z.number().optional() });

/** Slack's ids of conversations between one person and us. */
function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}

/**
 * The subject that the clicked message shows: as the outbox has recorded it, or, while that is still being written, as Slack has it in the message's own
 * metadata, which only we can have put there. Undefined: it is no message of ours.
 */
export async function subjectOf({ store }: Bot, posted: PostedMessages, { channel, ts, thread }: ClickedMessage): Promise<string | undefined> {
  const mirror = await store.mirrorAt({ channel, ts });
  // What we say to one person alone cannot be read by us afterwards.
  if (isDirect(channel)) return mirror?.subject;
  return mirror?.subject ?? (await posted.at(ts, { channel, thread: thread === ts ? undefined : thread }))?.subject;
}

/**
 * A press counts only in the message that shows what it is about.
 * @throws InputError when somebody copied, forwarded or forged the button.
 */
export async function checkMessage(bot: Bot, subject: string | undefined, value: unknown, channel: string | undefined): Promise<void> {
  const { incident, proposal, question } = about.parse(value);
  // The seal says that the button was made for this conversation, in which nobody but whoever was asked and we are: somebody may answer faster than we write
  // down where the question stands.
  if (subject === undefined && question !== undefined && channel !== undefined && isDirect(channel)) return;
  const wanted = proposal === undefined ? incident : (await bot.store.get('proposal', proposal))?.incident;
  const shown = subject && (await incidentOf(bot, subject));
  const ofOther = proposal !== undefined && subject?.startsWith('proposal:') === true && subject !== `proposal:${proposal}`;
  if (shown !== undefined && shown === wanted && !ofOther) return;
  throw new InputError('This button does not stand in a message of Firebreak’s about this. Nothing was done.', {
    next: 'Use the button in the incident’s own channel.',
  });
}

/** The incident whose matter a message is: `card:INC-1`, `proposal:P-3`, `question:INC-1:2`. */
async function incidentOf({ store }: Bot, subject: string): Promise<string | undefined> {
  const id = /^[a-z]+:([^:]+)/.exec(subject)?.[1];
  return id?.startsWith('P-') ? (await store.get('proposal', id))?.incident : id;
}

/** What a form says that it is about. It is not proven, and only tells in which timeline it stands that the form was not taken. */
export function subjectOfForm(metadata: string): string | undefined {
  const { incident, proposal } = formMetadata.safeParse(metadata).data ?? {};
  if (proposal !== undefined) return `proposal:${proposal}`;
  return incident === undefined ? undefined : `incident:${incident}`;
}

const inJson = <Shape>(shape: z.ZodType<Shape>) =>
  z
    .string()
    .transform((text, { issues }) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        issues.push({ code: 'custom', input: text, message: 'no JSON' });
        return z.NEVER;
      }
    })
    .pipe(shape);
const formMetadata = inJson(z.looseObject({ value: inJson(about) }).transform(({ value }) => value));

/** Writes down that something was not taken, in the timeline of the incident that it is about; where that is not known, in the log alone. */
export async function recordRefused(
  bot: Bot,
  { button, subject, why, form }: { button: string; subject: string | undefined; why: string; form?: boolean },
  by: By,
): Promise<void> {
  const now = bot.now();
  const incident = subject && (await incidentOf(bot, subject));
  bot.log.warn({ button, by: by.actor.id, subject, why }, form ? 'a form was sent that is not taken' : 'a button was pressed that is not taken');
  if (incident === undefined || (await bot.store.get('incident', incident)) === undefined) return;
  await recordRefusal(bot, {
    key: `${incident}:${button}:${by.actor.id}:${why}`,
    changes: { events: [{ incident, type: 'button.refused', happenedAt: now, by: by.actor, payload: { button, why, ...(form && { form }) } }] },
  });
}
