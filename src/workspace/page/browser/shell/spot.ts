/** What stands in the middle of the page. */
export type Spot = { readonly at: 'home' } | { readonly at: 'channel'; readonly channel: string };

/** What stands beside it; null when it is put away. */
export type Side =
  | { readonly show: 'range' }
  | { readonly show: 'thread'; readonly channel: string; readonly ts: string }
  | { readonly show: 'pins'; readonly channel: string }
  | null;

/** Which of the three a phone shows. */
export type Face = 'list' | 'chat' | 'side';

/** The address after `#`: who is played and where they are, so that a page can be loaded again and a link can lead somewhere. */
export function addressOf(as: string, spot: Spot): string {
  return `#${new URLSearchParams({ as, ...(spot.at === 'channel' ? { channel: spot.channel } : { home: '1' }) })}`;
}

export function spotIn(hash: string): Spot | null {
  const named = new URLSearchParams(hash.replace(/^#/, ''));
  const channel = named.get('channel');
  if (channel) return { at: 'channel', channel };
  return named.has('home') ? { at: 'home' } : null;
}
