import type { CompletionSources } from '../chat/completions.ts';
import { Pins, Thread } from '../chat/side-lists.tsx';
import { RangePane } from '../range/range-pane.tsx';
import type { Range } from '../range/use-range.ts';
import { keyOf, type Workspace } from '../state/use-workspace.ts';
import { Icon } from './icon.tsx';
import type { Face, Side } from './spot.ts';

interface SidePaneProps {
  readonly side: Side;
  readonly range: Range;
  readonly workspace: Workspace;
  readonly sources: CompletionSources;
  setSide(side: Side): void;
  setFace(face: Face): void;
  openThread(ts: string): void;
}

/** Beside the conversation: the range, or for a while a thread or the pins. */
export function SidePane({ side, range, workspace, sources, setSide, setFace, openThread }: SidePaneProps) {
  if (side === null) {
    return (
      <button type="button" class="side-opener" onClick={() => setSide({ show: 'range' })}>
        <Icon name="range" /> Practice range
      </button>
    );
  }
  const leave = () => {
    setSide(side.show === 'range' ? null : { show: 'range' });
    setFace('chat');
  };
  return (
    <aside class="side" aria-label={titles[side.show]}>
      <header class="side-head">
        <h2>
          <Icon name={side.show === 'range' ? 'range' : side.show === 'pins' ? 'pin' : 'thread'} />
          {titles[side.show]}
        </h2>
        <button type="button" class="tool" aria-label={`Close ${titles[side.show]}`} onClick={leave}>
          <Icon name="close" />
        </button>
      </header>
      <Content side={side} range={range} workspace={workspace} sources={sources} openThread={openThread} />
    </aside>
  );
}

const titles = { range: 'Practice range', thread: 'Thread', pins: 'Pinned messages' } as const;

type ContentProps = Pick<SidePaneProps, 'range' | 'workspace' | 'sources' | 'openThread'> & { readonly side: NonNullable<Side> };

function Content({ side, range, workspace, sources, openThread }: ContentProps) {
  if (side.show === 'range') return <RangePane range={range} />;
  const messages = workspace.state.lists[keyOf(side)];
  const read = () => workspace.want(side);
  if (side.show === 'pins') return <Pins channel={side.channel} messages={messages} read={read} openThread={openThread} />;
  return <Thread key={side.ts} channel={side.channel} ts={side.ts} messages={messages} sources={sources} read={read} />;
}
