import { useId } from 'preact/hooks';
import { Element } from '../elements/element.tsx';
import { useSurface } from '../state/surface.ts';
import { spellPlain } from '../text/text.tsx';
import type { BlockOf } from './shapes.ts';

/** A labelled input with its hint, and under it what is wrong with it. */
export function Input({ block, id }: { block: BlockOf<'input'>; id: string }) {
  const error = useSurface().errorOf(id);
  const name = useId();
  return (
    <div class={error ? 'input invalid' : 'input'} data-block={id}>
      <div class="input-label" id={`${name}-label`}>
        {spellPlain(block.label)}
        {block.optional && <span class="optional"> (optional)</span>}
      </div>
      <Element
        element={block.element}
        block={id}
        sends={block.dispatch_action === true}
        label={`${name}-label`}
        description={`${name}-error ${name}-hint`}
      />
      <div class="input-error" id={`${name}-error`} role="alert">
        {error}
      </div>
      {block.hint && (
        <div class="input-hint" id={`${name}-hint`}>
          {spellPlain(block.hint)}
        </div>
      )}
    </div>
  );
}
