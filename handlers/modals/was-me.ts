import { proveYes } from '../../src/flows/prove-answer.ts';
import { on } from '../../src/kit/index.ts';
import { modals } from '../../src/slack/contracts.ts';

export default on.modal(modals.wasMe, 'Prove that it was you', (bot, which, { code }, by) => proveYes(bot, { ...which, code }, by));
