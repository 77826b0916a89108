import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { z } from 'zod';
import { ConfigurationError, type Problem } from '../core/errors.ts';
import { readYamlFile } from './yaml-file.ts';

/**
 * What the team set for sources in `sources/<id>.yml`, by source id. A source without a file is left out, and uses its defaults.
 * @throws ConfigurationError with every problem at its `file:line:column`.
 */
export function readSourceOptions(folder: string, schemas: ReadonlyMap<string, z.ZodType | undefined>): ReadonlyMap<string, unknown> {
  const problems: Problem[] = [];
  const options = new Map<string, unknown>();
  for (const [id, schema] of schemas) {
    const path = join(folder, 'sources', `${id}.yml`);
    if (schema === undefined || !existsSync(path)) continue;
    const read = readYamlFile(relative(process.cwd(), path), path, schema);
    if ('problems' in read) problems.push(...read.problems);
    else options.set(id, read.value);
  }
  for (const name of existsSync(join(folder, 'sources')) ? readdirSync(join(folder, 'sources')) : []) {
    const id = /^(.+)\.ya?ml$/.exec(name)?.[1];
    if (id === undefined || (schemas.get(id) !== undefined && name.endsWith('.yml'))) continue;
    const settable = [...schemas].flatMap(([known, schema]) => (schema === undefined ? [] : [`${known}.yml`]));
    problems.push({ path: join('sources', name), message: `No source reads this file. These may be set: ${settable.join(', ')}.` });
  }
  if (problems.length > 0) {
    throw new ConfigurationError('What the team set for its sources is wrong.', { problems, next: 'Correct the files and start again.' });
  }
  return options;
}
