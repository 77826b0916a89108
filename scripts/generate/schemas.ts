import { z } from 'zod';
import { playbook } from '../../src/core/playbook.ts';
import { policy } from '../../src/core/policy.ts';
import { reportDocument } from '../../src/core/report-document.ts';
import { sigmaDocument } from '../../src/core/sigma-documents.ts';
import { assetsFile, peopleFile } from '../../src/core/team.ts';
import { weightsFile } from '../../src/core/weights.ts';
import type { Catalogue } from '../../src/kit/catalogue.ts';

/**
 * JSON Schemas of the files in which a team writes down what it decided, by file name. An editor that knows YAML completes and checks a file which begins with
 * `# yaml-language-server: $schema=schemas/policy.json`. The program itself checks more, and in better words.
 */
export function yamlSchemas({ sources }: Catalogue): ReadonlyMap<string, string> {
  const ofSources = [...sources].flatMap(([id, { options }]) =>
    options === undefined ? [] : [[`source-${id}`, `sources/${id}.yml`, options] as const],
  );
  const schemas = [
    ['policy', 'policy.yml', policy],
    ['people', 'people.yml', peopleFile],
    ['assets', 'assets.yml', assetsFile],
    ['weights', 'weights.yml', weightsFile],
    ['correlation', 'correlations/*.yml', sigmaDocument],
    ['playbook', 'playbooks/*.yml', playbook],
    ...ofSources,
  ] as const;
  return new Map(schemas.map(([name, file, schema]) => [`data/schemas/${name}.json`, written(file, schema)]));
}

/** The JSON Schema of a report as JSON, for whoever reads one with a program. */
export function reportSchema(): readonly [file: string, text: string] {
  return ['docs/report.schema.json', written('Firebreak: a post-incident report', reportDocument)];
}

function written(file: string, schema: z.ZodType): string {
  const described = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
  return `${JSON.stringify({ ...described, title: file }, null, 2)}\n`;
}
