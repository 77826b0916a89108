import type { CommandDefinition } from '../../src/kit/knock.ts';

/** Slack's limits: 2,000 characters for a description, 1,000 for a hint. Both are shown on one line, where far less can be seen. */
const firebreak = { id: 'firebreak', title: 'Every command, also where another app owns its name', hint: 'help | triage INC-1' };

/**
 * manifest.yml with the slash commands that stand in commands/, and everything else in it as it was.
 * @throws Error when the manifest has no list of slash commands.
 */
export function withSlashCommands(manifest: string, commands: ReadonlyMap<string, CommandDefinition>): string {
  const list = [...commands.values(), firebreak].map(({ id, title, hint }) =>
    [`    - command: /${id}`, `      description: ${quoted(title)}`, `      usage_hint: ${quoted(hint ?? '')}`, '      should_escape: false'].join(
      '\n',
    ),
  );
  const place = /^( {2}slash_commands:\n)(?: {4}.*\n)+/m;
  if (!place.test(manifest)) throw new Error('manifest.yml has no slash_commands under features.');
  return manifest.replace(place, (_, head: string) => `${head}${list.join('\n')}\n`);
}

/** As YAML, always in quotes: whatever a title says, it stays text. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
