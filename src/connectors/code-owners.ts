/**
 * Who owns a path by the text of a CODEOWNERS file: the last line that fits decides, and a line without owners takes ownership away.
 * Without a path: who owns the repository as a whole. Source of the rules: docs.github.com, "About code owners".
 */
export function ownersOf(codeOwners: string, path: string | undefined): readonly string[] {
  const lines = codeOwners.split('\n').map((line) => line.replace(/(^|\s)#.*$/, '').trim());
  const rules = lines.filter((line) => line !== '').map((line) => line.split(/\s+/));
  const fits = path === undefined ? (pattern: string) => wholeRepository.has(pattern) : (pattern: string) => asExpression(pattern).test(path);
  return rules.findLast(([pattern = '']) => fits(pattern))?.slice(1) ?? [];
}

const wholeRepository: ReadonlySet<string> = new Set(['*', '**', '/', '/*', '/**']);

/**
 * A pattern as in .gitignore: a slash at the start or in the middle ties it to the root, a name without one fits at any depth, and a directory stands
 * for everything below it; except that `docs/*` means the files directly inside, as GitHub has it.
 */
function asExpression(pattern: string): RegExp {
  const tied = pattern.replace(/\/$/, '').includes('/');
  const onlyInside = pattern.endsWith('/*');
  const body = pattern
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => wildcards[part] ?? part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('');
  const below = pattern.endsWith('/') ? '/.*' : onlyInside ? '' : '(?:/.*)?';
  return new RegExp(`^${tied ? '' : '(?:.*/)?'}${body}${below}$`);
}

const wildcards: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
