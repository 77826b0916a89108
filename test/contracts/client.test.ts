import { afterAll, beforeAll, describe } from 'vitest';
import type { ClientDefinition } from '../../src/kit/define.ts';
import { type Range, startRange } from '../../src/workspace/range/server.ts';
import { itKeepsTheClientContract } from './client.ts';
import { definitionsIn } from './found.ts';
import { vendorSettings } from './range-vendors.ts';

let range: Range;
beforeAll(async () => {
  range = await startRange();
});
afterAll(() => range.close());

for (const { name, definition } of await definitionsIn<ClientDefinition>('clients')) {
  describe(`client ${name}`, () => itKeepsTheClientContract(definition, name, () => vendorSettings(range)));
}
