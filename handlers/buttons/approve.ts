import { on } from '../../src/kit/index.ts';
import { buttons } from '../../src/slack/contracts.ts';
import contain from './contain.ts';

export default on.button(buttons.approve, 'Look at a containment before giving the further yes that it needs', contain.press);
