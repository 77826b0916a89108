import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Call, type Reply, type Route, readJson } from './system.ts';

/** One commit to the repository for signed checkpoints, with the one file that it wrote. */
export interface RecordCommit {
  readonly sha: string;
  readonly message: string;
  readonly at: string;
  readonly path: string;
  readonly text: string;
}

/** What the routes of this file need of GitHub's state. */
interface RecordState {
  /** Oldest first; absent in a state that was kept before there was such a repository. */
  record?: RecordCommit[];
}

export const recordRepo = { id: 700_100_300, owner: 'acme', name: 'security-record' } as const;
const base = `/repos/${recordRepo.owner}/${recordRepo.name}`;

/** Whether a call is about the repository for checkpoints, which takes a token of its own. */
export function isAboutRecord({ path }: Pick<Call, 'path'>): boolean {
  return path === base || path.startsWith(`${base}/`);
}

/** The id that Git itself gives a file's content. */
function blobOf(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}

const write = z.strictObject({
  message: z.string().min(1),
  content: z.base64(),
  sha: z.string().optional(),
  branch: z.literal('main').optional(),
});

function failure(status: number, message: string): Reply {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest/repos/contents', status: String(status) } };
}

function standing(state: RecordState, path: string): RecordCommit | undefined {
  return state.record?.findLast((commit) => commit.path === path);
}

function fileShape({ path, text }: RecordCommit, { origin }: Call): object {
  const self = `${origin}${base}/contents/${path}?ref=main`;
  return {
    name: path.split('/').at(-1),
    path,
    sha: blobOf(text),
    size: Buffer.byteLength(text),
    url: self,
    html_url: `https://github.com/${recordRepo.owner}/${recordRepo.name}/blob/main/${path}`,
    git_url: `${origin}${base}/git/blobs/${blobOf(text)}`,
    download_url: null,
    type: 'file',
    _links: { self, git: null, html: null },
  };
}

function read(call: Call, state: RecordState): Reply {
  const found = standing(state, call.param('path'));
  if (found === undefined) return failure(404, 'Not Found');
  return { status: 200, body: { ...fileShape(found, call), encoding: 'base64', content: `${Buffer.from(found.text).toString('base64')}\n` } };
}

/** Each write is a commit. Whoever replaces a file has to name what stands there. */
function commit(call: Call, state: RecordState): Reply {
  const path = call.param('path');
  const { message, content, sha } = readJson(call, write);
  const before = standing(state, path);
  if (before !== undefined && sha === undefined) return failure(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  if (before === undefined ? sha !== undefined : sha !== blobOf(before.text)) return failure(409, `${path} does not match ${sha}`);
  const text = Buffer.from(content, 'base64').toString('utf8');
  state.record ??= [];
  const parent = state.record.at(-1)?.sha;
  const at = call.now.toISOString();
  const made = { sha: createHash('sha1').update(`${parent}${at}${path}${text}`).digest('hex'), message, at, path, text };
  state.record.push(made);
  const by = { name: 'firebreak-bot', email: 'firebreak-bot@users.noreply.github.com', date: at };
  return {
    status: before === undefined ? 201 : 200,
    body: {
      content: fileShape(made, call),
      commit: {
        sha: made.sha,
        node_id: Buffer.from(made.sha).toString('base64'),
        url: `${call.origin}${base}/git/commits/${made.sha}`,
        html_url: `https://github.com/${recordRepo.owner}/${recordRepo.name}/commit/${made.sha}`,
        author: by,
        committer: by,
        message,
        tree: { sha: blobOf(`tree ${text}`), url: `${call.origin}${base}/git/trees/${blobOf(`tree ${text}`)}` },
        parents: parent === undefined ? [] : [{ sha: parent, url: `${call.origin}${base}/git/commits/${parent}` }],
        verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
      },
    },
  };
}

/** The part of GitHub's REST API by which a file is read and committed: https://docs.github.com/en/rest/repos/contents */
export const recordRoutes: readonly Route<RecordState>[] = [
  {
    method: 'GET',
    path: base,
    handle: ({ origin }) => ({
      status: 200,
      body: {
        id: recordRepo.id,
        name: recordRepo.name,
        full_name: `${recordRepo.owner}/${recordRepo.name}`,
        private: true,
        owner: { login: recordRepo.owner, id: 5_100_000, type: 'Organization', site_admin: false, url: `${origin}/orgs/${recordRepo.owner}` },
        html_url: `https://github.com/${recordRepo.owner}/${recordRepo.name}`,
        description: 'Signed checkpoints',
        fork: false,
        url: `${origin}${base}`,
        default_branch: 'main',
        permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
      },
    }),
  },
  { method: 'GET', path: `${base}/contents/*path`, handle: read },
  { method: 'PUT', path: `${base}/contents/*path`, handle: commit },
];
