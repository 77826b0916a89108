import type { z } from 'zod';
import { credentials } from './credentials.ts';
import { changedIssue, newComment, newIssue, newIssueLink, newRemoteLink, searchBody, takenTransition } from './jira-bodies.ts';
import { readJql } from './jira-jql.ts';
import { issuePage } from './jira-page.ts';
import { issueTypes, type JiraIssue, type JiraState, jiraProject, priorities, seedJira, transitions } from './jira-seed.ts';
import {
  account,
  commentPage,
  commentShape,
  issueShape,
  issueTypeShapes,
  plainText,
  projectShape,
  remoteLinkShape,
  statusShape,
  takeNumber,
} from './jira-shapes.ts';
import { type Call, Refusal, type Reply, type Route, readJson, type StateRow, type System } from './system.ts';

const api = '/rest/api/3';
const unknownIssue = 'Issue does not exist or you do not have permission to see it.';

/** Jira's error collection: sentences about the whole, and sentences by field. */
function refusal(status: number, messages: readonly string[], errors: Readonly<Record<string, string>> = {}): Reply {
  return { status, body: { errorMessages: messages, errors } };
}

function failure(status: number): Reply {
  switch (status) {
    case 401:
      return { status, body: { message: 'Client must be authenticated to access this resource.', 'status-code': 401 } };
    case 403:
      return refusal(403, ['You do not have permission to perform this operation.']);
    case 404:
      return { status, body: { message: 'null for uri', 'status-code': 404 } };
    case 405:
      return { status, body: { message: 'HTTP 405 Method Not Allowed', 'status-code': 405 } };
    case 429:
      return { ...refusal(429, ['Rate limit exceeded.']), headers: { 'retry-after': '1', 'ratelimit-reason': 'jira-burst-based' } };
    default:
      return refusal(status, ['Internal server error']);
  }
}

function issueOf(call: Call, state: JiraState): JiraIssue {
  const named = call.param('issue').toUpperCase();
  const found = state.issues.find(({ id, key }) => id === named || key === named);
  if (found) return found;
  throw new Refusal(refusal(404, [unknownIssue]));
}

type Named = { readonly id?: string | undefined; readonly key?: string | undefined; readonly name?: string | undefined };

const isNamed = (wanted: Named, known: Named): boolean =>
  (wanted.id !== undefined && wanted.id === known.id) ||
  (wanted.key !== undefined && wanted.key === known.key) ||
  (wanted.name !== undefined && wanted.name.toLowerCase() === known.name?.toLowerCase());

function createIssue(call: Call, state: JiraState): Reply {
  const { fields, properties } = readJson(call, newIssue);
  const type = issueTypes.find((known) => isNamed(fields.issuetype, known));
  const priority = priorities.find((known) => known.toLowerCase() === fields.priority.name?.toLowerCase());
  const errors = {
    ...(isNamed(fields.project, jiraProject) ? {} : { project: 'valid project is required' }),
    ...(type ? {} : { issuetype: 'Specify a valid issue type' }),
    ...(priority ? {} : { priority: 'Priority name is not valid' }),
  };
  if (!type || !priority || Object.keys(errors).length > 0) return refusal(400, [], errors);

  const number = takeNumber(state);
  const now = call.now.toISOString();
  const issue: JiraIssue = {
    id: String(10_099 + number),
    key: `${jiraProject.key}-${number}`,
    created: now,
    updated: now,
    searchableFrom: new Date(call.now.getTime() + call.indexLagMs).toISOString(),
    summary: fields.summary,
    description: fields.description,
    labels: fields.labels,
    issueType: type.name,
    priority,
    status: 'To Do',
    comments: [],
    properties: Object.fromEntries(properties.map(({ key, value }) => [key, value])),
    remoteLinks: [],
  };
  state.issues.push(issue);
  return { status: 201, body: { id: issue.id, key: issue.key, self: `${call.origin}${api}/issue/${issue.id}` } };
}

