import { type Answer, answer } from '../kit/answer.ts';
import { usageOf } from '../kit/command-line.ts';
import type { CommandDefinition } from '../kit/knock.ts';
import { backupUsage } from './backup.ts';
import { bundleUsage } from './bundle.ts';
import { initUsage } from './init.ts';
import { invoked } from './invoked.ts';
import { proofUsage } from './proof.ts';
import { reportUsage } from './report.ts';
import { restoreUsage } from './restore.ts';

/** What only whoever runs the bot needs. */
const own: readonly (readonly [usage: string, says: string])[] = [
  [initUsage, 'write .env, manifest and a first people.yml, asking what is not given; nothing that exists is overwritten'],
  ['doctor', 'say in plain words what is missing: tokens, scopes, database, vendors, clock, disk, file modes'],
  ['verify [<anchor-file>…]', 'walk the chain of the timeline and its signed checkpoints; exit 1 and the first break named when it does not hold'],
  [reportUsage, 'the post-incident report as a file, in one form; Markdown when none is named'],
  [
    bundleUsage,
    'report in every form, picture, timeline, evidence, signed checkpoints and proofs of one incident, with a verifier that needs nothing of ours',
  ],
  [
    proofUsage,
    'the events of one incident in a new folder, with the proof that each stands in what was signed, and a verifier that needs nothing of ours',
  ],
  [backupUsage, 'copy the database while the bot runs, for its owner alone, and check the copy'],
  [restoreUsage, 'put a backup in its place while no bot runs: nothing that waited in it is done or posted again'],
  ['policy explain <incident> <proposal>', 'which line of the policy decides, and why, with the numbers then and now'],
  ['freeze [<reason…>]', 'stop all containments at once, everywhere; `unfreeze <reason…>` lets them go on'],
  ['enrol [<person>]', 'one-time codes for yourself, shown and confirmed here; for somebody else a link that works once, for 10 minutes'],
  ['export ocsf <incident|alert>', 'its alerts as OCSF Detection Findings (class 2004); with --json for another tool'],
  ['quarantine', 'signed deliveries that could not be read, and why'],
  ['replay <quarantined>', 'read one of them again, after its source was mended'],
  ['rotate-buttons', 'seal buttons with a new key; twice, when somebody may have read the former one'],
  ['source try <source> <file>', 'the alerts that a payload becomes; nothing is stored'],
  ['source example <source>', 'a payload as the source reads it; with --json to be kept in a file and tried'],
];

/** The help of the terminal. */
export function helpText(commands: Iterable<CommandDefinition>): Answer {
  const definitions = [...commands];
  return answer(
    `${invoked}<command> [--json]`,
    [
      { heading: 'The same as in Slack' },
      {
        list: definitions.flatMap((definition) => usageOf(definition).map((usage, index) => `${usage}  —  ${definition.forms[index]?.says ?? ''}`)),
      },
      { heading: 'For whoever runs the bot' },
      { list: own.map(lineOf) },
      { hint: ['How one of them works: ', { code: `${invoked}${definitions[0]?.id ?? 'doctor'} --help` }] },
    ],
    { commands: [...definitions.flatMap((definition) => usageOf(definition)), ...own.map(([usage]) => usage)] },
  );
}

/** The help of one of the commands that stand only here; undefined when there is none of that name. */
export function ownHelp(name: string): Answer | undefined {
  const forms = own.filter(([usage]) => usage.split(' ', 1)[0] === name);
  if (forms.length === 0) return undefined;
  return answer(`${invoked}${name}`, [{ list: forms.map(([usage, says]) => lineOf([`${invoked}${usage}`, says])) }], {
    command: name,
    usage: forms.map(([usage]) => usage),
  });
}

function lineOf([usage, says]: readonly [usage: string, says: string]): string {
  return `${usage}  —  ${says}`;
}
