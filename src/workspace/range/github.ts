import { createHash } from 'node:crypto';
import { z } from 'zod';
import { credentials } from './credentials.ts';
import { isAboutRecord, recordRoutes } from './github-record.ts';
import { type GithubPull, type GithubState, githubRepo, githubUsers, seedGithub } from './github-seed.ts';
import { type Call, Refusal, type Reply, type Route, readJson, type System } from './system.ts';

const documentation = 'https://docs.github.com/rest';

const words: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by personal access token',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'API rate limit exceeded',
  500: 'Server Error',
};

function failure(status: number, message = words[status] ?? 'Server Error'): Reply {
  return { status, body: { message, documentation_url: documentation, status: String(status) } };
}

const sha = (text: string): string => createHash('sha1').update(text).digest('hex');

function user(login: string, origin: string): object {
  return {
    login,
    id: githubUsers[login] ?? 0,
    node_id: Buffer.from(`04:User${githubUsers[login] ?? 0}`).toString('base64'),
    avatar_url: '',
    url: `${origin}/users/${login}`,
    html_url: `https://github.com/${login}`,
    type: login.endsWith('-bot') ? 'Bot' : 'User',
    site_admin: false,
  };
}

function repository(origin: string): object {
  const { id, owner, name } = githubRepo;
  return {
    id,
    node_id: Buffer.from(`010:Repository${id}`).toString('base64'),
    name,
    full_name: `${owner}/${name}`,
    private: true,
    owner: { login: owner, id: 5_100_000, type: 'Organization', site_admin: false, url: `${origin}/orgs/${owner}` },
    html_url: `https://github.com/${owner}/${name}`,
    description: 'Salaries and their exports',
    fork: false,
    url: `${origin}/repos/${owner}/${name}`,
    default_branch: 'main',
    archived: false,
    disabled: false,
    visibility: 'private',
    permissions: { admin: false, maintain: false, push: false, triage: false, pull: true },
  };
}

function pullShape(pull: GithubPull, origin: string): object {
  const self = `${origin}/repos/${githubRepo.owner}/${githubRepo.name}/pulls/${pull.number}`;
  const side = (ref: string) => ({ label: `${githubRepo.owner}:${ref}`, ref, sha: sha(`${pull.number}${ref}`), repo: repository(origin) });
  return {
    id: 1_800_000_000 + pull.number,
    number: pull.number,
    url: self,
    html_url: `https://github.com/${githubRepo.owner}/${githubRepo.name}/pull/${pull.number}`,
    state: pull.mergedAt === null ? 'open' : 'closed',
    locked: false,
    draft: false,
    title: pull.title,
    body: pull.body,
    user: user(pull.author, origin),
    labels: [],
    created_at: pull.createdAt,
    updated_at: pull.mergedAt ?? pull.createdAt,
    closed_at: pull.mergedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergedAt === null ? null : sha(`merge${pull.number}`),
    head: side(pull.branch),
    base: side('main'),
  };
}

function ourRepo(call: Call): void {
  if (call.param('owner') !== githubRepo.owner || call.param('repo') !== githubRepo.name) throw new Refusal(failure(404));
}

function pullOf(call: Call, state: GithubState): GithubPull {
  ourRepo(call);
  const found = state.pulls.find(({ number }) => String(number) === call.param('number'));
  if (found) return found;
  throw new Refusal(failure(404));
}

function page<Item>({ query, origin, path }: Call, items: readonly Item[]): { items: readonly Item[]; headers: Record<string, string> } {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const number = Number(query.get('page') ?? 1);
  const next = new URLSearchParams(query);
  next.set('page', String(number + 1));
  const more = number * size < items.length;
  return { items: items.slice((number - 1) * size, number * size), headers: more ? { link: `<${origin}${path}?${next}>; rel="next"` } : {} };
}

function listPulls(call: Call, state: GithubState): Reply {
  ourRepo(call);
  const wanted = call.query.get('state') ?? 'open';
  const found = state.pulls.filter(({ mergedAt }) => wanted === 'all' || (wanted === 'open') === (mergedAt === null));
  const newest = found.toSorted((one, other) => other.createdAt.localeCompare(one.createdAt));
  const { items, headers } = page(call, call.query.get('direction') === 'asc' ? newest.toReversed() : newest);
  return { status: 200, headers, body: items.map((pull) => pullShape(pull, call.origin)) };
}

