/** One comparison of a SCIM filter: `profile.login eq "alex@acme.example"`. */
const comparison = /^\s*([\w.]+)\s+(eq|ne|sw|co|gt|ge|lt|le)\s+"([^"]*)"\s*$/i;

/**
 * Whether a thing fits a filter of comparisons joined by `and` and `or` (`and` binds tighter). Brackets are not understood.
 * Undefined: this is no such filter.
 */
export function matchesScim(expression: string, target: object): boolean | undefined {
  const alternatives = expression.split(/\s+or\s+/i).map((part) => part.split(/\s+and\s+/i).map((term) => comparison.exec(term)));
  if (alternatives.flat().some((term) => term === null)) return undefined;
  return alternatives.some((terms) => terms.every((term) => term !== null && holds(term, target)));
}

function holds([, path = '', operator = '', wanted = '']: RegExpExecArray, target: object): boolean {
  const value = valueAt(target, path);
  if (value === undefined) return operator.toLowerCase() === 'ne';
  const order = value.localeCompare(wanted, 'en', { sensitivity: 'accent' });
  switch (operator.toLowerCase()) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'sw':
      return value.toLowerCase().startsWith(wanted.toLowerCase());
    case 'co':
      return value.toLowerCase().includes(wanted.toLowerCase());
    case 'gt':
      return value > wanted;
    case 'ge':
      return value >= wanted;
    case 'lt':
      return value < wanted;
    default:
      return value <= wanted;
  }
}

function valueAt(target: object, path: string): string | undefined {
  let value: unknown = target;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
