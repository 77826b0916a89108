import { pagePath, type World } from '../../../page-api.ts';

/** Who the address of the page names (`#as=U…`), or else the first that the workspace offers. @throws Error when it cannot be reached. */
export async function firstPerson(hash: string): Promise<string> {
  const named = new URLSearchParams(hash.replace(/^#/, '')).get('as');
  const response = await fetch(`${pagePath}/world${named ? `?${new URLSearchParams({ as: named })}` : ''}`);
  if (!response.ok && named) return firstPerson('');
  if (!response.ok) throw new Error(`The workspace answered ${response.status}.`);
  return ((await response.json()) as World).as;
}
