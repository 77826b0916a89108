import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { z } from 'zod';
import type { CorrelationRule } from '../core/correlate.ts';
import { ConfigurationError, type Problem } from '../core/errors.ts';
import { type Playbook, playbook } from '../core/playbook.ts';
import { type PolicyInForce, policy } from '../core/policy.ts';
import { readSigma, type SigmaFile } from '../core/sigma.ts';
import { sigmaDocument } from '../core/sigma-documents.ts';
import { assetsFile, peopleFile, type Team, team } from '../core/team.ts';
import { type WeightsInForce, weightsFile, weightsInForce } from '../core/weights.ts';
import { nearestOf, type Path, readYamlDocumentsFile, readYamlFile, type YamlFile } from './yaml-file.ts';

/** What the team decided, as its folder says; and where each thing stands, for whoever checks it further. */
export interface TeamFolder {
  readonly team: Team;
  readonly policy: PolicyInForce;
  readonly weights: WeightsInForce;
  readonly correlations: readonly CorrelationRule[];
  readonly playbooks: readonly Playbook[];
  /** Sources that correlation rules name outright, with their places. */
  readonly sourcesNamed: readonly { readonly file: string; readonly id: string; readonly path: Path }[];
  /** `data/playbooks/public-bucket.yml:9:5` of a path in a file of the folder, such as `playbooks/public-bucket.yml`. */
  readonly where: (file: string, path: Path) => string;
}

/** Ids that the team's files may name because the program knows them. */
export interface KnownIds {
  readonly actions: readonly string[];
  readonly tickets: readonly string[];
  readonly notifiers: readonly string[];
  readonly sources: readonly string[];
}

/**
 * Reads policy.yml (required), people.yml, assets.yml, weights.yml, correlations/*.yml and playbooks/*.yml of a folder, each checked against its schema and
 * against the others.
 * @throws ConfigurationError with every problem at its `file:line:column`.
 */
export async function readTeamFiles(folder: string): Promise<TeamFolder> {
  const problems: Problem[] = [];
  const files = new Map<string, YamlFile<unknown>>();
  const where = (file: string, path: Path) => files.get(file)?.where(path) ?? shown(folder, file);
  const read = <Value>(file: string, schema: z.ZodType<Value>): Value | undefined => {
    const path = join(folder, file);
    return existsSync(path) ? keep(file, readYamlFile(shown(folder, file), path, schema)) : undefined;
  };
  const keep = <Value>(file: string, result: ReturnType<typeof readYamlFile<Value>>): Value | undefined => {
    if ('problems' in result) {
      problems.push(...result.problems);
      return undefined;
    }
    files.set(file, result);
    return result.value;
  };
  const complain = (file: string, path: Path, message: string) => problems.push({ path: where(file, path), message });

  const known = read('people.yml', peopleFile);
  const people = known?.people ?? [];
  /** Nobody can be said to be missing in a file that could not be read. */
  const peopleAreKnown = known !== undefined || !existsSync(join(folder, 'people.yml'));
  const assets = read('assets.yml', assetsFile)?.assets ?? [];
  const weights = read('weights.yml', weightsFile);
  const sigma = namedFiles(folder, 'correlations').map((file) => {
    const documents = keep(file, readYamlDocumentsFile(shown(folder, file), join(folder, file), sigmaDocument));
    const found: SigmaFile = documents === undefined ? { problems: [], sources: [] } : readSigma(documents);
    for (const { path, message } of found.problems) complain(file, path, message);
    return { file, value: found.rule, sources: found.sources };
  });
  const plays = namedFiles(folder, 'playbooks').map((file) => ({ file, value: read(file, playbook) }));
  const decided = read('policy.yml', policy);
  if (!existsSync(join(folder, 'policy.yml')))
    complain('policy.yml', [], 'The file is missing, and nothing is allowed without it. Copy data/policy.yml.');

  const correlations = sigma.flatMap(({ value }) => value ?? []);
  const playbooks = plays.flatMap(({ value }) => value ?? []);
  const everybody = team(people, assets);

  checkPeople(people, complain);
  checkManagers(people, complain);
  for (const [index, { owner }] of assets.entries()) {
    if (owner !== undefined && peopleAreKnown && everybody.person(owner) === undefined) {
      complain(
        'assets.yml',
        ['assets', index, 'owner'],
        notKnown(
          owner,
          people.map(({ id }) => id),
          'person in people.yml',
        ),
      );
    }
  }
  checkUnique(
    'assets.yml',
    'assets',
    assets.map(({ id, match }) => [[id], match]),
    complain,
  );
  for (const { file, value } of plays) {
    if (value !== undefined && value.id !== idOf(file))
      complain(file, ['id'], `An id equals its file name. Write id: ${idOf(file)}, or rename the file.`);
  }
  for (const { file, value } of sigma) {
    if (value !== undefined && value.id !== idOf(file))
      complain(file, [0], `The rule of a file has its name. Write name: ${idOf(file)} for the correlation ${value.id}, or rename the file.`);
  }
  const ruleIds = sigma.map(({ file }) => idOf(file));
  for (const { file, value } of plays) {
    for (const [index, id] of (value?.when.correlations ?? []).entries()) {
      if (!ruleIds.includes(id)) complain(file, ['when', 'correlations', index], notKnown(id, ruleIds, 'rule in correlations/'));
    }
  }
  if (decided !== undefined) {
    const { card, ticket, channel } = decided.thresholds;
    if (ticket < card) complain('policy.yml', ['thresholds', 'ticket'], `A ticket needs a card. Write at least ${card}, the threshold of the card.`);
    if (channel < card)
      complain('policy.yml', ['thresholds', 'channel'], `A channel needs a card. Write at least ${card}, the threshold of the card.`);
  }

  if (problems.length > 0 || decided === undefined) throw wrong(folder, problems);
  const digest = createHash('sha256')
    .update(readFileSync(join(folder, 'policy.yml')))
    .digest('hex');
  return {
    team: everybody,
    policy: { ...decided, digest },
    weights: weightsInForce(weights),
    correlations,
    playbooks,
    sourcesNamed: sigma.flatMap(({ file, sources }) => sources.map((source) => ({ file, ...source }))),
    where,
  };
}

