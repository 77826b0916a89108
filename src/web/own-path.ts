/** Only a path of ours: a login must not lead anybody elsewhere. */
export function ownPath(next: string): string {
  const url = URL.canParse(next, 'http://here.invalid') ? new URL(next, 'http://here.invalid') : undefined;
  return url?.host === 'here.invalid' && !url.pathname.startsWith('//') ? url.pathname : '/';
}