function editIssue(call: Call, state: JiraState): Reply {
  const issue = issueOf(call, state);
  const { fields, update, properties } = readJson(call, changedIssue);
  const priority = fields.priority && priorities.find((known) => known.toLowerCase() === fields.priority?.name?.toLowerCase());
  if (fields.priority && !priority) return refusal(400, [], { priority: 'Priority name is not valid' });
  for (const { key, value } of properties) issue.properties[key] = value;
  issue.summary = fields.summary ?? issue.summary;
  issue.description = fields.description === undefined ? issue.description : fields.description;
  issue.labels = fields.labels ?? issue.labels;
  issue.priority = priority ?? issue.priority;
  for (const { add, remove } of update.labels ?? []) {
    if (add !== undefined && !issue.labels.includes(add)) issue.labels.push(add);
    if (remove !== undefined) issue.labels = issue.labels.filter((label) => label !== remove);
  }
  issue.updated = call.now.toISOString();
  return { status: 204 };
}

function searchIssues(wanted: z.output<typeof searchBody>, call: Call, state: JiraState): Reply {
  const query = readJql(wanted.jql);
  if ('problem' in query) return refusal(400, [query.problem]);
  const now = call.now.toISOString();
  const found = state.issues.filter(
    (issue) => (issue.searchableFrom <= now || wanted.reconcileIssues.includes(Number(issue.id))) && query.fits(issue, call.now),
  );
  const sorted = query.newestFirst ? found.toReversed() : found;
  const start = wanted.nextPageToken ? Number(Buffer.from(wanted.nextPageToken, 'base64url').toString()) : 0;
  if (!Number.isInteger(start)) return refusal(400, ['The provided next page token is invalid or expired.']);
  const issues = sorted.slice(start, start + wanted.maxResults);
  const end = start + issues.length;
  const more = end < sorted.length ? { nextPageToken: Buffer.from(String(end)).toString('base64url') } : {};
  // Unlike every other read, this one gives bare ids unless fields are asked for.
  const shown = issues.map((issue) => (wanted.fields.length === 0 ? { id: issue.id } : issueShape(issue, call.origin, wanted.fields)));
  return { status: 200, body: { issues: shown, ...more, isLast: end >= sorted.length } };
}

/** The query of a GET as the body of a POST. */
function searchQuery({ query }: Call): z.output<typeof searchBody> {
  const list = (name: string) => query.getAll(name).flatMap((value) => value.split(','));
  const read = searchBody.safeParse({
    jql: query.get('jql') ?? '',
    fields: list('fields'),
    maxResults: Number(query.get('maxResults') ?? 50),
    nextPageToken: query.get('nextPageToken'),
    reconcileIssues: list('reconcileIssues').map(Number),
  });
  if (read.success) return read.data;
  throw new Refusal(
    refusal(
      400,
      read.error.issues.map(({ message }) => message),
    ),
  );
}

function addComment(call: Call, state: JiraState): Reply {
  const issue = issueOf(call, state);
  const { body, properties } = readJson(call, newComment);
  const now = call.now.toISOString();
  const comment = { id: String(10_000 + takeNumber(state)), body, created: now, updated: now, properties };
  issue.comments.push(comment);
  issue.updated = now;
  return { status: 201, body: commentShape(issue, comment, call.origin, true) };
}

function listComments(call: Call, state: JiraState): Reply {
  const number = (name: string, otherwise: number) => Number(call.query.get(name) ?? otherwise);
  const page = {
    startAt: number('startAt', 0),
    maxResults: number('maxResults', 100),
    withProperties: (call.query.get('expand') ?? '').includes('properties'),
  };
  return { status: 200, body: commentPage(issueOf(call, state), call.origin, page) };
}

function possible(issue: JiraIssue) {
  return transitions.filter(({ from }) => from.some((status) => status === issue.status));
}

function listTransitions(call: Call, state: JiraState): Reply {
  const shown = possible(issueOf(call, state)).map(({ id, name, to }) => ({
    id,
    name,
    to: statusShape(to, call.origin),
    hasScreen: false,
    isGlobal: false,
    isInitial: false,
    isAvailable: true,
    isConditional: false,
    looped: false,
  }));
  return { status: 200, body: { expand: 'transitions', transitions: shown } };
}

