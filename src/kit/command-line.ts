import type { z } from 'zod';
import { InputError, type Problem } from '../core/errors.ts';
import { type Answer, answer } from './answer.ts';
import type { CommandDefinition, CommandForm } from './knock.ts';

/** What somebody typed, understood: which form of the command, with its arguments as the form's schemas read them. */
export interface ParsedCommand {
  readonly form: CommandForm;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One place of a pattern: a word as it stands, or an argument; `rest` takes everything that is left. */
interface Slot {
  readonly name: string;
  readonly literal: boolean;
  readonly optional: boolean;
  readonly rest: boolean;
}

/** One word as it was typed, without its quotes, and where it began. */
interface Word {
  readonly text: string;
  readonly at: number;
  readonly quoted: boolean;
}

/**
 * Reads what somebody typed after the command's name, in Slack or in the terminal. The first form that fits decides: its literals stand where they
 * should (in any case), there are as many words as it takes, and its schemas accept them.
 * @throws InputError with what is wrong with the form that came closest and how that is typed, or how all are when none came close.
 */
export function parseCommand(definition: CommandDefinition, typed: string, prefix = ''): ParsedCommand {
  const text = asTyped(typed).trim();
  const words = split(text);
  let closest: { readonly form: CommandForm; readonly literals: number; readonly problems: readonly Problem[] } | undefined;
  for (const form of definition.forms) {
    const matched = match(slotsOf(form.pattern), words, text);
    if ('args' in matched) {
      const { args, problems } = read(form, matched.args);
      if (problems.length === 0) return { form, args };
      if (closest === undefined || matched.literals >= closest.literals) closest = { form, literals: matched.literals, problems };
    } else if (matched.literals > (closest?.literals ?? 0)) {
      closest = { form, literals: matched.literals, problems: [matched.problem] };
    }
  }
  const meant = closest !== undefined && closest.literals > 0 ? { ...definition, forms: [closest.form] } : definition;
  throw new InputError(text === '' ? `${prefix}${definition.id} by itself does nothing.` : `This is not how ${prefix}${definition.id} is typed.`, {
    problems: closest?.problems ?? [],
    next: `Usage: ${usageOf(meant, prefix).join(' · ')}`,
  });
}

/** How the command is typed, one line per form. `prefix` is what stands before its name: `/`, `/acme-`, or nothing in the terminal. */
export function usageOf({ id, forms }: CommandDefinition, prefix = ''): readonly string[] {
  return forms.map(({ pattern }) => `${prefix}${id} ${pattern}`.trim());
}

/** Whether somebody asks how a command works instead of using it. */
export function asksForHelp(typed: string): boolean {
  return /^\s*(help|--help|-h|\?)\s*$/i.test(typed);
}

/** The help of one command. */
export function commandHelp(definition: CommandDefinition, prefix: string): Answer {
  const lines = usageOf(definition, prefix);
  return answer(
    `${prefix}${definition.id}: ${definition.title}`,
    [{ list: definition.forms.map(({ says }, index) => [{ code: lines[index] ?? '' }, `  ${says}`]) }],
    { command: definition.id, usage: lines },
  );
}

/** The help of everything that can be typed. */
export function overallHelp(definitions: Iterable<CommandDefinition>, prefix: string): Answer {
  const commands = [...definitions];
  return answer(
    'What you can type',
    [
      { list: commands.map(({ id, title }) => [{ code: `${prefix}${id}` }, `  ${title}`]) },
      { hint: ['How one of them works: ', { code: `${prefix}${commands[0]?.id ?? 'triage'} help` }] },
    ],
    { commands: commands.map((command) => ({ command: command.id, title: command.title, usage: usageOf(command, prefix) })) },
  );
}

function match(
  slots: readonly Slot[],
  words: readonly Word[],
  text: string,
): { readonly args: Record<string, string>; readonly literals: number } | { readonly problem: Problem; readonly literals: number } {
  const args: Record<string, string> = {};
  let next = 0;
  let literals = 0;
  for (const { name, literal, optional, rest } of slots) {
    const word = words[next];
    if (word === undefined) {
      if (optional) continue;
      return { literals, problem: { path: name, message: literal ? `the word ${name} is missing` : 'this is missing' } };
    }
    if (literal) {
      if (!word.quoted && word.text.toLowerCase() === name) {
        literals += 1;
        next += 1;
      } else if (!optional) return { literals: 0, problem: { path: name, message: `write ${name} here` } };
    } else if (rest) {
      args[name] = next === words.length - 1 ? word.text : text.slice(word.at);
      next = words.length;
    } else {
      args[name] = word.text;
      next += 1;
    }
  }
  const extra = words[next];
  if (extra === undefined) return { args, literals };
  return { literals, problem: { path: '', message: `it is not clear what “${clip(extra.text)}” is for` } };
}

function read(form: CommandForm, given: Readonly<Record<string, string>>): { args: Record<string, unknown>; problems: Problem[] } {
  const args: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [name, schema] of Object.entries(form.args)) {
    const parsed = schema.safeParse(given[name]);
    if (parsed.success) args[name] = parsed.data;
    else problems.push(...parsed.error.issues.map((issue) => ({ path: name, message: complaintOf(issue) })));
  }
  return { args, problems };
}

function complaintOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_value' ? `write one of: ${issue.values.join(', ')}` : issue.message;
}

/** Reads a pattern such as `close <incident> [<verdict>] <reason…>`. @throws TypeError when it is not one. */
function slotsOf(pattern: string): readonly Slot[] {
  return pattern
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) => {
      const optional = part.startsWith('[') && part.endsWith(']');
      const inner = optional ? part.slice(1, -1) : part;
      const argument = /^<([a-zA-Z][\w-]*)(…?)>$/.exec(inner);
      if (argument) return { name: argument[1] ?? '', literal: false, optional, rest: argument[2] === '…' };
      if (/^[\w-]+$/.test(inner)) return { name: inner.toLowerCase(), literal: true, optional, rest: false };
      throw new TypeError(`“${part}” is no part of a command's pattern: write a word, <name>, <name…> or [<name>]`);
    });
}

function split(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const found of text.matchAll(/"([^"]*)"(?=\s|$)|'([^']*)'(?=\s|$)|\S+/g)) {
    const inner = found[1] ?? found[2];
    words.push({ text: inner ?? found[0], at: found.index, quoted: inner !== undefined });
  }
  return words;
}

/**
 * What the person typed, before Slack made links, people and typographic quotes of it: `<mailto:a@b.example|a@b.example>` → `a@b.example`,
 * `<http://b.example|b.example>` → `b.example`, `<@U123|kim>` → `@U123`.
 */
function asTyped(text: string): string {
  return text
    .replace(/<mailto:([^|>\s]+)(?:\|([^>]*))?>/g, (_all, address: string, label?: string) => label || address)
    .replace(/<((?:https?|ftp):\/\/[^|>\s]+)(?:\|([^>]*))?>/g, (_all, url: string, label?: string) => (label && url.includes(label) ? label : url))
    .replace(/<([@#][A-Z0-9]+)(?:\|[^>]*)?>/g, '$1')
    .replace(/<!(?:subteam\^)?([^|>]+)(?:\|@?([^>]*))?>/g, (_all, id: string, label?: string) => `@${label || id}`)
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/[\u2018\u2019\u201a]/g, "'")
    .replace(/(^|\s)\u2014(?=\w)/g, '$1--')
    .replace(/\u00a0/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
