import { type Answer, answer } from '../kit/answer.ts';
import { usageOf } from '../kit/command-line.ts';
import type { CommandDefinition } from '../kit/knock.ts';

/** What only whoever runs the bot needs. */
const own: readonly (readonly [usage: string, says: string])[] = [
  ['init', 'write .env, manifest and a first people.yml, asking what it needs'],
  ['doctor', 'say in plain words what is missing: tokens, scopes, database, vendors, clock'],
  ['verify', 'walk the chain of the timeline; exit 1 and the first break named when it does not hold'],
  ['policy explain <incident> <proposal>', 'which line of the policy decides, and why, with the numbers then and now'],
  ['quarantine', 'signed deliveries that could not be read, and why'],
  ['replay <quarantined>', 'read one of them again, after its source was mended'],
  ['source try <source> <file>', 'the alerts that a payload becomes; nothing is stored'],
];

/** The help of the terminal. */
export function helpText(commands: Iterable<CommandDefinition>): Answer {
  const definitions = [...commands];
  return answer(
    'firebreak <command> [--json]',
    [
      { heading: 'The same as in Slack' },
      {
        list: definitions.flatMap((definition) =>
          usageOf(definition, 'firebreak ').map((usage, index) => `${usage}  —  ${definition.forms[index]?.says ?? ''}`),
        ),
      },
      { heading: 'For whoever runs the bot' },
      { list: own.map(([usage, says]) => `firebreak ${usage}  —  ${says}`) },
    ],
    { commands: [...definitions.flatMap((definition) => usageOf(definition)), ...own.map(([usage]) => usage)] },
  );
}