function takeTransition(call: Call, state: JiraState): Reply {
  const issue = issueOf(call, state);
  const { id } = readJson(call, takenTransition).transition;
  const taken = possible(issue).find((transition) => transition.id === id);
  if (!taken) return refusal(400, [`Transition id '${id}' is not valid for this issue.`]);
  issue.status = taken.to;
  issue.updated = call.now.toISOString();
  return { status: 204 };
}

function setProperty(call: Call, state: JiraState): Reply {
  const { properties } = issueOf(call, state);
  const key = call.param('property');
  const known = key in properties;
  try {
    properties[key] = JSON.parse(call.body);
  } catch {
    return refusal(400, ['The property value must be valid JSON.']);
  }
  return { status: known ? 200 : 201 };
}

function getProperty(call: Call, state: JiraState): Reply {
  const key = call.param('property');
  const { properties } = issueOf(call, state);
  if (key in properties) return { status: 200, body: { key, value: properties[key] } };
  return refusal(404, [`The property ${key} does not exist.`]);
}

function putRemoteLink(call: Call, state: JiraState): Reply {
  const issue = issueOf(call, state);
  const { globalId = null, relationship = null, object } = readJson(call, newRemoteLink);
  const same = issue.remoteLinks.find((link) => globalId !== null && link.globalId === globalId);
  const link = { id: same?.id ?? 10_000 + takeNumber(state), globalId, relationship, object };
  issue.remoteLinks = [...issue.remoteLinks.filter((other) => other !== same), link];
  return { status: same ? 200 : 201, body: { id: link.id, self: `${call.origin}${api}/issue/${issue.key}/remotelink/${link.id}` } };
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-links/#api-rest-api-3-issuelink-post: a repeat answers as the first time did. */
function linkIssues(call: Call, state: JiraState): Reply {
  const { type, inwardIssue, outwardIssue } = readJson(call, newIssueLink);
  if (type.name !== 'Relates') return refusal(404, [`No issue link type with name '${type.name ?? type.id}' found.`]);
  const [one, other] = [inwardIssue, outwardIssue].map((wanted) => state.issues.find(({ id, key }) => isNamed(wanted, { id, key })));
  if (!one || !other) return refusal(404, [unknownIssue]);
  one.related = [...new Set([...(one.related ?? []), other.key])];
  other.related = [...new Set([...(other.related ?? []), one.key])];
  return { status: 201 };
}

function listRemoteLinks(call: Call, state: JiraState): Reply {
  const issue = issueOf(call, state);
  const globalId = call.query.get('globalId');
  if (globalId === null) return { status: 200, body: issue.remoteLinks.map((link) => remoteLinkShape(issue, link, call.origin)) };
  const found = issue.remoteLinks.find((link) => link.globalId === globalId);
  return found
    ? { status: 200, body: remoteLinkShape(issue, found, call.origin) }
    : refusal(404, [`The remote link with globalId '${globalId}' does not exist.`]);
}

function serverInfo({ origin, now }: Call): Reply {
  const body = {
    baseUrl: origin,
    displayUrl: origin,
    version: '1001.0.0-SNAPSHOT',
    versionNumbers: [1001, 0, 0],
    deploymentType: 'Cloud',
    buildNumber: 100_285,
    serverTime: now.toISOString().replace('Z', '+0000'),
    serverTitle: 'Jira (practice)',
  };
  return { status: 200, body };
}

function ofProject(call: Call, body: () => object): Reply {
  const named = call.param('project');
  if (named === jiraProject.key || named === jiraProject.id) return { status: 200, body: body() };
  return refusal(404, [`No project could be found with key '${named}'.`]);
}

const routes: readonly Route<JiraState>[] = [
  { method: 'GET', path: `${api}/serverInfo`, handle: serverInfo },
  { method: 'GET', path: `${api}/myself`, handle: ({ origin }) => ({ status: 200, body: account(origin) }) },
  {
    method: 'GET',
    path: `${api}/project/:project`,
    handle: (call) => ofProject(call, () => ({ ...projectShape(call.origin), lead: account(call.origin), issueTypes: issueTypeShapes(call.origin) })),
  },
  {
    method: 'GET',
    path: `${api}/issue/createmeta/:project/issuetypes`,
    handle: (call) => ofProject(call, () => ({ startAt: 0, maxResults: 50, total: issueTypes.length, issueTypes: issueTypeShapes(call.origin) })),
  },
  { method: 'GET', path: `${api}/search/jql`, handle: (call, state) => searchIssues(searchQuery(call), call, state) },
  { method: 'POST', path: `${api}/search/jql`, handle: (call, state) => searchIssues(readJson(call, searchBody), call, state) },
  { method: 'POST', path: `${api}/issue`, handle: createIssue },
  {
    method: 'GET',
    path: `${api}/issue/:issue`,
    handle(call, state) {
      const wanted = call.query.getAll('fields').flatMap((value) => value.split(','));
      return { status: 200, body: issueShape(issueOf(call, state), call.origin, wanted) };
    },
  },
  { method: 'PUT', path: `${api}/issue/:issue`, handle: editIssue },
  { method: 'GET', path: `${api}/issue/:issue/comment`, handle: listComments },
  { method: 'POST', path: `${api}/issue/:issue/comment`, handle: addComment },
  { method: 'GET', path: `${api}/issue/:issue/transitions`, handle: listTransitions },
  { method: 'POST', path: `${api}/issue/:issue/transitions`, handle: takeTransition },
  {
    method: 'GET',
    path: `${api}/issue/:issue/properties`,
    handle(call, state) {
      const { id, properties } = issueOf(call, state);
      const keys = Object.keys(properties).map((key) => ({ key, self: `${call.origin}${api}/issue/${id}/properties/${key}` }));
      return { status: 200, body: { keys } };
    },
  },
  { method: 'GET', path: `${api}/issue/:issue/properties/:property`, handle: getProperty },
  { method: 'PUT', path: `${api}/issue/:issue/properties/:property`, handle: setProperty },
  { method: 'GET', path: `${api}/issue/:issue/remotelink`, handle: listRemoteLinks },
  { method: 'POST', path: `${api}/issue/:issue/remotelink`, handle: putRemoteLink },
  { method: 'POST', path: `${api}/issueLink`, handle: linkIssues },
  {
    method: 'GET',
    path: '/browse/:issue',
    handle: (call, state) => ({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: issuePage(issueOf(call, state)) }),
  },
];

function row(issue: JiraIssue): StateRow {
  return {
    id: issue.key,
    label: `${issue.key} ${issue.summary}`,
    state: issue.status,
    tone: issue.status === 'Done' || issue.status === 'Contained' ? 'good' : 'neutral',
    facts: [
      ['Labels', issue.labels.join(', ') || 'none'],
      ['Description', `${plainText(issue.description).trim().split(/\s+/).filter(Boolean).length} words`],
      ['Changed', issue.updated],
      ['Comments', String(issue.comments.length)],
      ['Last comment', plainText(issue.comments.at(-1)?.body ?? null).trim() || 'none'],
      ['Linked to', issue.remoteLinks.map(({ object }) => String(object.title)).join(', ') || 'nothing'],
    ],
  };
}

const basic = `Basic ${Buffer.from(`${credentials.jira.email}:${credentials.jira.token}`).toString('base64')}`;

/** Jira Cloud's REST API v3, as far as tickets need it, with its workflow, its enhanced search and its index that may lag behind. */
export const jira: System<JiraState> = {
  id: 'jira',
  title: 'Jira',
  kind: 'tickets',
  seed: seedJira,
  routes,
  authorize: ({ headers, path }) => (path.startsWith('/browse/') || headers.authorization === basic ? undefined : failure(401)),
  failure,
  invalid(problems) {
    const byField = problems
      .filter(({ path }) => path.length > 0)
      .map(({ path, message }) => [path[0] === 'fields' ? (path[1] ?? 'fields') : path[0], message]);
    const whole = problems.filter(({ path }) => path.length === 0).map(({ message }) => message);
    return refusal(400, whole, Object.fromEntries(byField));
  },
  rows: ({ issues }) => issues.map(row),
};
