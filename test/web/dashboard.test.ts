import { describe, expect, it } from 'vitest';
import dashboard from '../../handlers/pages/dashboard.ts';
import measured from '../../handlers/pages/measured.ts';
import { person } from '../../src/core/team.ts';
import { Untrusted } from '../../src/core/untrusted.ts';
import type { By } from '../../src/kit/knock.ts';
import { chromiumPath, openChromium, withoutChromium } from '../chromium.ts';
import { botWithTwelve } from '../flows/twelve-incidents.ts';
import { later, sampleIncident, sampleProposal } from '../storage/samples.ts';
import { botWith } from './bot.ts';
import { serving } from './serving.ts';

const definitions = [dashboard, measured];
const morgan: By = {
  actor: { kind: 'human', id: 'morgan', name: 'Morgan' },
  person: person.parse({ id: 'morgan', name: 'Morgan', roles: ['reader'] }),
  entrance: 'web',
  timezone: 'UTC',
};
const evil = '</td></table><script>alert(1)</script><a href="https://evil.example">Approve here</a>';

/** The pages over the twelve incidents, one that is open with an attacker's words in it, and one that is not for this reader. */
async function served() {
  const { bot } = await botWithTwelve();
  await bot.store.commit({
    state: [
      { put: 'incident', value: sampleIncident('INC-20', { title: Untrusted.of(evil), openedAt: later(19_000), suspects: [] }) },
      {
        put: 'incident',
        value: sampleIncident('INC-21', { title: Untrusted.of('The secret one'), restrictedTo: ['somebody'], openedAt: later(19_000) }),
      },
      { put: 'proposal', value: sampleProposal('P-20', { incident: 'INC-20', state: 'done' }) },
      { put: 'proposal', value: sampleProposal('P-21', { incident: 'INC-21', state: 'done' }) },
    ],
  });
  return serving({ pages: { definitions, bot, reader: morgan }, practice: true });
}

const bodyOf = async (url: string) => (await fetch(url)).text();

describe('the dashboard', () => {
  it('shows what is open, contained, measured and closed', async () => {
    const { url } = await served();
    const body = await bodyOf(`${url}/`);
    for (const heading of ['Open now', 'Contained now', 'Measured over 30 days', 'The last 12 weeks', 'Received in 30 days', 'Closed last'])
      expect(body).toContain(`>${heading}</h2>`);
    expect(body).toMatch(/<a href="\/measured\/mttc">MTTC<\/a><\/span> <strong class="value">1 min 54 s</);
    expect(body).toMatch(/INC-20<\/a>/);
    expect(body).toMatch(/P-20/);
    expect(body).toContain('From 11 closed incidents');
  });

  it('is for whoever hears it too: landmarks, one heading of each section, captions, words for pictures, and a way past the head', async () => {
    const { url } = await served();
    const body = await bodyOf(`${url}/`);
    for (const landmark of ['<header>', '<nav aria-label="Pages">', '<main id="main">', '<footer>', 'href="#main"']) expect(body).toContain(landmark);
    expect(body.match(/<h1>/g)).toHaveLength(1);
    const tables = body.match(/<table[^>]*>/g) ?? [];
    expect(tables.length).toBeGreaterThan(2);
    expect(body.match(/<table[^>]*><caption/g)).toHaveLength(tables.length);
    const pictures = body.match(/<svg[^>]*>/g) ?? [];
    expect(pictures).toHaveLength(2);
    expect(
      body.match(/<svg[^>]* role="img" aria-labelledby="\w+-title \w+-desc"><title id="\w+-title">[^<]+<\/title><desc id="\w+-desc">[^<]+<\/desc>/g),
    ).toHaveLength(2);
    const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives attackers’ words no power, and takes nothing from elsewhere', async () => {
    const { url } = await served();
    const body = await bodyOf(`${url}/`);
    expect(body).toContain('&#60;script&#62;');
    expect(body).not.toMatch(/<script|href="http|src="|@import|url\(http/);
  });

  it.each(['/', '/measured/mttc', '/measured/noise-reduction'])('names nothing that is not for its reader (%s)', async (path) => {
    const { url } = await served();
    const body = await bodyOf(`${url}${path}`);
    expect(body).not.toMatch(/The secret one|INC-21|P-21|INC-11\b/);
  });

  it('says so where there is nothing yet, instead of zeros and dashes', async () => {
    const bot = await botWith([], () => later(0));
    const { url } = await serving({ pages: { definitions, bot, reader: morgan }, practice: true });
    const body = await bodyOf(`${url}/`);
    expect(body).toContain('Nothing is open. As soon as an alert scores high enough, its incident stands here.');
    expect(body).toContain('there is nothing to measure about any yet');
    expect(body).not.toMatch(/<svg|NaN|undefined|null|–</);
  });

  it('is nothing for whoever may not read', async () => {
    const bot = await botWith([], () => later(0));
    const { url } = await serving({ pages: { definitions, bot, reader: { ...morgan, person: undefined } }, practice: true });
    expect((await fetch(`${url}/`)).status).toBe(404);
  });

  it.skipIf(chromiumPath === undefined)(
    `fits a phone and a desk, in the light and in the dark${chromiumPath ? '' : ` (${withoutChromium})`}`,
    { timeout: 60_000 },
    async () => {
      const { url } = await served();
      const browser = await openChromium();
      try {
        for (const [width, colorScheme] of [
          [390, 'light'],
          [390, 'dark'],
          [1280, 'light'],
        ] as const) {
          const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
          await page.goto(`${url}/`);
          expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
          expect(
            await page
              .getByRole('table', { name: /Open incidents/ })
              .getByRole('row')
              .count(),
          ).toBe(width === 390 ? 1 : 2);
          const ink = await page.evaluate('getComputedStyle(document.body).color');
          expect(ink).toBe(colorScheme === 'dark' ? 'rgb(232, 234, 237)' : 'rgb(27, 31, 36)');
        }
      } finally {
        await browser.close();
      }
    },
  );
});

describe('the page of a number', () => {
  it('says what it means, how it is worked out, and which incidents it rests on', async () => {
    const { url } = await served();
    const body = await bodyOf(`${url}/measured/mttc`);
    expect(body).toContain('<h1>MTTC: 1 min 54 s in 30 days</h1>');
    expect(body).toContain('<dt>Numerator</dt><dd>9 min 30 s</dd><dt>Denominator</dt><dd>5</dd>');
    expect(body).toContain('<a href="/incidents/INC-9">INC-9</a>');
    expect(body).toContain('1 incident that you may not read is counted and not named.');
  });

  it('that nobody measures is nothing', async () => {
    const { url } = await served();
    expect((await fetch(`${url}/measured/mttx`)).status).toBe(404);
  });
});