/**
 * Checks what the team's files name against what the program has: actions, ticket systems, sources.
 * @throws ConfigurationError with every problem at its `file:line:column`.
 */
export function checkReferences({ playbooks, sourcesNamed, policy: { containment, notify }, where }: TeamFolder, known: KnownIds): void {
  const problems: Problem[] = [];
  const expect = (id: string, ids: readonly string[], what: string, path: () => string) => {
    if (!ids.includes(id)) problems.push({ path: path(), message: notKnown(id, ids, what) });
  };
  for (const { id, steps } of playbooks) {
    for (const [index, step] of steps.entries()) {
      const at = (key: string) => () => where(`playbooks/${id}.yml`, ['steps', index, key]);
      if ('propose' in step) expect(step.propose, known.actions, 'action', at('propose'));
      else if ('ticket' in step) expect(step.ticket, known.tickets, 'ticket system', at('ticket'));
    }
  }
  for (const { file, id, path } of sourcesNamed) {
    if (!/[*?]/.test(id)) expect(id, known.sources, 'source', () => where(file, path));
  }
  for (const [index, { actions }] of containment.gate.entries()) {
    for (const [position, action] of (actions ?? []).entries()) {
      expect(action, known.actions, 'action', () => where('policy.yml', ['containment', 'gate', index, 'actions', position]));
    }
  }
  for (const action of Object.keys(containment.caps.actions)) {
    expect(action, known.actions, 'action', () => where('policy.yml', ['containment', 'caps', 'actions', action]));
  }
  for (const key of ['first', 'fallback'] as const) {
    const named = notify?.[key];
    if (named !== undefined) expect(named, known.notifiers, 'notifier', () => where('policy.yml', ['notify', key]));
  }
  if (problems.length > 0) throw wrong('the team folder', problems);
}

function wrong(folder: string, problems: readonly Problem[]): ConfigurationError {
  const lines = problems.map(({ path, message }) => `${path}: ${message}`);
  return new ConfigurationError(`What the team wrote in ${folder} cannot be used.\n${lines.join('\n')}`, {
    problems,
    next: 'Correct the lines named above, then start again.',
  });
}

type Complain = (file: string, path: Path, message: string) => unknown;

function checkPeople(people: z.infer<typeof peopleFile>['people'], complain: Complain): void {
  const spellings = people.map(({ id, email, identities }) => [[id, ...(email === undefined ? [] : [email])], identities] as const);
  checkUnique('people.yml', 'people', spellings, complain);
  for (const field of ['slack', 'uid'] as const) {
    const seen = new Map<string | number, string>();
    for (const [index, human] of people.entries()) {
      const value = human[field];
      if (value === undefined) continue;
      const other = seen.get(value);
      if (other !== undefined) complain('people.yml', ['people', index, field], `${other} has it already. Two people cannot share one.`);
      seen.set(value, human.id);
    }
  }
}

function checkManagers(people: z.infer<typeof peopleFile>['people'], complain: Complain): void {
  const ids = people.map(({ id }) => id);
  for (const [index, { id, manager }] of people.entries()) {
    if (manager === undefined) continue;
    if (manager === id) complain('people.yml', ['people', index, 'manager'], 'Nobody is asked in their own place. Write whom they report to.');
    else if (!ids.includes(manager)) complain('people.yml', ['people', index, 'manager'], notKnown(manager, ids, 'person in people.yml'));
  }
}

/** Complains about a spelling that two entries claim. Each entry has groups of spellings; the first of the first group is its id. */
function checkUnique(file: string, list: string, entries: readonly (readonly (readonly string[])[])[], complain: Complain): void {
  const owners = new Map<string, number>();
  for (const [index, groups] of entries.entries()) {
    for (const spelling of groups.flat()) {
      const owner = owners.get(spelling.toLowerCase());
      if (owner !== undefined && owner !== index) {
        complain(file, [list, index], `“${spelling}” stands for ${entries[owner]?.[0]?.[0]} already. Write each spelling once.`);
      }
      owners.set(spelling.toLowerCase(), index);
    }
  }
}

function notKnown(id: string, known: readonly string[], what: string): string {
  const nearest = nearestOf(id, known);
  if (nearest !== undefined) return `There is no ${what} “${id}”. Did you mean “${nearest}”?`;
  return known.length === 0 ? `There is no ${what} “${id}”, and none at all.` : `There is no ${what} “${id}”. Write one of: ${known.join(', ')}.`;
}

function namedFiles(folder: string, kind: string): readonly string[] {
  const path = join(folder, kind);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => `${kind}/${name}`);
}

function idOf(file: string): string {
  return basename(file).replace(/\.ya?ml$/, '');
}

/** A file as people call it: relative to where the program runs, where it is below that. */
function shown(folder: string, file: string): string {
  const path = relative(process.cwd(), join(folder, file));
  return path.startsWith('..') ? join(folder, file) : path;
}
