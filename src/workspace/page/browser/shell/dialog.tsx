import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { rememberedFocus } from './kept-focus.ts';

interface DialogProps {
  /** Id of the element that names it. */
  readonly labelledBy: string;
  readonly class: string;
  /** Escape, or a click beside it. */
  dismiss(): void;
  readonly children: ComponentChildren;
}

/** A modal dialog of the browser: it keeps the focus inside, makes the rest inert, and gives the focus back where it was. */
export function Dialog({ labelledBy, class: look, dismiss, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const giveBack = rememberedFocus();
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      // While it is open everything else is inert and takes no focus.
      dialog?.close();
      giveBack();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={look}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        dismiss();
      }}
      onPointerDown={(event) => {
        if (event.target === element.current) dismiss();
      }}
    >
      {children}
    </dialog>
  );
}
