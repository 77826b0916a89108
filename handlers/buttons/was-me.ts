import { sayYes } from '../../src/flows/answer-question.ts';
import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';

export default on.button(buttons.wasMe, 'Say that it was you', sayYes);
