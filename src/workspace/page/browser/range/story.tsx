import { useState } from 'preact/hooks';
import type { Story, StoryStep } from '../../../range-api.ts';
import { Icon } from '../shell/icon.tsx';
import { playStory } from './range-client.ts';

const marks = { waiting: 'circle', running: 'spinner', done: 'check', failed: 'warning' } as const satisfies Record<StoryStep['state'], string>;

/** The button that plays the account-takeover story, and how far it has come. */
export function StoryView({ story }: { story: Story }) {
  const [problem, setProblem] = useState<string | null>(null);
  const done = story.steps.filter(({ state }) => state === 'done').length;
  const begun = story.running || story.steps.some(({ state }) => state !== 'waiting');
  return (
    <section class="story" aria-label="The account-takeover story">
      <p class="story-lead">Five failed logins, a success from a new country, an unusual download. Watch them become one incident.</p>
      <button
        type="button"
        class="button primary solid story-play"
        aria-disabled={story.running}
        aria-busy={story.running}
        onClick={story.running ? undefined : async () => setProblem(await playStory())}
      >
        {story.running ? <span class="spinner" /> : <Icon name="play" />}
        {story.running ? 'Playing the story…' : begun ? 'Play the story again' : 'Play the account-takeover story'}
      </button>
      {problem && (
        <p class="problem" role="alert">
          <Icon name="warning" /> {problem}
        </p>
      )}
      {begun && (
        <>
          <progress max={story.steps.length} value={done} aria-label="Progress of the story" />
          <ol class="steps" aria-live="polite">
            {story.steps.map(({ title, state, detail }) => (
              <li key={title} class={`step ${state}`}>
                <Icon name={marks[state]} label={state} />
                <span>
                  {title}
                  {detail && <small>{detail}</small>}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
