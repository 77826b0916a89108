import { readAnswer, unlessMissing, vendorFetch, vendorUrl } from '../../kit/http.ts';
import { ConnectorError, defineClient, z } from '../../kit/index.ts';
import type { Log } from '../../kit/log.ts';
import { once } from '../../kit/once.ts';

/** A repository as people write it. */
export const repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'write a repository as owner/name');
const file = z.object({ content: z.string(), encoding: z.literal('base64') });
const pulls = z.array(
  z.object({
    number: z.int().positive(),
    title: z.string(),
    merged_at: z.iso.datetime({ offset: true }).nullish(),
    html_url: z.url({ protocol: /^https?$/ }),
    user: z.object({ login: z.string() }).nullish(),
  }),
);
const changedFiles = z.array(z.object({ filename: z.string(), previous_filename: z.string().optional() }));
const self = z.object({ login: z.string() });

/** A token of an app that is installed, and no user's, may not ask who it is: there is nobody whom somebody could act on. */
function nobody(error: unknown): undefined {
  if (error instanceof ConnectorError && error.status === 403) return undefined;
  throw error;
}

/** Where GitHub looks for the file that says who owns what, in this order; the first that exists counts. */
const ownersFiles = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** A change that was merged. Whoever opened it wrote its title. */
export interface MergedPullRequest {
  readonly number: number;
  readonly title: string;
  /** GitHub login; null when the account is gone. */
  readonly author: string | null;
  /** ISO 8601. */
  readonly mergedAt: string;
  readonly url: string;
}

/** GitHub as Firebreak uses it. Repositories are written `owner/name`. */
export interface GithubClient {
  /** The repository that is meant where an alert names only a path. */
  readonly repository: string | undefined;
  whoAmI(): Promise<string>;
  /** Text of the CODEOWNERS file; undefined when the repository has none, or is not ours to see. */
  codeOwners(repository: string): Promise<string | undefined>;
  /** Merged at or after `since` (ISO 8601), newest first, among the 50 that changed last. Undefined when the repository is not ours to see. */
  mergedPullRequests(repository: string, since: string): Promise<readonly MergedPullRequest[] | undefined>;
  /** Paths that a pull request changed, old names included; at most 100. */
  filesOf(repository: string, pullRequest: number): Promise<readonly string[]>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    github: GithubClient;
  }
}

/** GitHub's SDK, loaded at the first call. What it has to say goes to our log, under the client that uses it. */
export function octokit(vendor: string, baseUrl: string, auth: string, log: Log) {
  const sdkLog = {
    debug: () => {},
    info: () => {},
    warn: (said: string) => log.warn({ vendor, said }, 'an SDK has a remark'),
    error: () => {},
  };
  return once(async () => {
    const { Octokit } = await import('@octokit/rest');
    return new Octokit({ auth, baseUrl, userAgent: 'firebreak', log: sdkLog, request: { fetch: vendorFetch, log: sdkLog } }).rest;
  });
}

/** https://docs.github.com/en/rest */
export default defineClient({
  id: 'github',
  title: 'GitHub',
  settings: z.object({
    GITHUB_API_URL: vendorUrl.default('https://api.github.com').describe('Where the GitHub API is; on GitHub Enterprise Server it ends in /api/v3'),
    GITHUB_TOKEN: z.string().min(1).describe('Fine-grained token that may read contents and pull requests'),
    GITHUB_REPO: repository.optional().describe('The repository that is asked when an incident names none, as owner/name'),
  }),
  credential: 'GITHUB_TOKEN',
  connect: ({ GITHUB_API_URL, GITHUB_TOKEN, GITHUB_REPO }, run, log): GithubClient => {
    const api = octokit('github', GITHUB_API_URL, GITHUB_TOKEN, log);
    const mayRead = (what: string) => ({ needs: `read access to ${what} of the repository` });

    return {
      repository: GITHUB_REPO,
      whoAmI: () =>
        run('ask who we are', async (signal) => readAnswer(self, (await (await api()).users.getAuthenticated({ request: { signal } })).data).login),
      codeOwners: async (name) => {
        for (const path of ownersFiles) {
          const text = await run(
            'read who owns the code',
            async (signal) => {
              const found = await unlessMissing((await api()).repos.getContent({ ...parts(name), path, request: { signal } }));
              return found && Buffer.from(readAnswer(file, found.data).content, 'base64').toString('utf8');
            },
            mayRead('the contents'),
          );
          if (text !== undefined) return text;
        }
        return undefined;
      },
      mergedPullRequests: (name, since) =>
        run(
          'list merged pull requests',
          async (signal) => {
            const newest = { state: 'closed', sort: 'updated', direction: 'desc', per_page: 50 } as const;
            const found = await unlessMissing((await api()).pulls.list({ ...parts(name), ...newest, request: { signal } }));
            return found && mergedSince(readAnswer(pulls, found.data), since);
          },
          mayRead('the pull requests'),
        ),
      filesOf: (name, pull_number) =>
        run(
          'list the files of a pull request',
          async (signal) => {
            const { data } = await (await api()).pulls.listFiles({ ...parts(name), pull_number, per_page: 100, request: { signal } });
            return readAnswer(changedFiles, data).flatMap(({ filename, previous_filename }) => [filename, previous_filename ?? []].flat());
          },
          mayRead('the pull requests'),
        ),
    };
  },
  ourselves: async (github) => {
    const login = await github.whoAmI().catch(nobody);
    return login === undefined ? [] : [login];
  },
  probe: async (github) => `as ${await github.whoAmI()}`,
});

function parts(name: string): { owner: string; repo: string } {
  const [owner = '', repo = ''] = repository.parse(name).split('/');
  return { owner, repo };
}

function mergedSince(found: z.infer<typeof pulls>, since: string): MergedPullRequest[] {
  return found
    .flatMap(({ number, title, merged_at, html_url, user }) =>
      merged_at ? [{ number, title, author: user?.login ?? null, mergedAt: merged_at, url: html_url }] : [],
    )
    .filter(({ mergedAt }) => Date.parse(mergedAt) >= Date.parse(since))
    .sort((one, other) => Date.parse(other.mergedAt) - Date.parse(one.mergedAt));
}
