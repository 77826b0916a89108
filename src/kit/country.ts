/** How vendors' address databases spell countries, where that differs from the Unicode names. */
const otherSpellings: Readonly<Record<string, string>> = {
  'russian federation': 'RU',
  'republic of korea': 'KR',
  'korea republic of': 'KR',
  'iran islamic republic of': 'IR',
  'viet nam': 'VN',
  'czech republic': 'CZ',
  turkey: 'TR',
  'hong kong': 'HK',
  macao: 'MO',
  macau: 'MO',
  'the netherlands': 'NL',
  'ivory coast': 'CI',
  swaziland: 'SZ',
  'cape verde': 'CV',
  macedonia: 'MK',
  'republic of moldova': 'MD',
  'syrian arab republic': 'SY',
  'united states of america': 'US',
  palestine: 'PS',
};

/** Built when it is first asked: every code that Unicode has a name for and that is not merely an older spelling of another. */
let codes: Map<string, string> | undefined;

function allCodes(): Map<string, string> {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const all = letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => new Intl.Locale(`und-${code}`).region === code);
  const found = new Map<string, string>();
  for (const style of ['short', 'long'] as const) {
    const names = new Intl.DisplayNames('en', { type: 'region', style, fallback: 'none' });
    for (const code of all) {
      const name = names.of(code);
      if (name !== undefined) found.set(plain(name), code);
    }
  }
  for (const [name, code] of Object.entries(otherSpellings)) found.set(name, code);
  return found;
}

function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim();
}

/** The ISO 3166 code of a country by its English name (`Germany` → `DE`); a code is returned as it is. Undefined for an unknown name. */
export function countryCode(name: string): string | undefined {
  if (/^[A-Z]{2}$/.test(name)) return name;
  codes ??= allCodes();
  return codes.get(plain(name));
}
