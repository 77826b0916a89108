import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageView } from '../../../page-api.ts';
import { Blocks } from '../blocks/block.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { Icon } from '../shell/icon.tsx';
import { useDeeds } from '../state/deeds.ts';
import { SurfaceProvider } from '../state/surface.ts';
import { useBlockSurface } from '../state/use-surface.ts';

/** The topmost of the app's open modals. One dialog stays open while views are pushed and go back, so the focus stays in it. */
export function Modals({ modals }: { modals: readonly PageView[] }) {
  const act = useDeeds();
  const view = modals.at(-1);
  if (!view) return null;
  return (
    <Dialog labelledBy="modal-title" class="dialog" dismiss={() => act({ do: 'close', view: view.id })}>
      <Modal key={view.id} view={view} stacked={modals.length > 1} />
    </Dialog>
  );
}

function Modal({ view, stacked }: { view: PageView; stacked: boolean }) {
  const act = useDeeds();
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const [waits, setWaits] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const {
    surface,
    problem: clickProblem,
    values,
  } = useBlockSurface({
    place: { view: view.id },
    blocks: view.blocks,
    values: view.values,
    errors: { ...view.errors, ...refused },
  });
  useEffect(() => {
    const wanted = form.current?.querySelector<HTMLElement>('[data-focus=true]');
    const first = form.current?.querySelector<HTMLElement>('.dialog-body :is(input, textarea, select, button)');
    (wanted ?? first ?? form.current?.querySelector<HTMLElement>('.dialog-foot button'))?.focus();
  }, []);

  const submit = async () => {
    if (waits) return;
    setWaits(true);
    setProblem(null);
    setRefused({});
    const result = await act({ do: 'submit', view: view.id, values: values() });
    setWaits(false);
    setProblem(result.problem);
    setRefused(result.errors);
    const wrong = Object.keys(result.errors)[0];
    if (wrong !== undefined) focusBlock(form.current, wrong);
  };
  const told = problem ?? clickProblem;
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <header class="dialog-head">
        {stacked && (
          <button type="button" class="tool" aria-label="Back" onClick={() => act({ do: 'close', view: view.id })}>
            <Icon name="back" />
          </button>
        )}
        <h2 id="modal-title" class="dialog-title">
          {view.title}
        </h2>
        <button type="button" class="tool" aria-label="Close" onClick={() => act({ do: 'close', view: view.id, all: true })}>
          <Icon name="close" />
        </button>
      </header>
      <div class="dialog-body">
        <SurfaceProvider value={surface}>
          <Blocks blocks={view.blocks} />
        </SurfaceProvider>
      </div>
      {told && (
        <p class="problem" role="alert">
          <Icon name="warning" /> {told}
        </p>
      )}
      <footer class="dialog-foot">
        <button type="button" class="button" onClick={() => act({ do: 'close', view: view.id })}>
          {view.close}
        </button>
        {view.submit !== null && (
          <button type="submit" class="button primary solid" aria-busy={waits}>
            {waits && <span class="spinner" />}
            {view.submit}
          </button>
        )}
      </footer>
    </form>
  );
}

function focusBlock(form: HTMLFormElement | null, block: string): void {
  const input = form?.querySelector<HTMLElement>(`[data-block="${CSS.escape(block)}"] :is(input, textarea, select)`);
  input?.focus();
}
