import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ActResult, Filled, Place } from '../../../page-api.ts';
import type { Deed, PageClient } from './page-client.ts';
import type { Surface } from './surface.ts';

/** Does something as the person who is played; a failure to reach the workspace becomes a `problem` as well. */
export type Do = (deed: Deed) => Promise<ActResult>;

const context = createContext<Do>(async () => failed('The page is not connected.'));
export const DeedsProvider = context.Provider;

export function useDeeds(): Do {
  return useContext(context);
}

export function deedsOf(client: PageClient): Do {
  return async (deed) => {
    try {
      return await client.act(deed);
    } catch (error) {
      return failed(error instanceof Error ? error.message : 'The workspace could not be reached.');
    }
  };
}

/** How the options of an element of this place are asked for. */
export function suggestions(act: Do, at: Place): Surface['suggest'] {
  return async ({ block, action }, typed) => (await act({ do: 'suggest', at, block, action, typed })).options;
}

/** What an element holds among what a message or view holds. */
export function heldIn(values: Readonly<Record<string, Readonly<Record<string, Filled>>>>, block: string, action: string): Filled {
  return values[block]?.[action] ?? null;
}

function failed(problem: string): ActResult {
  return { problem, errors: {}, channel: null, options: [], ts: null };
}
