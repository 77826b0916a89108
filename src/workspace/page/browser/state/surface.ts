import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Filled } from '../../../page-api.ts';
import type { ConfirmDialog } from '../blocks/shapes.ts';

/** Where an element stands within its message or view. */
export interface ElementRef {
  readonly block: string;
  readonly action: string;
}

/** What the message, modal or Home around the blocks does for their elements. */
export interface Surface {
  /** What stands in an element now. */
  held(at: ElementRef): Filled;
  /** Remembers what was entered. */
  enter(at: ElementRef, filled: Filled): void;
  /** Tells the app that an element was pressed, or what was chosen in it. */
  send(at: ElementRef, chosen?: Filled): Promise<void>;
  /** What a select with options from the app offers for what was typed. */
  suggest(at: ElementRef, typed: string): Promise<readonly { readonly label: string; readonly value: string }[]>;
  /** The element whose press the app has not answered yet. */
  readonly waiting: ElementRef | null;
  /** A sentence under an input, by its block. */
  errorOf(block: string): string | undefined;
}

const still: Surface = {
  held: () => null,
  enter: () => undefined,
  send: async () => undefined,
  suggest: async () => [],
  waiting: null,
  errorOf: () => undefined,
};

const surfaceContext = createContext<Surface>(still);
export const SurfaceProvider = surfaceContext.Provider;

export function useSurface(): Surface {
  return useContext(surfaceContext);
}

/** Asks a person before something is done. Resolves to false when they would rather not. */
export type Ask = (dialog: ConfirmDialog) => Promise<boolean>;

const askContext = createContext<Ask>(async () => true);
export const AskProvider = askContext.Provider;

export function useAsk(): Ask {
  return useContext(askContext);
}
