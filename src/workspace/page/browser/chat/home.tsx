import { useEffect } from 'preact/hooks';
import type { PageView } from '../../../page-api.ts';
import { Blocks } from '../blocks/block.tsx';
import { Icon } from '../shell/icon.tsx';
import { useKeptFocus } from '../shell/kept-focus.ts';
import { useDeeds } from '../state/deeds.ts';
import { SurfaceProvider } from '../state/surface.ts';
import { useBlockSurface } from '../state/use-surface.ts';

/** The app's Home tab. Opening it tells the app, which draws it. */
export function Home({ home }: { home: PageView | null }) {
  const act = useDeeds();
  useEffect(() => void act({ do: 'openHome' }), [act]);
  if (!home) return <p class="empty">The app has not drawn its Home yet.</p>;
  return <Drawn key={home.id} home={home} />;
}

function Drawn({ home }: { home: PageView }) {
  const { surface, problem } = useBlockSurface({ place: { view: home.id }, blocks: home.blocks, values: home.values });
  const keptFocus = useKeptFocus<HTMLDivElement>();
  return (
    <div class="home" {...keptFocus}>
      <SurfaceProvider value={surface}>
        <Blocks blocks={home.blocks} />
      </SurfaceProvider>
      {problem && (
        <p class="problem" role="alert">
          <Icon name="warning" /> {problem}
        </p>
      )}
    </div>
  );
}
