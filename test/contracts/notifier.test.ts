import { afterAll, beforeAll, describe } from 'vitest';
import type { NotifierDefinition } from '../../src/kit/define.ts';
import type { SystemId } from '../../src/workspace/range/system.ts';
import { definitionsIn } from './found.ts';
import { itKeepsTheNotifierContract } from './notifier.ts';
import { type RangeVendors, startRangeVendors } from './range-vendors.ts';

/** What the practice range calls whoever a notifier speaks to. */
const systems: Readonly<Record<string, SystemId>> = { pagerduty: 'pagerduty', smtp: 'mail', webhook: 'webhook' };

let vendors: RangeVendors;
beforeAll(async () => {
  vendors = await startRangeVendors();
});
afterAll(() => vendors.close());

for (const { name, definition } of await definitionsIn<NotifierDefinition>('notifiers')) {
  const system = systems[name];
  if (system === undefined) throw new Error(`The practice range has nobody for the notifier ${name} to speak to.`);
  describe(`notifier ${name}`, () => itKeepsTheNotifierContract(definition, name, system, () => vendors));
}
