import type { Filled } from '../../../page-api.ts';
import type { ConfirmDialog } from '../blocks/shapes.ts';
import { type ElementRef, useAsk, useSurface } from '../state/surface.ts';

/** What every element of Block Kit is drawn from. */
export interface ElementProps<Element> {
  readonly element: Element;
  /** `block_id` of the block in which it stands. */
  readonly block: string;
  /** Whether choosing tells the app at once: outside an input block, or with `dispatch_action`. */
  readonly sends: boolean;
  /** Ids of elements that name and describe an input. */
  readonly label?: string;
  readonly description?: string;
}

interface Actionable {
  readonly action_id?: string | undefined;
  readonly confirm?: ConfirmDialog | undefined;
}

/** The value of an element, and what happens when it changes. */
export function useElement({ element, block, sends }: { element: Actionable; block: string; sends: boolean }) {
  const surface = useSurface();
  const ask = useAsk();
  const at: ElementRef = { block, action: element.action_id ?? '' };

  const waits = surface.waiting?.block === at.block && surface.waiting.action === at.action;

  /** Tells the app, after asking when the element wants that. */
  const press = async (chosen?: Filled) => {
    if (element.confirm && !(await ask(element.confirm))) return false;
    await surface.send(at, chosen);
    return true;
  };

  return {
    at,
    held: surface.held(at),
    /** The app has not answered yet. Shown, and not by disabling the element: that would take the keyboard's focus away. */
    waits,
    invalid: surface.errorOf(block) !== undefined,
    enter: (filled: Filled) => surface.enter(at, filled),
    press,
    /** A choice: remembered, sent when this element sends, taken back when the person said no. */
    choose: async (filled: Filled) => {
      const before = surface.held(at);
      surface.enter(at, filled);
      if (sends && !(await press(filled))) surface.enter(at, before);
    },
    suggest: (typed: string) => surface.suggest(at, typed),
  };
}

/** What a choice or a text holds, as one string. */
export function asOne(filled: Filled): string {
  return typeof filled === 'string' ? filled : (filled?.[0] ?? '');
}

export function asMany(filled: Filled): readonly string[] {
  return typeof filled === 'string' ? [filled] : (filled ?? []);
}
