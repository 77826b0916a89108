import path from 'node:path';
import { openHouse, root } from './compose.ts';
import { loadDotEnv } from './config/dotenv.ts';
import { databaseUrlOf, teamFolderOf } from './config/grounds.ts';
import { exitMisconfigured } from './config/mode.ts';
import { readSettings } from './config/settings.ts';
import { ConfigurationError, InputError } from './core/errors.ts';
import { proposalArg } from './core/proposal.ts';
import { explainContainment } from './flows/explain-containment.ts';
import { exportOcsf } from './flows/export-ocsf.ts';
import type { Answer } from './kit/answer.ts';
import type { Bot } from './kit/bot.ts';
import type { Catalogue } from './kit/catalogue.ts';
import { asksForHelp, commandHelp, parseCommand } from './kit/command-line.ts';
import type { By } from './kit/knock.ts';
import { withoutSecrets } from './kit/without-secrets.ts';
import { terminalAsker } from './terminal/ask.ts';
import { backup, backupUsage } from './terminal/backup.ts';
import { bundle, bundleUsage } from './terminal/bundle.ts';
import { doctor } from './terminal/doctor.ts';
import { enrol } from './terminal/enrol.ts';
import { helpText, ownHelp } from './terminal/help.ts';
import { init } from './terminal/init.ts';
import { invoked } from './terminal/invoked.ts';
import { printed, printedError } from './terminal/print.ts';
import { writeProof } from './terminal/proof.ts';
import { quarantineAnswer, replay } from './terminal/quarantine.ts';
import { printReport } from './terminal/report.ts';
import { restore } from './terminal/restore.ts';
import { rotateButtons } from './terminal/rotate-buttons.ts';
import { aboutSource } from './terminal/source-try.ts';
import { verifyAnswer } from './terminal/verify.ts';
import { terminalUser } from './terminal/who.ts';

/** What a command came to: what to print, and the exit code. */
interface Result {
  readonly answer: Answer;
  readonly code: number;
}

/** The bot in a terminal: every slash command by its name, and what only whoever runs the bot needs. Nothing is started; jobs run in the bot's own process. */
async function main(words: readonly string[]): Promise<void> {
  const json = words.includes('--json');
  const [command, ...rest] = words.filter((word) => word !== '--json');
  const helped = command !== undefined && rest.some(asksForFlag) ? ownHelp(command) : undefined;
  if (helped !== undefined) return show({ answer: helped, code: 0 }, json, 'UTC');
  loadDotEnv(root);
  if (command === 'init') return init(root, rest, process.env);

  const settings = readSettings(process.env);
  const grounds = {
    databaseUrl: databaseUrlOf(root, settings),
    teamFolder: teamFolderOf(root, settings),
    publicUrl: () => settings.PUBLIC_URL ?? `http://${settings.HOST}:${settings.PORT}`,
    log: { as: 'lines', level: 'error' },
  } as const;
  if (command === 'doctor') return show(await doctor(settings, grounds), json, 'UTC');

  if (command === 'restore') return show({ answer: await restore(settings, grounds, rest), code: 0 }, json, 'UTC');

  const house = await openHouse(settings, grounds);
  const asker = terminalAsker();
  try {
    const bot = { ...house.bot, commandPrefix: invoked };
    const by = { ...(await terminalUser(bot, path.join(grounds.teamFolder, 'people.yml'))), ask: asker.ask };
    if (command === 'enrol') return show({ answer: await enrol(bot, by, rest, grounds.publicUrl()), code: 0 }, json, by.timezone);
    show(await answerTo(bot, house.catalogue.commands, by, command, rest), json, by.timezone);
  } finally {
    asker.close();
    await house.close();
  }
}

async function answerTo(bot: Bot, commands: Catalogue['commands'], by: By, command: string | undefined, rest: readonly string[]): Promise<Result> {
  const fine = (answer: Answer): Result => ({ answer, code: 0 });
  if (command === undefined || asksForHelp(command)) return fine(helpText(commands.values()));
  if (command === 'verify' && rest[0] === '--proof') return fine(await writeProof(bot, by, rest[1], rest[2]));
  if (command === 'verify') return verifyAnswer(bot, rest);
  if (command === 'backup') return fine(await backup(bot, word(rest, 0, backupUsage)));
  if (command === 'bundle') return fine(await bundle(bot, by, word(rest, 0, bundleUsage), word(rest, 1, bundleUsage)));
  if (command === 'report') return fine(await printReport(bot, by, rest));
  if (command === 'quarantine') return fine(await quarantineAnswer(bot));
  if (command === 'rotate-buttons') return fine(await rotateButtons(bot));
  if (command === 'replay') return fine(await replay(bot, word(rest, 0, 'replay <quarantined>')));
  if (command === 'policy') return fine(await explainPolicy(bot, by, rest));
  if (command === 'source') return fine(aboutSource(bot, rest));
  if (command === 'export') return fine(await exportOcsf(bot, exported(rest), by));
  if (command === 'freeze' || command === 'unfreeze') return answerTo(bot, commands, by, 'contain', [command, ...rest]);
  const definition = commands.get(command);
  if (definition === undefined) throw new InputError(`There is no command ${command}.`, { next: `Type ${invoked}help to see what there is.` });
  // `--yes` may stand anywhere; forms that take it begin with it.
  const typed = [...rest.filter(isYes), ...rest.filter((word) => !isYes(word))].map(quoted).join(' ');
  if (asksForHelp(typed) || rest.some(asksForFlag)) return fine(commandHelp(definition, invoked));
  const { form, args } = parseCommand(definition, typed, invoked);
  return fine(await form.run(bot, withoutSecrets(args, bot.redact), by));
}

/** `policy explain INC-1 P-3`; the incident may be left out. */
function explainPolicy(bot: Bot, by: By, [verb, ...named]: readonly string[]): Promise<Answer> {
  const proposal = proposalArg.safeParse(named.at(-1));
  if (verb !== 'explain' || !proposal.success) {
    throw new InputError('The one thing to do with the policy here is to have it explained.', { next: `Type ${invoked}policy explain INC-1 P-3` });
  }
  return explainContainment(bot, proposal.data, by);
}

/** `export ocsf INC-1`: the one format there is. */
function exported([format, id]: readonly string[]): string {
  if (format === 'ocsf' && id !== undefined) return id;
  throw new InputError('What is exported, and as what, is missing.', { next: `Type ${invoked}export ocsf <incident or alert> --json` });
}

function word(words: readonly string[], position: number, usage: string): string {
  const found = words[position];
  if (found === undefined) throw new InputError('Something is missing.', { next: `Type ${invoked}${usage}` });
  return found;
}

function isYes(typed: string): boolean {
  return typed === '--yes';
}

/** `--help` anywhere is never a word of what is meant. */
function asksForFlag(typed: string): boolean {
  return typed === '--help' || typed === '-h';
}

/** A word that the shell has split already stays one word. */
function quoted(typed: string): string {
  return /[\s"]/.test(typed) ? `"${typed.replaceAll('"', '')}"` : typed;
}

function show({ answer, code }: Result, json: boolean, timezone: string): void {
  process.stdout.write(json ? `${JSON.stringify(answer.data)}\n` : `${printed(answer, timezone)}\n`);
  process.exitCode = code;
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${printedError(error)}\n`);
  process.exitCode = error instanceof ConfigurationError ? exitMisconfigured : 2;
});
