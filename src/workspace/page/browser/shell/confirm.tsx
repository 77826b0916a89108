import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ConfirmDialog } from '../blocks/shapes.ts';
import { type Ask, AskProvider } from '../state/surface.ts';
import { spellPlain, Text } from '../text/text.tsx';
import { Dialog } from './dialog.tsx';

interface Pending {
  readonly dialog: ConfirmDialog;
  answer(yes: boolean): void;
}

/** Gives everything within a way to ask before something is done. */
export function ConfirmFrame({ children }: { children: ComponentChildren }) {
  const [pending, setPending] = useState<Pending | null>(null);
  const ask: Ask = (dialog) =>
    new Promise((resolve) => {
      setPending({
        dialog,
        answer(yes) {
          setPending(null);
          resolve(yes);
        },
      });
    });
  return (
    <AskProvider value={ask}>
      {children}
      {pending && <Question {...pending} />}
    </AskProvider>
  );
}

function Question({ dialog, answer }: Pending) {
  return (
    <Dialog labelledBy="confirm-title" class="dialog small" dismiss={() => answer(false)}>
      <h2 id="confirm-title" class="dialog-title">
        {spellPlain(dialog.title)}
      </h2>
      <div class="dialog-body">
        <Text text={dialog.text} />
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button" onClick={() => answer(false)}>
          {spellPlain(dialog.deny)}
        </button>
        <button type="button" class={`button ${dialog.style ?? 'primary'} solid`} onClick={() => answer(true)}>
          {spellPlain(dialog.confirm)}
        </button>
      </footer>
    </Dialog>
  );
}
