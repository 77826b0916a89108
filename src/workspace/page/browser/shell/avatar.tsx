import { useDirectory } from '../state/directory.ts';
import { Mark } from './icon.tsx';

const tints = 7;

/** A person's initials on a colour that stays theirs; the app has the flame. */
export function Avatar({ id, size = 'normal' }: { id: string; size?: 'normal' | 'small' }) {
  const { people, app } = useDirectory();
  if (id === app.user) {
    return (
      <span class={`avatar ${size} avatar-app`} aria-hidden>
        <Mark />
      </span>
    );
  }
  const name = people.get(id)?.realName ?? 'Slack';
  const tint = [...id].reduce((sum, character) => sum + character.charCodeAt(0), 0) % tints;
  return (
    <span class={`avatar ${size} tint-${tint}`} aria-hidden>
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`.toUpperCase();
}
