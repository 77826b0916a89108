import type { StoryTeller } from './range/range-page.ts';
import { playStory, type StoryOptions, type StoryProgress, untold } from './story.ts';

export interface TellerOptions extends Omit<StoryOptions, 'botUrl' | 'onProgress'> {
  /** Where the bot listens, asked when a play begins; undefined while nobody has said. */
  readonly botUrl: () => string | undefined;
}

/** A teller whose end can be waited for. */
export interface PatientTeller extends StoryTeller {
  /** Plays the story to its end, or waits for the play that is on, and says how it went. */
  tell(): Promise<StoryProgress>;
}

const noBot: StoryProgress = {
  running: false,
  steps: [{ title: 'Find the bot', state: 'failed', detail: 'The bot has not started yet. Press again when it has.' }],
};

/** Plays the story on demand, one play at a time, and remembers how far it is. */
export function storyTeller(options: TellerOptions): PatientTeller {
  const listeners = new Set<() => void>();
  let progress = untold;
  let telling: Promise<StoryProgress> | undefined;

  const note = (next: StoryProgress): StoryProgress => {
    progress = next;
    for (const listener of listeners) listener();
    return next;
  };
  const begin = async (): Promise<StoryProgress> => {
    const botUrl = options.botUrl();
    return botUrl === undefined ? note(noBot) : playStory({ ...options, botUrl, onProgress: note });
  };
  const tell = () => {
    telling ??= begin().finally(() => {
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
