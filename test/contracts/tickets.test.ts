import { afterAll, beforeAll, describe } from 'vitest';
import type { TicketsDefinition } from '../../src/kit/define.ts';
import type { SystemId } from '../../src/workspace/range/system.ts';
import { definitionsIn } from './found.ts';
import { type RangeVendors, startRangeVendors } from './range-vendors.ts';
import { itKeepsTheTicketsContract } from './tickets.ts';

let vendors: RangeVendors;
beforeAll(async () => {
  vendors = await startRangeVendors();
});
afterAll(() => vendors.close());

for (const { name, definition } of await definitionsIn<TicketsDefinition>('tickets')) {
  describe(`tickets ${name}`, () => itKeepsTheTicketsContract(definition, name, name as SystemId, () => vendors));
}
