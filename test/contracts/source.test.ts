import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe } from 'vitest';
import type { SourceDefinition } from '../../src/kit/define.ts';
import { itKeepsTheSourceContract } from './source.ts';

const folder = new URL('../../src/connectors/sources/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));

for (const file of files) {
  const { default: source }: { default: SourceDefinition } = await import(new URL(file, folder).href);
  describe(`source ${file}`, () => itKeepsTheSourceContract(source, basename(file, '.ts')));
}
