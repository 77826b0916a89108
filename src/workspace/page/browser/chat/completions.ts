import type { PageChannel, PageCommand, PagePerson } from '../../../page-api.ts';

export interface Completion {
  /** What takes the place of what was typed. */
  readonly insert: string;
  readonly label: string;
  /** What it takes: a command's usage. */
  readonly usage: string;
  readonly hint: string;
}

export interface Completions {
  /** The stretch of the text that a choice replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

export interface CompletionSources {
  readonly commands: readonly PageCommand[];
  readonly people: readonly PagePerson[];
  readonly groups: readonly { readonly handle: string; readonly name: string }[];
  readonly channels: readonly PageChannel[];
}

const most = 8;

/** What could be meant at the caret: a command at the beginning of the text, a person, group or channel anywhere. */
export function completionsAt(text: string, caret: number, sources: CompletionSources): Completions | null {
  const before = text.slice(0, caret);
  const command = /^\/\S*$/.exec(before)?.[0];
  if (command !== undefined) return offered(0, caret, commandsLike(command, sources.commands));
  const word = /(?:^|[\s(])([@#])([\p{L}\p{N}._-]*)$/u.exec(before);
  if (!word) return null;
  const [, sign, name = ''] = word;
  const from = caret - name.length - 1;
  return offered(from, caret, sign === '@' ? namesLike(name, sources) : channelsLike(name, sources.channels));
}

/** The usage of the command that is being typed, once its name stands. */
export function usageOf(text: string, commands: readonly PageCommand[]): PageCommand | null {
  const name = /^(\/\S+)\s/.exec(text)?.[1];
  return commands.find(({ command }) => command === name) ?? null;
}

function offered(from: number, to: number, items: readonly Completion[]): Completions | null {
  return items.length === 0 ? null : { from, to, items: items.slice(0, most) };
}

function commandsLike(typed: string, commands: readonly PageCommand[]): readonly Completion[] {
  return commands
    .filter(({ command }) => command.startsWith(typed.toLowerCase()))
    .map(({ command, usageHint, description }) => ({ insert: `${command} `, label: command, usage: usageHint, hint: description }));
}

function namesLike(typed: string, { people, groups }: CompletionSources): readonly Completion[] {
  const like = likeness(typed);
  const persons = people
    .filter(({ name, realName, deactivated }) => !deactivated && (like(name) || realName.split(' ').some(like)))
    .map(({ name, realName, title, bot }) => ({ insert: `@${name} `, label: realName, usage: `@${name}`, hint: bot ? 'App' : title }));
  const teams = groups
    .filter(({ handle, name }) => like(handle) || like(name))
    .map(({ handle, name }) => ({ insert: `@${handle} `, label: name, usage: `@${handle}`, hint: 'Group' }));
  return [...persons, ...teams];
}

function channelsLike(typed: string, channels: readonly PageChannel[]): readonly Completion[] {
  const like = likeness(typed);
  return channels
    .filter(({ kind, name, archived }) => kind !== 'direct' && !archived && like(name))
    .map(({ name, topic, purpose }) => ({ insert: `#${name} `, label: `#${name}`, usage: '', hint: topic || purpose }));
}

function likeness(typed: string): (name: string) => boolean {
  return (name) => name.toLowerCase().startsWith(typed.toLowerCase());
}