function listCommits(call: Call, state: GithubState): Reply {
  ourRepo(call);
  const since = call.query.get('since') ?? '';
  const until = call.query.get('until') ?? '9999';
  const path = call.query.get('path');
  const found = state.commits.filter(({ at, files }) => at >= since && at <= until && (path === null || files.some((file) => file.startsWith(path))));
  const { items, headers } = page(call, found);
  const shown = items.map(({ sha: id, author, email, message, at }) => ({
    sha: id,
    url: `${call.origin}/repos/${githubRepo.owner}/${githubRepo.name}/commits/${id}`,
    html_url: `https://github.com/${githubRepo.owner}/${githubRepo.name}/commit/${id}`,
    commit: { author: { name: author, email, date: at }, committer: { name: author, email, date: at }, message, comment_count: 0 },
    author: user(author, call.origin),
    committer: user(author, call.origin),
    parents: [],
  }));
  return { status: 200, headers, body: shown };
}

function contents(call: Call, state: GithubState): Reply {
  ourRepo(call);
  const path = call.param('path');
  const text = state.files[path];
  if (text === undefined) return failure(404);
  if (call.headers.accept?.includes('raw'))
    return { status: 200, headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' }, body: text };
  const self = `${call.origin}${call.path}`;
  const body = {
    type: 'file',
    encoding: 'base64',
    size: Buffer.byteLength(text),
    name: path.split('/').at(-1),
    path,
    content: `${Buffer.from(text).toString('base64')}\n`,
    sha: sha(text),
    url: self,
    git_url: null,
    html_url: `https://github.com/${githubRepo.owner}/${githubRepo.name}/blob/main/${path}`,
    download_url: null,
    _links: { self, git: null, html: null },
  };
  return { status: 200, body };
}

/** Understands `repo:`, `is:pr`, `author:`, `merged:>=` and `created:>=`, and words of the title. */
function searchIssues(call: Call, state: GithubState): Reply {
  const query = call.query.get('q');
  if (!query)
    return {
      status: 422,
      body: { message: 'Validation Failed', errors: [{ message: 'None of the search qualifiers apply.' }], documentation_url: documentation },
    };
  const tests = query.split(/\s+/).map((term): ((pull: GithubPull) => boolean) => {
    const [, name = '', operator = '', value = ''] = /^(\w+):(>=|<=|>|<)?(.*)$/.exec(term) ?? [];
    const since = (at: string | null) => at !== null && (operator.startsWith('<') ? at <= value : at >= value);
    switch (name) {
      case 'repo':
        return () => value === `${githubRepo.owner}/${githubRepo.name}`;
      case 'is':
      case 'type':
        return ({ mergedAt }) =>
          value === 'pr' || value === 'pull-request' || (value === 'merged' && mergedAt !== null) || (value === 'open' && mergedAt === null);
      case 'author':
        return ({ author }) => author === value;
      case 'merged':
        return ({ mergedAt }) => since(mergedAt);
      case 'created':
        return ({ createdAt }) => since(createdAt);
      default:
        return ({ title }) => title.toLowerCase().includes(term.toLowerCase());
    }
  });
  const { items, headers } = page(
    call,
    state.pulls.filter((pull) => tests.every((test) => test(pull))),
  );
  return {
    status: 200,
    headers,
    body: { total_count: items.length, incomplete_results: false, items: items.map((pull) => pullShape(pull, call.origin)) },
  };
}

function alertOf(call: Call, state: GithubState) {
  ourRepo(call);
  const found = state.alerts.find(({ number }) => String(number) === call.param('number'));
  if (found) return found;
  throw new Refusal(failure(404));
}

function alertShape({ number, state, resolution, secretType, display, createdAt }: GithubState['alerts'][number], origin: string): object {
  const self = `${origin}/repos/${githubRepo.owner}/${githubRepo.name}/secret-scanning/alerts/${number}`;
  return {
    number,
    created_at: createdAt,
    updated_at: createdAt,
    url: self,
    html_url: `https://github.com/${githubRepo.owner}/${githubRepo.name}/security/secret-scanning/${number}`,
    locations_url: `${self}/locations`,
    state,
    resolution,
    resolved_at: null,
    resolved_by: null,
    secret_type: secretType,
    secret_type_display_name: display,
    validity: 'unknown',
    publicly_leaked: false,
    multi_repo: false,
    push_protection_bypassed: false,
    repository: repository(origin),
  };
}

const changedAlert = z.strictObject({
  state: z.enum(['open', 'resolved']),
  resolution: z.enum(['false_positive', 'wont_fix', 'revoked', 'used_in_tests']).nullish(),
});
const repo = '/repos/:owner/:repo';

const routes: readonly Route<GithubState>[] = [
  ...recordRoutes,
  { method: 'GET', path: '/user', handle: ({ origin }) => ({ status: 200, body: user('firebreak-bot', origin) }) },
  {
    method: 'GET',
    path: '/users/:login',
    handle: (call) => (call.param('login') in githubUsers ? { status: 200, body: user(call.param('login'), call.origin) } : failure(404)),
  },
  {
    method: 'GET',
    path: repo,
    handle(call) {
      ourRepo(call);
      return { status: 200, body: repository(call.origin) };
    },
  },
  { method: 'GET', path: `${repo}/contents/*path`, handle: contents },
  { method: 'GET', path: `${repo}/pulls`, handle: listPulls },
  { method: 'GET', path: `${repo}/pulls/:number`, handle: (call, state) => ({ status: 200, body: pullShape(pullOf(call, state), call.origin) }) },
  {
    method: 'GET',
    path: `${repo}/pulls/:number/files`,
    handle(call, state) {
      const { files } = pullOf(call, state);
      const shown = files.map((file) => ({ sha: sha(file.filename), status: 'modified', ...file, changes: file.additions + file.deletions }));
      return { status: 200, body: shown };
    },
  },
  { method: 'GET', path: `${repo}/commits`, handle: listCommits },
  { method: 'GET', path: '/search/issues', handle: searchIssues },
  {
    method: 'GET',
    path: `${repo}/secret-scanning/alerts/:number`,
    handle: (call, state) => ({ status: 200, body: alertShape(alertOf(call, state), call.origin) }),
  },
  {
    method: 'PATCH',
    path: `${repo}/secret-scanning/alerts/:number`,
    handle(call, state) {
      const alert = alertOf(call, state);
      const wanted = readJson(call, changedAlert);
      if (wanted.state === 'resolved' && !wanted.resolution) return failure(422, 'A resolution is required to resolve an alert.');
      alert.state = wanted.state;
      alert.resolution = wanted.resolution ?? null;
      return { status: 200, body: alertShape(alert, call.origin) };
    },
  },
];

/** GitHub's REST API for two repositories: who owns which path of one, what was changed there lately, and a leaked secret; the other keeps checkpoints. */
export const github: System<GithubState> = {
  id: 'github',
  title: 'GitHub',
  kind: 'code',
  seed: seedGithub,
  routes,
  authorize(call) {
    const [, token] = /^(?:bearer|token) (\S+)$/i.exec(call.headers.authorization ?? '') ?? [];
    const { token: reads, recordToken: records } = credentials.github;
    if (token !== reads && token !== records) return failure(401);
    // A fine-grained token does not even see a repository that it was not made for.
    return token === (isAboutRecord(call) ? records : reads) ? undefined : failure(404);
  },
  headers: ({ now }) => ({
    'x-github-media-type': 'github.v3; format=json',
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-reset': String(Math.ceil(now.getTime() / 3_600_000) * 3600),
    'x-ratelimit-resource': 'core',
  }),
  failure: (status) => ({ ...failure(status), ...(status === 429 ? { headers: { 'retry-after': '1', 'x-ratelimit-remaining': '0' } } : {}) }),
  invalid([problem]) {
    if (problem?.path.length === 0) return failure(400, 'Problems parsing JSON');
    return {
      status: 422,
      body: { message: 'Validation Failed', errors: [{ field: problem?.path.join('.'), code: 'invalid' }], documentation_url: documentation },
    };
  },
  rows: ({ pulls, alerts, record = [] }) => [
    ...pulls.map(({ number, title, author, mergedAt, files }) => ({
      id: `pull-${number}`,
      label: `#${number} ${title}`,
      state: mergedAt === null ? 'open' : 'merged',
      tone: 'neutral' as const,
      facts: [
        ['Author', author],
        ['Merged', mergedAt ?? 'not yet'],
        ['Files', files.map(({ filename }) => filename).join(', ')],
      ] as const,
    })),
    ...alerts.map(({ number, state, display, path }) => ({
      id: `secret-${number}`,
      label: `Leaked secret ${number}: ${display}`,
      state,
      tone: state === 'open' ? ('bad' as const) : ('good' as const),
      facts: [['File', path]] as const,
    })),
    ...record.slice(-1).map(({ message, at, sha }) => ({
      id: 'record',
      label: `Checkpoints: ${message}`,
      state: `${record.length} kept`,
      tone: 'good' as const,
      facts: [
        ['Commit', sha.slice(0, 10)],
        ['At', at],
      ] as const,
    })),
  ],
};
