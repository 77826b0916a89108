import { RefusedError } from '../../src/core/errors.ts';
import { confirmCodes, linkOwner, type ShownSecret, useLink } from '../../src/flows/enrol-codes.ts';
import { html } from '../../src/kit/html.ts';
import { definePage } from '../../src/kit/index.ts';
import { qrHtml } from '../../src/kit/qr.ts';

export default definePage({
  id: 'enrol',
  title: 'One-time codes',
  path: '/enrol/:person/:token',
  // Whoever is to have codes need not be one of those who read incidents.
  opensByLink: true,
  // Opening it uses nothing up: programs that look at links before people do must not eat them.
  render: async (bot, { person = '', token = '' }) => {
    const { name } = await linkOwner(bot, person, token);
    const body = html`<p>This shows ${name} a secret for an authenticator app, once. Go on if you are ${name}, with the app at hand and nobody looking on.</p>
<form method="post"><input type="hidden" name="step" value="show"><p><button>Show my secret</button></p></form>`;
    return { type: 'html', body: String(body) };
  },
  submit: async (bot, { person = '', token = '' }, form) => {
    if (form.step !== 'confirm') return { type: 'html', body: String(secretPage(await useLink(bot, person, token))) };
    const confirmed = await confirmCodes(bot, person, token, form.code ?? '').catch(wrongCode);
    if ('why' in confirmed) return { type: 'html', title: 'Not yet', body: String(html`<p><strong>${confirmed.why}</strong></p>${codeForm}`) };
    const { name } = confirmed;
    const body = html`<p>Your one-time codes count from now on, ${name}: for “Was this you?”, at the terminal, and where policy asks for one. You can close this page.</p>`;
    return { type: 'html', title: 'Enrolled', body: String(body) };
  },
});

function secretPage({ person, secret, uri }: ShownSecret) {
  return html`<p>Read this with an authenticator app. It is shown this once, and only here.</p>
<p>${qrHtml(uri, `QR code of the secret of ${person.name}`)}</p>
<p>Or type it: <code>${secret.replace(/(.{4})(?!$)/g, '$1 ')}</code></p>
${codeForm}`;
}

const codeForm = html`<form method="post"><input type="hidden" name="step" value="confirm">
<p><label>The six digits that the app shows now<br><input name="code" inputmode="numeric" autocomplete="one-time-code" required autofocus></label></p>
<p><button>Confirm</button></p></form>`;

/** The secret is in the app already: only the code is asked for again. */
function wrongCode(error: unknown): { readonly why: string } {
  if (error instanceof RefusedError) return { why: [error.message, error.next].join(' ') };
  throw error;
}
