import { afterAll, beforeAll, describe } from 'vitest';
import type { ActionDefinition, ClientId } from '../../src/kit/define.ts';
import { itKeepsTheActionContract } from './action.ts';
import { definitionsIn } from './found.ts';
import { type RangeVendors, startRangeVendors } from './range-vendors.ts';

let vendors: RangeVendors;
beforeAll(async () => {
  vendors = await startRangeVendors({ deadlineMs: 1_000, patienceMs: 5_000, failures: 5, halfOpenAfterMs: 100, backoffMs: 1 });
});
afterAll(() => vendors.close());

for (const { name, definition } of await definitionsIn<ActionDefinition<never, ClientId, unknown, unknown>>('actions')) {
  describe(`action ${name}`, () => itKeepsTheActionContract(definition, name, () => vendors));
}
