import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PageShortcut } from '../../../page-api.ts';

const context = createContext<readonly PageShortcut[]>([]);
export const ShortcutsProvider = context.Provider;

/** The app's shortcuts. */
export function useShortcuts(): readonly PageShortcut[] {
  return useContext(context);
}
