import { createHash } from 'node:crypto';
import { type Html, html } from '../kit/html.ts';
import { reportStyle } from '../kit/report-html.ts';

/** The one stylesheet: readable on a phone, in the dark, and on paper. */
const stylesheet = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e8eaed); --paper: light-dark(#ffffff, #16181c); --quiet: light-dark(#5a6470, #9aa4b0);
  --line: light-dark(#d8dde3, #343a42); --accent: light-dark(#b3261e, #ff8a80); --wash: light-dark(#f5f6f8, #1e2126);
  --mark: light-dark(#0b6aa8, #5cb3ea); --mark-2: light-dark(#8a94a0, #78828e); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 68rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline; border-bottom: 3px solid var(--accent); }
header a { color: inherit; text-decoration: none; } header > a { font-weight: 700; } nav a:hover, nav a.button { display: inline-block; padding: .5rem .75rem; border-radius: 6px; text-decoration: none; color: var(--paper); } .who { margin-left: auto; display: flex; gap: .75rem; align-items: baseline; }
.who button { padding: .15rem .6rem; font-size: .85rem; background: none; color: inherit; border-color: var(--line); }
:focus-visible { text-decoration: underline; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0; padding: 0; }
.skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
footer { color: var(--quiet); font-size: .85rem; border-top: 1px solid var(--line); }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; }
a { color: var(--accent); }
time, td:first-child, th { white-space: nowrap; } td { min-width: 6rem; }
table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .3rem 1rem; } dt { color: var(--quiet); } dd { margin: 0; }
code, pre { font: .9em ui-monospace, monospace; background: var(--wash); border-radius: 4px; padding: .1em .3em; } pre { padding: 1rem; overflow-x: auto; }
table.cards { display: table; overflow: visible; } table.cards th[scope=row] { font-weight: 400; }
caption { text-align: left; color: var(--quiet); padding: .25rem 0; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.empty { padding: .75rem 1rem; background: var(--wash); border-radius: 8px; }
.alarm { padding: .75rem 1rem; border: 2px solid var(--accent); border-radius: 8px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .75rem; list-style: none; margin: 1rem 0; padding: 0; }
.tile { background: var(--wash); border-radius: 10px; padding: .75rem 1rem; display: flex; flex-direction: column; }
.tile .label { font-size: .9rem; } .tile .value { font-size: 1.35rem; line-height: 1.4; font-variant-numeric: tabular-nums; } .tile .below { color: var(--quiet); font-size: .85rem; }
.severity { white-space: nowrap; border-left: .4rem solid var(--mark-2); padding-left: .4rem; }
.severity.critical, .severity.high { border-color: var(--accent); } .severity.critical { font-weight: 700; } .severity.medium { border-color: light-dark(#b26a00, #ffb74d); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem 2rem; } figure { margin: 0; max-width: 34rem; }
figcaption { color: var(--quiet); font-size: .85rem; } .chart { width: 100%; height: auto; display: block; } .chart text { font: 11px system-ui, sans-serif; fill: var(--ink); }
.chart text.axis { fill: var(--quiet); } .chart text.label { font-size: 12.5px; } .chart .mark-1 { fill: var(--mark); } .chart .mark-2 { fill: var(--mark-2); } .chart .track { fill: var(--wash); }
.chart .ground { stroke: var(--line); } .key::before { content: ''; display: inline-block; width: .7em; height: .7em; margin-right: .3em; background: var(--mark); }
.key-2::before { background: var(--mark-2); } summary { cursor: pointer; color: var(--accent); }
small, .quiet { color: var(--quiet); }
input, button { font: inherit; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); color: inherit; }
button, .button { background: var(--accent); color: var(--paper); border-color: var(--accent); cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 44rem) {
  table.cards, table.cards tbody, table.cards caption { display: block; } table.cards thead { display: none; }
  table.cards tr { display: block; border: 1px solid var(--line); border-radius: 10px; padding: .5rem .75rem; margin: .5rem 0; }
  table.cards td, table.cards th[scope=row] { display: grid; grid-template-columns: 7rem 1fr; gap: .5rem; border: 0; padding: .15rem 0; white-space: normal; }
  table.cards td::before, table.cards th[scope=row]::before { content: attr(data-label); color: var(--quiet); font-size: .85rem; }
  .tiles { grid-template-columns: 1fr 1fr; } .tile .value { font-size: 1.15rem; } time { white-space: normal; }
}
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media print { :root { color-scheme: light; } header, footer { border-color: #000; } a { color: inherit; } h2, tr { break-after: avoid; break-inside: avoid; } }
${reportStyle}`;

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

/** A whole page around what stands between its heading and its foot. `body` is trusted HTML: from the `html` tag. `who`: the name of whoever signed in. */
export function page(title: string, body: Html | string, who?: string): string {
  const signedIn = who !== undefined && html`<form class="who" method="post" action="/logout"><span>${who}</span> <button>Sign out</button></form>`;
  const opening = html`<title>${title} · Firebreak</title><a class="skip" href="#main">Skip to the content</a><header><a href="/">Firebreak</a>
<nav aria-label="Pages"><ul><li><a href="/">Dashboard</a></li><li><a href="/containments">Contained now</a></li></ul></nav>${signedIn}</header><main id="main"><h1>${title}</h1>`;
  return `${head}${opening}${body}</main><footer>Firebreak</footer></html>\n`;
}

/** What the login page offers: `byToken`, a field for WEB_TOKEN; `by`, where people sign in as themselves. `next` is where they wanted to go. */
interface Login {
  readonly next: string;
  readonly wrong: boolean;
  readonly byToken: boolean;
  readonly by: string | undefined;
}

export function loginPage({ next, wrong, byToken, by }: Login): string {
  const person = by !== undefined && html`<p><a class="button" href="/sign-in?next=${encodeURIComponent(next)}">Sign in with ${by}</a></p>`;
  const token = html`<form method="post" action="/login"><input type="hidden" name="next" value="${next}">
<p><label>Token<br><input type="password" name="token" autocomplete="current-password" required${by === undefined && html` autofocus`}></label></p>
<p><button>Log in</button></p></form>`;
  const closed = html`<p>Nobody can log in here yet. Set WEB_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, and start Firebreak again.</p>`;
  return page(
    'Log in',
    html`${wrong && html`<p><strong>That is not the token.</strong> It is the value of the setting WEB_TOKEN of this Firebreak.</p>`}
${person}${byToken ? token : by === undefined && closed}`,
  );
}

/**
 * A page that opens itself again. A cookie that is SameSite=Strict does not come along when a link in Slack is followed; it does when the page itself
 * asks a second time.
 */
export function againPage(path: string): string {
  return page('One moment', html`<meta http-equiv="refresh" content="0; url=${path}"><p><a href="${path}">Continue</a></p>`);
}
