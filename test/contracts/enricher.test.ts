import { describe } from 'vitest';
import type { ClientId, EnricherDefinition } from '../../src/kit/define.ts';
import { itKeepsTheEnricherContract } from './enricher.ts';
import { definitionsIn } from './found.ts';

for (const { name, definition } of await definitionsIn<EnricherDefinition<never, ClientId, unknown>>('enrichers')) {
  describe(`enricher ${name}`, () => itKeepsTheEnricherContract(definition, name));
}
