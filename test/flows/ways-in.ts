import { userInfo } from 'node:os';
import { Secret, TOTP } from 'otpauth';
import { FirebreakError } from '../../src/core/errors.ts';
import { confirmCodes, offerHere } from '../../src/flows/enrol-codes.ts';
import { parseCommand } from '../../src/kit/command-line.ts';
import type { By, Messages } from '../../src/kit/knock.ts';
import { buttons, modals } from '../../src/slack/contracts.ts';
import { accountsOf } from '../../src/slack/membership.ts';
import { slackApi, webClient } from '../../src/slack/web-client.ts';
import { resolver } from '../../src/slack/who.ts';
import { terminalUser } from '../../src/terminal/who.ts';
import type { Practice } from '../slack/practice.ts';

/** What somebody at the keyboard types when they are asked. */
export interface Typing {
  readonly name?: string;
  readonly code?: string;
}

/** No message of Slack's can be read. */
export const unread: Messages = { at: async () => undefined, words: async (text) => ({ text, named: [] }) };

export type WayIn = 'button and modal' | '/contain approve' | 'terminal';
export const waysIn: readonly WayIn[] = ['button and modal', '/contain approve', 'terminal'];

/** Somebody who says yes by one of the ways in: what they read. `person` is their id in people.yml, known by Slack account or by user of the machine. */
export function sayYes(practice: Practice) {
  const { bot, catalogue, slack } = practice;
  const api = slackApi(webClient(slack.botToken, slack.apiUrl, bot.log), { log: bot.log, measure: () => undefined, redact: (text) => text });
  const accounts = accountsOf(api, { now: bot.now, team: async () => 'T0PRACTICE' });
  const who = resolver(bot, accounts, { team: 'T0PRACTICE', teamName: 'Acme', user: 'U0FIREBREAK', bot: 'B0FIREBREAK', scopes: new Set() });
  const approve = catalogue.modals.get(modals.contain.id);
  const open = catalogue.buttons.get(buttons.contain.id);
  const contain = catalogue.commands.get('contain');

  async function by(way: WayIn, person: string, typing: Typing): Promise<By> {
    const known = bot.files.team.person(person);
    if (way !== 'terminal') return who({ user: known?.slack ?? 'U0NOBODY1', team: 'T0PRACTICE' });
    const user = await terminalUser(bot, 'people.yml', { ...userInfo(), uid: known?.uid ?? 65_000 });
    return { ...user, ask: async (question) => (question.startsWith('One-time code') ? typing.code : typing.name) ?? '' };
  }

  return async (way: WayIn, person: string, proposal: string, edition: number, typing: Typing): Promise<{ title?: string; error?: string }> => {
    const reason = 'I have looked at it.';
    try {
      const me = await by(way, person, typing);
      if (way === 'button and modal') {
        await open?.press(bot, { proposal, edition }, me);
        const { name, code } = typing;
        const fields = { reason, ...(name !== undefined && { confirmation: name }), ...(code !== undefined && { code }) };
        const said = await approve?.submit(bot, { proposal, edition }, fields, me, unread);
        return { title: said && 'title' in said ? String(said.title) : '' };
      }
      if (contain === undefined) throw new Error('there is no command contain');
      const { form, args } = parseCommand(contain, `approve ${proposal} ${reason}`);
      return { title: String((await form.run(bot, args, me)).title) };
    } catch (error) {
      if (!(error instanceof FirebreakError)) throw error;
      return { error: error.message };
    }
  };
}

/** Enrols somebody as they do at the terminal. Returns what shows their code at the bot's present time. */
export async function enrolled({ bot }: Pick<Practice, 'bot'>, person: string): Promise<() => string> {
  const { secret } = await offerHere(bot, person);
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const code = () => totp.generate({ timestamp: Date.parse(bot.now()) });
  await confirmCodes(bot, person, null, code());
  return code;
}
