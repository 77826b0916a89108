import { describe, expect, test } from 'vitest';
import { Untrusted } from '../../src/core/untrusted.ts';
import { countryCode } from '../../src/kit/country.ts';
import { Html, html } from '../../src/kit/html.ts';
import { instantOf } from '../../src/kit/instant.ts';
import { severityOf } from '../../src/kit/severity.ts';

describe('vendors’ words in ours', () => {
  test.each([
    ['2024-04-02 19:17:37.621000000', '2024-04-02T19:17:37.621Z'],
    ['2026-03-14T02:11:09Z', '2026-03-14T02:11:09.000Z'],
    ['2026-03-14T02:11:09.1+01:00', '2026-03-14T01:11:09.100Z'],
    ['2026-03-14T02:11', '2026-03-14T02:11:00.000Z'],
    ['2026-03-14 02:11:09 UTC', '2026-03-14T02:11:09.000Z'],
    [1_773_454_269, '2026-03-14T02:11:09.000Z'],
    ['1773454269000', '2026-03-14T02:11:09.000Z'],
    ['0001-01-01T00:00:00Z', undefined],
    ['yesterday', undefined],
    ['2026-13-14T02:11:09Z', undefined],
    [null, undefined],
  ])('the time %s is %s', (written, instant) => {
    expect(instantOf(written)).toBe(instant);
  });

  test.each([
    ['Germany', 'DE'],
    ['United States', 'US'],
    ['Russian Federation', 'RU'],
    ['Turkey', 'TR'],
    ['Türkiye', 'TR'],
    ['Czechia', 'CZ'],
    ['Hong Kong', 'HK'],
    ['South Korea', 'KR'],
    ['Vietnam', 'VN'],
    ["Côte d'Ivoire", 'CI'],
    ['Bosnia and Herzegovina', 'BA'],
    ['United Kingdom', 'GB'],
    ['Serbia', 'RS'],
    ['BR', 'BR'],
    ['Atlantis', undefined],
    ['', undefined],
  ])('the country %s is %s', (name, code) => {
    expect(countryCode(name)).toBe(code);
  });

  test('words for severities are numbers, and an unknown word is none', () => {
    expect(['info', 'LOW', 'moderate', 'High', 'crit', 'fatal', 'purple'].map(severityOf)).toEqual([10, 25, 50, 75, 90, 100, undefined]);
  });
});

describe('html', () => {
  test('escapes everything that is put in, in text and in attributes', () => {
    const title = '"><script>alert(1)</script>';
    expect(html`<p title="${title}">${title}</p>`.toString()).toBe(
      '<p title="&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;">&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;</p>',
    );
  });

  test('spells attackers’ text without power, and leaves out what is not there', () => {
    const link = Untrusted.of('<b>https://evil.example</b>\u202e');
    expect(html`<li>${link}${null}${undefined}${false}${0}</li>`.toString()).toBe('<li>&#60;b&#62;hxxps://evil[.]example&#60;/b&#62;0</li>');
  });

  test('takes its own as it is, and lists of it', () => {
    const rows = ['a', '<'].map((cell) => html`<td>${cell}</td>`);
    expect(html`<tr>${rows}</tr>`).toBeInstanceOf(Html);
    expect(html`<tr>${rows}</tr>`.toString()).toBe('<tr><td>a</td><td>&#60;</td></tr>');
  });
});
