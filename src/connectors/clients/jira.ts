import type { CloudClient } from 'jira.js/cloud';
import type { Client as JiraTransport } from 'jira.js/core';
import type { RunCall } from '../../kit/define.ts';
import { readAnswer, requestJson, vendorUrl } from '../../kit/http.ts';
import { defineClient, z } from '../../kit/index.ts';

/** The part of the Atlassian Document Format that Firebreak writes: headings and paragraphs of plain text. A link is only ever to a page of ours. */
export interface JiraDocument {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly JiraBlock[];
}
export type JiraBlock =
  | { readonly type: 'heading'; readonly attrs: { readonly level: 2 }; readonly content: readonly JiraText[] }
  | { readonly type: 'paragraph'; readonly content: readonly JiraText[] };
export interface JiraText {
  readonly type: 'text';
  readonly text: string;
  readonly marks?: readonly [{ readonly type: 'link'; readonly attrs: { readonly href: string } }];
}

const ticketKey = z.string().regex(/^[A-Z][A-Z0-9_]*-\d+$/);
const searched = z.object({ issues: z.array(z.object({ key: ticketKey })).default([]) });
const created = z.object({ key: ticketKey });
const written = z.object({ fields: z.object({ summary: z.string(), description: z.json().nullish() }) });
const state = z.object({ fields: z.object({ status: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) }) }) });
const commentPage = z.object({ total: z.int().nonnegative(), comments: z.array(z.object({ body: z.json().optional() })) });
const transitions = z.object({
  transitions: z.array(z.object({ id: z.string(), to: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) }) })),
});
const self = z.object({ displayName: z.string(), accountId: z.string(), emailAddress: z.string().optional() });

/** Jira's word for everything that is finished, whatever a team calls it. */
const finished = 'done';
/** The kind of link that every Jira site has from the start. */
const related = 'Relates';
/** Comments that are looked through, newest first, in pages of a hundred. */
const commentsLookedAt = 500;

/** Where a ticket stands in its workflow. */
export interface TicketState {
  readonly name: string;
  readonly done: boolean;
}
export interface TicketRef {
  readonly key: string;
  readonly url: string;
}

/** What a ticket says. */
export interface TicketWords<Description = JiraDocument> {
  readonly summary: string;
  readonly description: Description;
}

/** Jira as tickets need it. */
export interface JiraClient {
  readonly site: string;
  readonly project: string;
  /** Name of the account that the token belongs to. */
  whoAmI(): Promise<{ readonly name: string; readonly id: string; readonly email: string | undefined }>;
  /** The oldest ticket of the project with this label. Jira's index may lag behind by some seconds. */
  ticketWithLabel(label: string): Promise<TicketRef | undefined>;
  createTicket(ticket: TicketWords & { readonly labels: readonly string[] }): Promise<TicketRef>;
  /** What stands in the ticket now; the description in whatever shape Jira keeps it. */
  words(ticket: string): Promise<TicketWords<unknown>>;
  reword(ticket: string, words: TicketWords): Promise<void>;
  /** Safe to repeat: a link with the same `id` is replaced. */
  linkPage(ticket: string, link: { readonly id: string; readonly url: string; readonly title: string }): Promise<void>;
  /** Safe to repeat: Jira keeps one link of a kind between two tickets. */
  relate(ticket: string, to: string): Promise<void>;
  /** Bodies of the newest comments, newest first, at most 500. */
  comments(ticket: string): Promise<readonly unknown[]>;
  addComment(ticket: string, body: JiraDocument): Promise<void>;
  state(ticket: string): Promise<TicketState>;
  /** What can be done with the ticket now, and where that leads. */
  moves(ticket: string): Promise<readonly (TicketState & { readonly id: string })[]>;
  move(ticket: string, move: string): Promise<void>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    jira: JiraClient;
  }
}

/**
 * Carries jira.js's requests over our own transport: the library's own knows no deadline, follows redirects, reads answers of any length, and writes
 * what it did not expect to stderr. What comes back is not validated here, since each method below reads the few fields that it needs.
 */
function transport(site: string, authorization: string, signal: AbortSignal): JiraTransport {
  return {
    sendRequest: async <Result>({ url, method, searchParams, body }: Parameters<JiraTransport['sendRequest']>[0]) =>
      (await requestJson(z.unknown(), site + url, {
        method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).parse(method),
        query: queryOf(searchParams ?? {}),
        headers: { authorization },
        ...(body !== undefined && { body: z.looseObject({}).parse(body) }),
        signal,
      })) as Result,
  };
}

