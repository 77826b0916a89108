import { useLayoutEffect, useRef } from 'preact/hooks';

/** Marks what takes the focus when something within it that had it is gone. */
const frames = '[data-keeps-focus]';

/**
 * Keeps the keyboard where it was when what had the focus is redrawn away: the frame around it takes it, so that Tab goes on from there and not from the
 * top of the page. Never a neighbour, because a second Enter would then press something else.
 */
export function useKeptFocus<Frame extends HTMLElement>() {
  const frame = useRef<Frame>(null);
  const focused = useRef<EventTarget | null>(null);
  useLayoutEffect(() => {
    if (!(focused.current instanceof Element) || focused.current.isConnected) return;
    focused.current = null;
    if (document.activeElement === document.body) frame.current?.focus({ preventScroll: true });
  });
  return {
    ref: frame,
    tabIndex: -1,
    'data-keeps-focus': '',
    onFocusIn: ({ target }: FocusEvent) => {
      focused.current = target;
    },
  };
}

/** Remembers what has the focus now, and gives it back there, or to the frame around it when it is gone by then. */
export function rememberedFocus(): () => void {
  const before = document.activeElement;
  const frame = before?.closest<HTMLElement>(frames);
  return () => {
    const place = before?.isConnected === true ? before : frame;
    if (place instanceof HTMLElement) place.focus({ preventScroll: place === frame });
  };
}
