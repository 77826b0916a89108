import type { Incident } from '../../core/incident.ts';
import { defineEnricher, Untrusted, z } from '../../kit/index.ts';
import { ownersOf } from '../code-owners.ts';

/** Changes merged up to so many days before the incident began may have to do with it. */
const windowDays = 7;
/** Pull requests whose files are looked at for one path. */
const lookedAt = 10;

const finding = z.object({
  repository: z.string(),
  path: z.string().nullable(),
  /** As CODEOWNERS has them: `@acme/payroll`, `@sam`, an e-mail address. Null: there is no such file. */
  owners: z.array(z.string()).nullable(),
  since: z.string(),
  /** Newest first. */
  merged: z.array(z.object({ number: z.int(), title: z.string(), author: z.string().nullable(), mergedAt: z.string(), url: z.string() })),
});

export default defineEnricher({
  id: 'github-ownership',
  title: 'GitHub owners and changes',
  looksAt: ['repo', 'file'],
  uses: ['github'],
  asksOutside: true,
  finding,

  look: async ({ kind, value, incident }, { clients: { github }, store, now }) => {
    const about = incident === undefined ? undefined : await store.get('incident', incident);
    const subject = kind === 'repo' ? { repository: bare(value), path: undefined } : fileIn(value, repositoryOf(about) ?? github.repository);
    if (subject === undefined || !/^[\w.-]+\/[\w.-]+$/.test(subject.repository)) return null;
    const { repository, path } = subject;
    const since = new Date(Date.parse(about?.startedAt ?? now) - windowDays * 86_400_000).toISOString();

    const merged = await github.mergedPullRequests(repository, since);
    if (merged === undefined) return null;
    const codeOwners = await github.codeOwners(repository);
    const touching =
      path === undefined
        ? merged
        : await filter(merged.slice(0, lookedAt), async ({ number }) => (await github.filesOf(repository, number)).includes(path));
    return { repository, path: path ?? null, owners: codeOwners === undefined ? null : [...ownersOf(codeOwners, path)], since, merged: touching };
  },
  say: ({ repository, path, owners, since, merged }) => ({
    says: [
      owners === null
        ? 'It has no CODEOWNERS file: nobody is named as its owner.'
        : owners.length === 0
          ? 'CODEOWNERS names nobody for it.'
          : Untrusted.of(`Owned by ${owners.join(', ')} (CODEOWNERS of ${repository}).`),
      merged.length === 0
        ? `Nothing that touches ${path === null ? 'it' : 'this file'} was merged since ${since.slice(0, 10)}.`
        : `${merged.length} change${merged.length === 1 ? '' : 's'} merged since ${since.slice(0, 10)}${path === null ? '' : ' touch this file'}:`,
      ...merged
        .slice(0, 3)
        .map(({ number, title, author, mergedAt }) =>
          Untrusted.of(`#${number} “${title}” by ${author ?? 'a deleted account'}, merged ${mergedAt.slice(0, 10)}`),
        ),
    ],
    hostile: null,
  }),
  examples: [
    {
      name: 'a file with an owner and one recent change',
      data: {
        repository: 'acme/payroll',
        path: 'infra/bucket.tf',
        owners: ['@acme/platform'],
        since: '2026-03-07T02:11:00.000Z',
        merged: [
          {
            number: 41,
            title: 'Open exports for the bank',
            author: 'sam',
            mergedAt: '2026-03-12T15:00:00Z',
            url: 'https://github.com/acme/payroll/pull/41',
          },
        ],
      },
      says: [
        'Owned by @acme/platform (CODEOWNERS of acme/payroll).',
        '1 change merged since 2026-03-07 touch this file:',
        '#41 “Open exports for the bank” by sam, merged 2026-03-12',
      ],
    },
    {
      name: 'a repository that nobody owns',
      data: { repository: 'acme/old', path: null, owners: null, since: '2026-03-07T02:11:00.000Z', merged: [] },
      says: ['It has no CODEOWNERS file: nobody is named as its owner.', 'Nothing that touches it was merged since 2026-03-07.'],
    },
  ],
});

/** `owner/name`, however the alert wrote it. */
function bare(value: string): string {
  return value.replace(/^(https?:\/\/)?([\w.-]+\.)?github\.com\//, '').replace(/(\.git)?\/?$/, '');
}

/** The one repository that the incident's alerts name; undefined when there is none, or several. */
function repositoryOf(incident: Incident | undefined): string | undefined {
  const repositories = incident?.observables.filter(({ kind }) => kind === 'repo') ?? [];
  return repositories.length === 1 && repositories[0] ? bare(repositories[0].value) : undefined;
}

/** A file is written `owner/name:path`, or as a path alone, which is then in the repository that is usual here. */
function fileIn(value: string, usual: string | undefined): { repository: string; path: string } | undefined {
  const named = /^([\w.-]+\/[\w.-]+):(.+)$/s.exec(value);
  if (named?.[1] !== undefined && named[2] !== undefined) return { repository: named[1], path: named[2].replace(/^\//, '') };
  return usual === undefined ? undefined : { repository: usual, path: value.replace(/^\//, '') };
}

async function filter<Item>(items: readonly Item[], fits: (item: Item) => Promise<boolean>): Promise<Item[]> {
  const verdicts = await Promise.all(items.map(fits));
  return items.filter((_item, index) => verdicts[index]);
}
