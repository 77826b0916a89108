/** Schemes that a link of a message may have. Anything else, `javascript:` above all, is shown as the words it was written with. */
const schemes = new Set(['http:', 'https:', 'mailto:']);

/** The address to put into a link, or undefined for one that must not become a link. */
export function safeLink(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return schemes.has(url.protocol) ? url.href : undefined;
}
