import { Icon } from './icon.tsx';
import type { Face } from './spot.ts';

const tabs = [
  ['list', 'list', 'Channels'],
  ['chat', 'chat', 'Chat'],
  ['side', 'range', 'Range'],
] as const;

interface FaceTabsProps {
  readonly face: Face;
  /** How many channels have something new. */
  readonly unread: number;
  /** How many rows of the range have just changed. */
  readonly changes: number;
  show(face: Face): void;
}

/** On a phone, one of the three at a time. */
export function FaceTabs({ face, show, unread, changes }: FaceTabsProps) {
  const news: Readonly<Record<Face, number>> = { list: unread, chat: 0, side: changes };
  return (
    <nav class="face-tabs" aria-label="Parts of the page">
      {tabs.map(([id, icon, label]) => (
        <button key={id} type="button" aria-current={face === id ? 'page' : undefined} onClick={() => show(id)}>
          <Icon name={icon} />
          {label}
          {news[id] > 0 && face !== id && <span class="count">{news[id]}</span>}
        </button>
      ))}
    </nav>
  );
}
