import type { App } from '@slack/bolt';
import { z } from 'zod';
import { InputError } from '../core/errors.ts';
import type { Answer } from '../kit/answer.ts';
import { asksForHelp, commandHelp, overallHelp, parseCommand } from '../kit/command-line.ts';
import type { By } from '../kit/knock.ts';
import { withoutSecrets } from '../kit/without-secrets.ts';
import { type Door, letIn } from './knocking.ts';

/** The command that takes all others as its first word: commands do not work in threads, and another app may own `/incident`. */
const umbrella = 'firebreak';

const mention = z.looseObject({
  user: z.string(),
  channel: z.string(),
  ts: z.string(),
  text: z.string(),
  thread_ts: z.string().optional(),
  bot_id: z.string().optional(),
});

/** Lets in `/triage …`, `/firebreak triage …` and `@firebreak triage …`. `botUser`: what a mention of us names. */
export function bindCommands(app: App, door: Door, botUser: string): void {
  const { bot } = door;

  app.command(/.*/, async ({ ack, command, respond }) => {
    await ack();
    const { user_id: user, team_id: team, channel_id: channel, response_url: address, trigger_id: trigger } = command;
    const reply = door.replyTo({ user, channel, url: { address, respond } });
    const name = command.command.startsWith(bot.commandPrefix) ? command.command.slice(bot.commandPrefix.length) : command.command;
    await letIn(door, { name: command.command, key: `command:${trigger}`, knocker: { user, team, channel }, reply, trigger }, (by) =>
      name === umbrella ? runLine(door, command.text, by) : runCommand(door, name, command.text, by),
    );
  });

  app.event('app_mention', async ({ event, body }) => {
    const { user, channel, ts, text, thread_ts: thread, bot_id: fromBot } = mention.parse(event);
    if (fromBot !== undefined) return;
    const line = text.split(new RegExp(`<@${botUser}(?:\\|[^>]*)?>`)).at(-1) ?? '';
    const reply = door.replyTo({ user, channel, thread });
    await letIn(door, { name: 'mention', key: `mention:${channel}:${ts}`, knocker: { user, team: body.team_id, channel }, reply }, (by) =>
      runLine(door, line, by),
    );
  });
}

/** A whole line, with the command's name first. */
async function runLine(door: Door, line: string, by: By): Promise<Answer> {
  const name = /^\S*/.exec(line.trim())?.[0] ?? '';
  const { bot, knocks } = door;
  if (name === '' || asksForHelp(name)) return overallHelp(knocks.commands.values(), bot.commandPrefix);
  return runCommand(door, name.toLowerCase().replace(/^\//, ''), line.trim().slice(name.length).trim(), by);
}

async function runCommand({ bot, knocks }: Door, name: string, text: string, by: By): Promise<Answer> {
  const definition = knocks.commands.get(name);
  if (!definition) {
    throw new InputError('There is no such command here.', {
      next: `These exist: ${[...knocks.commands.keys()].map((id) => `${bot.commandPrefix}${id}`).join(', ')}.`,
    });
  }
  if (asksForHelp(text)) return commandHelp(definition, bot.commandPrefix);
  const { form, args } = parseCommand(definition, text, bot.commandPrefix);
  return form.run(bot, withoutSecrets(args, bot.redact), by);
}
