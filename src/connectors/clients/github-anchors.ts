import { readAnswer, unlessMissing, vendorUrl } from '../../kit/http.ts';
import { ConnectorError, defineClient, z } from '../../kit/index.ts';
import { octokit, repository } from './github.ts';

const file = z.object({ content: z.string(), encoding: z.literal('base64'), sha: z.string() });
const committed = z.object({ commit: z.object({ sha: z.string(), html_url: z.url({ protocol: /^https?$/ }) }) });
const repo = z.object({ full_name: z.string(), private: z.boolean(), permissions: z.object({ push: z.boolean() }).optional() });

/** A file as it stands on the default branch. `version` has to be named by whoever replaces it. */
export interface AnchoredFile {
  readonly text: string;
  readonly version: string;
}

/** The one repository in which signed checkpoints of the timeline are committed, with a token that is for nothing else. */
export interface GithubAnchorsClient {
  /** Undefined: there is no such file. */
  read(path: string): Promise<AnchoredFile | undefined>;
  /** Commits it to the default branch. `over`: the version that it replaces. Refused when somebody else has written meanwhile. */
  commit(path: string, text: string, message: string, over: string | undefined): Promise<{ readonly commit: string; readonly url: string }>;
  describe(): Promise<{ readonly name: string; readonly isPrivate: boolean }>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    'github-anchors': GithubAnchorsClient;
  }
}

/** https://docs.github.com/en/rest/repos/contents */
export default defineClient({
  id: 'github-anchors',
  title: 'GitHub for checkpoints',
  settings: z.object({
    GITHUB_ANCHORS_API_URL: vendorUrl.default('https://api.github.com').describe('Where the GitHub API of that repository is'),
    GITHUB_ANCHORS_TOKEN: z.string().min(1).describe('Fine-grained token for that repository alone that may read and write contents'),
    GITHUB_ANCHORS_REPO: repository.describe('The repository in which signed checkpoints of the timeline are committed, as owner/name'),
  }),
  credential: 'GITHUB_ANCHORS_TOKEN',
  connect: ({ GITHUB_ANCHORS_API_URL: baseUrl, GITHUB_ANCHORS_TOKEN: auth, GITHUB_ANCHORS_REPO: name }, run, log): GithubAnchorsClient => {
    const api = octokit('github-anchors', baseUrl, auth, log);
    const [owner = '', repoName = ''] = name.split('/');
    const where = { owner, repo: repoName };
    const needs = `read and write access to the contents of ${name}`;

    return {
      read: (path) =>
        run(
          'read the newest checkpoint',
          async (signal) => {
            const found = await unlessMissing((await api()).repos.getContent({ ...where, path, request: { signal } }));
            if (found === undefined) return undefined;
            const { content, sha } = readAnswer(file, found.data);
            return { text: Buffer.from(content, 'base64').toString('utf8'), version: sha };
          },
          { needs },
        ),
      commit: (path, text, message, over) =>
        run(
          'commit a checkpoint',
          async (signal) => {
            const content = Buffer.from(text).toString('base64');
            const { data } = await (await api()).repos.createOrUpdateFileContents({
              ...where,
              path,
              message,
              content,
              ...(over !== undefined && { sha: over }),
              request: { signal },
            });
            const { commit } = readAnswer(committed, data);
            return { commit: commit.sha, url: commit.html_url };
          },
          { needs, changes: true },
        ),
      describe: () =>
        run(
          'look at the repository',
          async (signal) => {
            const { data } = await (await api()).repos.get({ ...where, request: { signal } });
            const found = readAnswer(repo, data);
            if (found.permissions?.push === false)
              throw new ConnectorError('github-anchors', `The token may not write to ${found.full_name}.`, {
                retryable: false,
                next: `Give GITHUB_ANCHORS_TOKEN ${needs}.`,
              });
            return { name: found.full_name, isPrivate: found.private };
          },
          { needs },
        ),
    };
  },
  probe: async (github) => {
    const { name, isPrivate } = await github.describe();
    return `${name}, ${isPrivate ? 'private' : 'public'}`;
  },
});
