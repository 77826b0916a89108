import { useEffect, useRef, useState } from 'preact/hooks';
import type { Block, FilledValues, Place } from '../../../page-api.ts';
import { initialValues } from '../../../slack/inputs.ts';
import { heldIn, suggestions, useDeeds } from './deeds.ts';
import type { ElementRef, Surface } from './surface.ts';

interface SurfaceOptions {
  readonly place: Place;
  readonly blocks: readonly Block[];
  /** What the workspace says stands in the inputs; the blocks' own initial values when left out. */
  readonly values?: FilledValues;
  readonly errors?: Readonly<Record<string, string>>;
}

/** What stands in the elements of one message or view, and the app's answers to them. What a person entered outlives a redrawing. */
export function useBlockSurface({ place, blocks, values, errors = {} }: SurfaceOptions) {
  const act = useDeeds();
  const [entered, setEntered] = useState<FilledValues>({});
  const [waiting, setWaiting] = useState<ElementRef | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const filled = merge(merge(initialValues(blocks), values ?? {}), entered);
  const now = useRef(filled);
  now.current = filled;
  const gone = useRef(false);
  useEffect(
    () => () => {
      gone.current = true;
    },
    [],
  );

  const surface: Surface = {
    held: ({ block, action }) => heldIn(filled, block, action),
    enter({ block, action }, value) {
      const one = { [block]: { [action]: value } };
      now.current = merge(now.current, one);
      setEntered((before) => merge(before, one));
    },
    async send(at, chosen) {
      setWaiting(at);
      setProblem(null);
      const { problem: told } = await act({
        do: 'click',
        at: place,
        ...at,
        ...(chosen !== undefined && { chosen }),
        values: now.current,
      });
      if (gone.current) return;
      setWaiting(null);
      setProblem(told);
    },
    suggest: suggestions(act, place),
    waiting,
    errorOf: (block) => errors[block],
  };
  return { surface, problem, values: () => now.current };
}

function merge(under: FilledValues, over: FilledValues): FilledValues {
  const blocks = Object.entries(over).map(([block, actions]) => [block, { ...under[block], ...actions }]);
  return { ...under, ...Object.fromEntries(blocks) };
}
