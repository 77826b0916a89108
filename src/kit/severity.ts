/** Words for how bad something is, on our scale of 0–100. */
const scale: readonly (readonly [severity: number, words: readonly string[]])[] = [
  [
    10,
    [
      'none',
      'debug',
      'info',
      'information',
      'informational',
      'informative',
      'notice',
      'note',
      'trivial',
      'negligible',
      'ok',
      'clear',
      'cleared',
      'normal',
    ],
  ],
  [25, ['low', 'minor']],
  [50, ['medium', 'moderate', 'warn', 'warning', 'average', 'suspicious']],
  [75, ['high', 'major', 'error', 'err', 'important', 'malicious']],
  [90, ['critical', 'crit', 'severe', 'page', 'alert', 'emergency', 'emerg', 'urgent', 'blocker']],
  [100, ['fatal', 'disaster']],
];
const byWord = new Map(scale.flatMap(([severity, words]) => words.map((word) => [word, severity] as const)));

/** The usual words, for whoever wrote another one. */
export const severityWords = 'info, low, medium, high, critical or fatal';

/** A vendor's word for a severity as a number of 0–100; undefined for a word that we do not know. */
export function severityOf(word: string): number | undefined {
  return byWord.get(word.trim().toLowerCase());
}
