import { incidentId } from '../src/core/incident.ts';
import { observableArg } from '../src/core/observable.ts';
import { mostSnoozeDays, type Snooze, snoozeArg } from '../src/core/snooze.ts';
import { spanArg } from '../src/core/span.ts';
import { confirmSnooze } from '../src/flows/confirm-snooze.ts';
import { endSnooze } from '../src/flows/end-snooze.ts';
import { proposeSnooze, type SnoozeWish } from '../src/flows/propose-snooze.ts';
import { begunAnswer, endedAnswer, listSnoozes, previewOf } from '../src/flows/show-snooze.ts';
import { type Answer, type Bot, type By, defineCommand, form, z } from '../src/kit/index.ts';
import { offersForSnooze } from '../src/slack/views/offers.ts';

const span = spanArg(mostSnoozeDays);
const reason = z.string().trim().min(3, 'write why, in a few words: it stands in the record').max(1000);
/** An alert or an incident, whose rule is meant. */
const subject = z.string().transform((typed, context): SnoozeWish['about'] => {
  const incident = incidentId.safeParse(typed.toUpperCase());
  if (incident.success) return { incident: incident.data };
  if (/^A-\w+$/.test(typed)) return { alert: typed };
  context.addIssue({ code: 'custom', message: 'write an incident, such as INC-1, or the id of an alert' });
  return z.NEVER;
});

/** The ways to say what is to be quiet. Without `--yes` the preview is shown and nothing is quiet yet. */
function snoozing(yes: '' | '--yes ', says: string) {
  const then = (bot: Bot, wish: SnoozeWish, by: By) => answerTo(bot, wish, by, yes !== '');
  return [
    form(
      `${yes}rule <source> <rule> <span> <reason…>`,
      `snooze a rule by its name: ${says}`,
      { source: z.string(), rule: z.string(), span, reason },
      (bot, ask, by) => then(bot, { about: { source: ask.source, rule: ask.rule }, spanMs: ask.span, reason: ask.reason }, by),
    ),
    form(
      `${yes}<subject> only <observable> <span> <reason…>`,
      `snooze the rule of an alert or an incident where it names one thing: ${says}`,
      { subject, observable: observableArg, span, reason },
      (bot, ask, by) => then(bot, { about: ask.subject, observable: ask.observable, spanMs: ask.span, reason: ask.reason }, by),
    ),
    form(
      `${yes}<subject> <span> <reason…>`,
      `snooze the rule of an alert or an incident for so many hours or days: ${says}`,
      { subject, span, reason },
      (bot, ask, by) => then(bot, { about: ask.subject, spanMs: ask.span, reason: ask.reason }, by),
    ),
  ];
}

async function answerTo(bot: Bot, wish: SnoozeWish, by: By, yes: boolean): Promise<Answer> {
  const proposed: Snooze = await proposeSnooze(bot, wish, by);
  return yes ? begunAnswer(bot, await confirmSnooze(bot, proposed.id, by)) : previewOf(bot, proposed, by, offersForSnooze(proposed));
}

export default defineCommand({
  id: 'snooze',
  title: 'Keep a noisy rule quiet for a while, after a preview of what that would have hidden',
  hint: 'INC-1 7d why | end S-1 why',
  forms: [
    form('', 'what is snoozed now, until when, by whom and why', {}, (bot, _, by) => listSnoozes(bot, by)),
    form('list', 'the same', {}, (bot, _, by) => listSnoozes(bot, by)),
    form('confirm <snooze>', 'begin a snooze whose preview you have seen', { snooze: snoozeArg }, async (bot, { snooze }, by) =>
      begunAnswer(bot, await confirmSnooze(bot, snooze, by)),
    ),
    form('end <snooze> <reason…>', 'end a snooze before its time', { snooze: snoozeArg, reason }, async (bot, { snooze, reason }, by) =>
      endedAnswer(await endSnooze(bot, snooze, reason, by)),
    ),
    ...snoozing('--yes ', 'at once, without a preview'),
    ...snoozing('', 'a preview first'),
  ],
});
