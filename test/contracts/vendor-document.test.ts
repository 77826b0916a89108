import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import jiraTickets from '../../src/connectors/tickets/jira.ts';
import type { Surroundings } from '../../src/kit/define.ts';
import type { SystemId } from '../../src/workspace/range/system.ts';
import { type RangeVendors, startRangeVendors } from './range-vendors.ts';
import { type SentRequest, type VendorDocument, vendorDocument } from './vendor-document.ts';

const specs = new URL('../../../shared/specs/', import.meta.url);
const standsBeside = existsSync(specs);
/** GitHub's document is large and installed only where it is wanted: `npm ci --prefix test/contracts/documents`. */
const githubDocument = new URL('documents/node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url);
const read = (path: string | URL): object => JSON.parse(readFileSync(path, 'utf8'));

/** A vendor, everything that we ever ask of it, and for each endpoint a request that its document must refuse. */
interface Subject {
  readonly system: SystemId;
  readonly document: () => object;
  readonly available: boolean;
  /** Said when it is not. */
  readonly why: string;
  /** Calls every method of the client that sends something. */
  readonly exercise: (around: Surroundings) => Promise<void>;
  readonly bad: readonly (Partial<SentRequest> & { readonly method: string; readonly path: string })[];
}

const subjects: readonly Subject[] = [
  {
    system: 'okta',
    document: () => read(new URL('okta.fixed.json', specs)),
    available: standsBeside,
    why: ' (skipped: ../shared/specs does not stand beside the repository)',
    exercise: async ({ clients: { okta } }) => {
      const alex = await okta.user('alex@acme.example');
      if (alex === undefined) throw new Error('the range has no alex');
      await okta.groups(alex.id);
      await okta.suspend(alex.id);
      await okta.unsuspend(alex.id);
      await okta.clearSessions(alex.id);
    },
    bad: [
      { method: 'GET', path: '/api/v1/users/00u1', query: '?expnd=blocks' },
      { method: 'PATCH', path: '/api/v1/users/00u1' },
      { method: 'GET', path: '/api/v1/users/00u1/groups', query: '?limt=5' },
      { method: 'POST', path: '/api/v1/users/00u1/lifecycle/suspend', body: '{"why":"because"}' },
      { method: 'POST', path: '/api/v1/users/00u1/lifecycle/unsuspend', query: '?now=true' },
      { method: 'DELETE', path: '/api/v1/users/00u1/sessions', query: '?oauthTokens=perhaps' },
    ],
  },
  {
    system: 'jira',
    document: () => read(new URL('jira-v3.fixed.json', specs)),
    available: standsBeside,
    why: ' (skipped: ../shared/specs does not stand beside the repository)',
    exercise: async ({ clients: { jira } }) => {
      const text = {
        summary: 'INC-1',
        sections: [{ heading: 'What', lines: ['Something'] }],
        link: 'https://firebreak.acme.example/incidents/INC-1',
      };
      await jira.whoAmI();
      const { key } = await jiraTickets.open(text, 'a-inc-1', jira);
      await jiraTickets.read(key, jira);
      await jiraTickets.revise(key, { ...text, summary: 'INC-1: a better name' }, jira);
      await jiraTickets.link(key, text, jira);
      await jiraTickets.comment(key, ['Contained.'], 'a-p-1-done', jira);
      await jiraTickets.close(key, jira);
    },
    bad: [
      { method: 'GET', path: '/rest/api/3/myself', query: '?who=me' },
      { method: 'POST', path: '/rest/api/3/search/jql', body: '{"jql":"project = SEC","maxResults":"many"}' },
      { method: 'POST', path: '/rest/api/3/issue', body: '{"feilds":{"summary":"a misspelling"}}' },
      { method: 'PUT', path: '/rest/api/3/issue/SEC-1', body: '{"fields":"a better name"}' },
      { method: 'PUT', path: '/rest/api/3/issue/SEC-1', query: '?notifyUser=false', body: '{"fields":{}}' },
      { method: 'POST', path: '/rest/api/3/issue/SEC-1/remotelink', body: '{"object":{"title":"without an address"}}' },
      { method: 'GET', path: '/rest/api/3/issue/SEC-1/comment', query: '?orderBy=newest' },
      { method: 'POST', path: '/rest/api/3/issue/SEC-1/comment', body: '{"body":{},"visibility":{"type":"nobody"}}' },
      { method: 'GET', path: '/rest/api/3/issue/SEC-1', query: '?field=status' },
      { method: 'GET', path: '/rest/api/3/issue/SEC-1/transitions', query: '?transition=31' },
      { method: 'POST', path: '/rest/api/3/issue/SEC-1/transitions', body: '{"transition":"31"}' },
    ],
  },
  {
    system: 'github',
    document: () => read(githubDocument),
    available: existsSync(githubDocument),
    why: ' (skipped: run npm ci --prefix test/contracts/documents)',
    exercise: async ({ clients: { github } }) => {
      await github.whoAmI();
      await github.codeOwners('acme/payroll');
      const merged = await github.mergedPullRequests('acme/payroll', '2000-01-01T00:00:00.000Z');
      await github.filesOf('acme/payroll', merged?.[0]?.number ?? 0);
    },
    bad: [
      { method: 'GET', path: '/user', query: '?login=me' },
      { method: 'DELETE', path: '/repos/acme/payroll/contents/CODEOWNERS', body: '{"message":"without a sha"}' },
      { method: 'GET', path: '/repos/acme/payroll/contents/.github/CODEOWNERS', query: '?branch=main' },
      { method: 'GET', path: '/repos/acme/payroll/pulls', query: '?state=merged' },
      { method: 'GET', path: '/repos/acme/payroll/pulls/1/files', query: '?per_page=all' },
    ],
  },
];

let vendors: RangeVendors;
beforeAll(async () => {
  vendors = await startRangeVendors();
});
afterAll(() => vendors.close());

for (const { system, document, available, why, exercise, bad } of subjects) {
  describe.skipIf(!available)(`what we send to ${system}, by the vendor's own document${available ? '' : why}`, () => {
    let problemsWith: VendorDocument;
    let sent: readonly SentRequest[];
    beforeAll(async () => {
      problemsWith = vendorDocument(document());
      vendors.range.reset();
      await exercise(vendors.connect());
      sent = vendors.range.requests.filter((request) => request.system === system);
    });

    test('is described there, every path, query and body', () => {
      expect(sent.length).toBeGreaterThan(0);
      for (const request of sent) expect(problemsWith(request), `${request.method} ${request.path}${request.query} ${request.body}`).toEqual([]);
    });

    test('is covered: for every endpoint that we use there is a request that must be refused', () => {
      const shape = (path: string) => path.replace(/\/(00u\w+|SEC-\d+|\d+)(?=\/|$)/g, '/{}').replace(/\/contents\/.*$/, '/contents/{}');
      const tried = new Set(bad.map(({ method, path }) => `${method} ${shape(path)}`));
      const used = new Set(sent.map(({ method, path }) => `${method} ${shape(path.replace(/alex(@|%40)acme\.example/, '00u1'))}`));
      expect([...used].filter((path) => !tried.has(path))).toEqual([]);
    });

    test.each(bad)('would be refused: $method $path $query $body', (request) => {
      expect(problemsWith({ query: '', body: '', ...request })).not.toEqual([]);
    });
  });
}
