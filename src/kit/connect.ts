import type { ZodError } from 'zod';
import { ConfigurationError } from '../core/errors.ts';
import type { Connection } from './bot.ts';
import type { ClientDefinition, ClientId } from './define.ts';
import { type RunHooks, type RunTuning, runCalls } from './run.ts';

/**
 * Connects to a vendor with what the settings say, or says which settings are missing: a vendor that is not set up is no error.
 * Nothing is sent; `probe` proves that the settings work.
 * @throws ConfigurationError when a setting stands there but is wrong
 */
export function connect<Id extends ClientId, Settings>(
  definition: ClientDefinition<Id, Settings>,
  settings: Readonly<Record<string, string | undefined>>,
  hooks: RunHooks,
  tuning?: RunTuning,
): Connection<Id> {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const read = definition.settings.safeParse(given);
  if (read.success) return { client: definition.connect(read.data, runCalls(definition, hooks, tuning), hooks.log) };

  const absent = namesOf(read.error).filter((name) => given[name] === undefined);
  if (absent.length > 0) return { absent };
  throw new ConfigurationError(`The settings for ${definition.title} are wrong, so it cannot be used.`, {
    problems: read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    next: `Correct ${namesOf(read.error).join(', ')} and start again; to do without ${definition.title}, remove its settings.`,
  });
}

/** `Jira is not set up: JIRA_URL, JIRA_EMAIL are missing.` `absent`: the settings that nobody has given, at least one. */
export function notSetUp(title: string, absent: readonly string[]): string {
  return `${title} is not set up: ${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} missing.`;
}

function namesOf(error: ZodError): string[] {
  return [...new Set(error.issues.map(({ path }) => path.join('.')))];
}
