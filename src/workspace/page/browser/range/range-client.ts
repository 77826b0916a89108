import { pageHeader } from '../../../page-api.ts';
import type { RangeState } from '../../../range-api.ts';

/** Hears the range's state whenever it changes. @returns stops listening */
export function listenToRange(hear: (state: RangeState) => void, lost: () => void): () => void {
  const source = new EventSource('/range/events');
  source.onmessage = ({ data }) => hear(JSON.parse(data));
  source.onerror = lost;
  return () => source.close();
}

/** Begins the story. @returns a sentence when it could not begin, else null */
export async function playStory(): Promise<string | null> {
  try {
    const response = await fetch('/range/story', { method: 'POST', headers: { [pageHeader.name]: pageHeader.value } });
    if (response.ok) return null;
    return response.status === 409 ? 'The story is already playing.' : `The story could not begin (${response.status}).`;
  } catch {
    return 'The range cannot be reached.';
  }
}
