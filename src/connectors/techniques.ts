/** Every ATT&CK technique id that stands in these texts, each once: `T1059`, `attack.t1110.003`, `Valid Accounts (T1078)`. */
export function techniquesIn(...texts: readonly unknown[]): string[] {
  const found = texts.flatMap((text) => String(text ?? '').match(/\bT\d{4}(?:\.\d{3})?\b/gi) ?? []);
  return [...new Set(found.map((id) => id.toUpperCase()))];
}