function queryOf(params: Readonly<Record<string, unknown>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value === undefined ? [] : [value].flat().map(String)]));
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/ */
export default defineClient({
  id: 'jira',
  title: 'Jira',
  settings: z.object({
    JIRA_URL: vendorUrl.describe('Address of the Jira site, such as https://acme.atlassian.net'),
    JIRA_EMAIL: z.email().describe('E-mail address of the account that the bot uses there'),
    JIRA_API_TOKEN: z.string().min(1).describe('API token of that account'),
    JIRA_PROJECT: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]+$/, 'write the key of the project, such as SEC')
      .describe('Key of the project in which tickets are opened'),
    JIRA_ISSUE_TYPE: z.string().min(1).default('Task').describe('What kind of ticket is opened'),
  }),
  credential: 'JIRA_API_TOKEN',
  limits: { maxConcurrent: 2, reservoir: { starts: 10, everyMs: 1_000 } },
  connect: ({ JIRA_URL, JIRA_EMAIL, JIRA_API_TOKEN, JIRA_PROJECT, JIRA_ISSUE_TYPE }, run): JiraClient => {
    const authorization = `Basic ${Buffer.from(`${JIRA_EMAIL}:${JIRA_API_TOKEN}`).toString('base64')}`;
    // Brought in by the first call: its seven hundred modules are half a second and seventy megabytes that no start should wait for, and no deadline.
    const ask = async <Result>(operation: string, call: (jira: CloudClient) => Promise<Result>, how?: Parameters<RunCall>[2]) => {
      const { createCloudClient } = await import('jira.js/cloud');
      return run(operation, (signal) => call(createCloudClient(transport(JIRA_URL, authorization, signal))), how);
    };
    const ticketAt = (key: string): TicketRef => ({ key, url: `${JIRA_URL}/browse/${key}` });
    const permission = (name: string) => ({ needs: `the permission '${name}' in the project ${JIRA_PROJECT}` });
    const change = (name: string) => ({ changes: true, ...permission(name) });

    return {
      site: JIRA_URL,
      project: JIRA_PROJECT,
      whoAmI: () =>
        ask('ask who we are', async (jira) => {
          const { displayName: name, accountId: id, emailAddress: email } = readAnswer(self, await jira.myself.getCurrentUser());
          return { name, id, email };
        }),
      ticketWithLabel: (label) =>
        ask(
          'look for a ticket',
          async (jira) => {
            const jql = `project = "${JIRA_PROJECT}" AND labels = "${ticketLabel.parse(label)}" ORDER BY created ASC`;
            const search = { jql, fields: ['labels'], maxResults: 1 };
            const found = readAnswer(searched, await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost(search)).issues[0];
            return found && ticketAt(found.key);
          },
          permission('Browse Projects'),
        ),
      createTicket: ({ summary, description, labels }) =>
        ask(
          'open a ticket',
          async (jira) => {
            const fields = { project: { key: JIRA_PROJECT }, issuetype: { name: JIRA_ISSUE_TYPE }, summary, description, labels };
            return ticketAt(readAnswer(created, await jira.issues.createIssue({ fields })).key);
          },
          change('Create Issues'),
        ),
      words: (ticket) =>
        ask(
          'read a ticket',
          async (jira) => {
            const issue = await jira.issues.getIssue({ issueIdOrKey: ticketKey.parse(ticket), fields: ['summary', 'description'] });
            const { summary, description } = readAnswer(written, issue).fields;
            return { summary, description };
          },
          permission('Browse Projects'),
        ),
      reword: async (ticket, { summary, description }) => {
        const edit = { issueIdOrKey: ticketKey.parse(ticket), fields: { summary, description } };
        await ask('revise a ticket', (jira) => jira.issues.editIssue(edit), change('Edit Issues'));
      },
      linkPage: async (ticket, { id, url, title }) => {
        const link = { issueIdOrKey: ticketKey.parse(ticket), globalId: id, relationship: 'is handled in', object: { url, title } };
        await ask('link a ticket', (jira) => jira.issueRemoteLinks.createOrUpdateRemoteIssueLink(link), change('Link Issues'));
      },
      relate: async (ticket, to) => {
        const link = { type: { name: related }, inwardIssue: { key: ticketKey.parse(to) }, outwardIssue: { key: ticketKey.parse(ticket) } };
        await ask('relate two tickets', (jira) => jira.issueLinks.linkIssues(link), change('Link Issues'));
      },
      comments: (ticket) =>
        ask(
          'read the comments of a ticket',
          async (jira) => {
            const bodies: unknown[] = [];
            for (let total = 1; bodies.length < Math.min(total, commentsLookedAt); ) {
              const page = { issueIdOrKey: ticketKey.parse(ticket), startAt: bodies.length, maxResults: 100, orderBy: '-created' as const };
              const read = readAnswer(commentPage, await jira.issueComments.getComments(page));
              if (read.comments.length === 0) break;
              bodies.push(...read.comments.map(({ body }) => body));
              total = read.total;
            }
            return bodies;
          },
          permission('Browse Projects'),
        ),
      addComment: async (ticket, { type, version, content }) => {
        const body = { type, version, content: content.map((block) => ({ ...block })) };
        const comment = { issueIdOrKey: ticketKey.parse(ticket), body };
        await ask('comment on a ticket', (jira) => jira.issueComments.addComment(comment), change('Add Comments'));
      },
      state: (ticket) =>
        ask(
          'read the state of a ticket',
          async (jira) => {
            const issue = await jira.issues.getIssue({ issueIdOrKey: ticketKey.parse(ticket), fields: ['status'] });
            return stateOf(readAnswer(state, issue).fields.status);
          },
          permission('Browse Projects'),
        ),
      moves: (ticket) =>
        ask(
          'read what can be done with a ticket',
          async (jira) => {
            const offered = readAnswer(transitions, await jira.issues.getTransitions({ issueIdOrKey: ticketKey.parse(ticket) }));
            return offered.transitions.map(({ id, to }) => ({ id, ...stateOf(to) }));
          },
          permission('Browse Projects'),
        ),
      move: async (ticket, move) => {
        const transition = { issueIdOrKey: ticketKey.parse(ticket), transition: { id: move } };
        await ask('move a ticket', (jira) => jira.issues.doTransition(transition), change('Transition Issues'));
      },
    };
  },
  ourselves: async (jira) => {
    const { id, email } = await jira.whoAmI();
    return email === undefined ? [id] : [id, email];
  },
  probe: async (jira) => `${jira.site}, project ${jira.project}, as ${(await jira.whoAmI()).name}`,
});

/** Stands inside JQL, so it is nothing but a word. */
const ticketLabel = z.string().regex(/^[\w.-]{1,255}$/);

function stateOf({ name, statusCategory }: { readonly name: string; readonly statusCategory: { readonly key: string } }): TicketState {
  return { name, done: statusCategory.key === finished };
}
