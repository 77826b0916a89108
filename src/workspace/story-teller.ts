import type { StoryTeller } from './range/range-page.ts';
import { playStory, type StoryOptions, type StoryProgress, untold } from './story.ts';

/** Plays the story on demand, one at a time, and remembers how far it is. `botUrl` is asked at the beginning of each play. */
export function storyTeller(options: Omit<StoryOptions, 'botUrl' | 'onProgress'> & { readonly botUrl: () => string }): StoryTeller & {
  /** Plays it to its end, or waits for the play that is on, and says how it went. */
  tell(botUrl?: string): Promise<StoryProgress>;
} {
  const listeners = new Set<() => void>();
  let progress = untold;
  let telling: Promise<StoryProgress> | undefined;

  const note = (next: StoryProgress) => {
    progress = next;
    for (const listener of listeners) listener();
  };
  const tell = (botUrl = options.botUrl()): Promise<StoryProgress> => {
    telling ??= playStory({ ...options, botUrl, onProgress: note }).finally(() => {
      telling = undefined;
    });
    return telling;
  };
  return {
    tell,
    progress: () => progress,
    play() {
      if (telling !== undefined) return false;
      void tell();
      return true;
    },
    onProgress(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
