/** Instants within a text as people read them, `2026-02-06 08:05 UTC`; the vendors' own answers keep them exact. */
export function readableTimes(text: string): string {
  return text.replace(/\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]00:?00)/g, '$1 $2 UTC');
}
