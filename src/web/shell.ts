import { createHash } from 'node:crypto';
import { type Html, html } from '../kit/html.ts';

/** The one stylesheet: readable on a phone, in the dark, and on paper. */
const stylesheet = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e8eaed); --paper: light-dark(#ffffff, #16181c); --quiet: light-dark(#5a6470, #9aa4b0);
  --line: light-dark(#d8dde3, #343a42); --accent: light-dark(#b3261e, #ff8a80); --wash: light-dark(#f5f6f8, #1e2126); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 1rem; }
header { display: flex; gap: 1rem; align-items: baseline; border-bottom: 3px solid var(--accent); }
header a { color: inherit; font-weight: 700; text-decoration: none; }
footer { color: var(--quiet); font-size: .85rem; border-top: 1px solid var(--line); }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; }
a { color: var(--accent); }
time, td:first-child, th { white-space: nowrap; } td { min-width: 6rem; }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .3rem 1rem; } dt { color: var(--quiet); } dd { margin: 0; }
code, pre { font: .9em ui-monospace, monospace; background: var(--wash); border-radius: 4px; padding: .1em .3em; } pre { padding: 1rem; overflow-x: auto; }
small, .quiet { color: var(--quiet); }
input, button { font: inherit; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); color: inherit; }
button { background: var(--accent); color: var(--paper); border-color: var(--accent); cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media print { :root { color-scheme: light; } header, footer { border-color: #000; } a { color: inherit; } h2, tr { break-after: avoid; break-inside: avoid; } }
`;

/** Pages may use this stylesheet and send forms to themselves; everything else is forbidden, scripts above all. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(stylesheet).digest('base64')}'`,
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const head = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<style>${stylesheet}</style>
`;

/** A whole page around what stands between its heading and its foot. `body` is trusted HTML: from the `html` tag. */
export function page(title: string, body: Html | string): string {
  const opening = html`<title>${title} · Firebreak</title><header><a href="/">Firebreak</a></header><main><h1>${title}</h1>`;
  return `${head}${opening}${body}</main><footer>Firebreak</footer></html>\n`;
}

/** Where somebody without a session gives the token. `next` is where they wanted to go. */
export function loginPage(next: string, wrong: boolean): string {
  return page(
    'Log in',
    html`${wrong && html`<p><strong>That is not the token.</strong> It is the value of the setting WEB_TOKEN of this Firebreak.</p>`}
<form method="post" action="/login"><input type="hidden" name="next" value="${next}">
<p><label>Token<br><input type="password" name="token" autocomplete="current-password" required autofocus></label></p>
<p><button>Log in</button></p></form>`,
  );
}

/**
 * A page that opens itself again. A cookie that is SameSite=Strict does not come along when a link in Slack is followed; it does when the page itself
 * asks a second time.
 */
export function againPage(path: string): string {
  return page('One moment', html`<meta http-equiv="refresh" content="0; url=${path}"><p><a href="${path}">Continue</a></p>`);
}
