import {
  type Adf,
  issueTypes,
  type JiraComment,
  type JiraIssue,
  type JiraRemoteLink,
  type JiraState,
  jiraAccount,
  jiraProject,
  statuses,
} from './jira-seed.ts';

const api = '/rest/api/3';

/** Jira writes `2026-03-14T02:11:09.000+0000`. */
export function jiraTime(iso: string): string {
  return iso.replace(/Z$/, '+0000');
}

/** The range's own user, under which everything is written. */
export function account(origin: string): object {
  return {
    self: `${origin}${api}/user?accountId=${jiraAccount.accountId}`,
    ...jiraAccount,
    accountType: 'atlassian',
    active: true,
    timeZone: 'Etc/UTC',
    locale: 'en_US',
  };
}

export function projectShape(origin: string): object {
  return {
    self: `${origin}${api}/project/${jiraProject.id}`,
    ...jiraProject,
    projectTypeKey: 'software',
    simplified: false,
    style: 'classic',
    isPrivate: false,
    properties: {},
  };
}

export function issueTypeShapes(origin: string): readonly object[] {
  return issueTypes.map((type) => ({
    self: `${origin}${api}/issuetype/${type.id}`,
    ...type,
    untranslatedName: type.name,
    subtask: false,
    hierarchyLevel: 0,
  }));
}

export function statusShape(name: string, origin: string): object | null {
  const status = statuses.find((known) => known.name === name);
  if (!status) return null;
  const { id, category } = status;
  return {
    self: `${origin}${api}/status/${id}`,
    description: '',
    name,
    id,
    statusCategory: { self: `${origin}${api}/statuscategory/${category.id}`, ...category },
  };
}

/** An issue with the wanted fields; `*all` and `*navigable` mean every one. */
export function issueShape(issue: JiraIssue, origin: string, wanted: readonly string[]): object {
  const every: Readonly<Record<string, unknown>> = {
    summary: issue.summary,
    description: issue.description,
    labels: issue.labels,
    status: statusShape(issue.status, origin),
    issuetype: issueTypeShapes(origin).find((_type, index) => issueTypes[index]?.name === issue.issueType),
    project: projectShape(origin),
    priority: { name: issue.priority },
    resolution: issue.status === 'Done' ? { name: 'Done' } : null,
    created: jiraTime(issue.created),
    updated: jiraTime(issue.updated),
    creator: account(origin),
    reporter: account(origin),
    comment: commentPage(issue, origin, { startAt: 0, maxResults: 5000, withProperties: false }),
  };
  const all = wanted.length === 0 || wanted.some((name) => name === '*all' || name === '*navigable');
  const fields = Object.fromEntries(Object.entries(every).filter(([name]) => all || wanted.includes(name)));
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog',
    id: issue.id,
    self: `${origin}${api}/issue/${issue.id}`,
    key: issue.key,
    fields,
  };
}

export function commentShape(issue: JiraIssue, comment: JiraComment, origin: string, withProperties: boolean): object {
  const { properties, created, updated, ...rest } = comment;
  return {
    self: `${origin}${api}/issue/${issue.id}/comment/${comment.id}`,
    ...rest,
    author: account(origin),
    updateAuthor: account(origin),
    created: jiraTime(created),
    updated: jiraTime(updated),
    jsdPublic: true,
    ...(withProperties ? { properties } : {}),
  };
}

export function commentPage(
  issue: JiraIssue,
  origin: string,
  { startAt, maxResults, withProperties }: { startAt: number; maxResults: number; withProperties: boolean },
): object {
  const comments = issue.comments.slice(startAt, startAt + maxResults).map((comment) => commentShape(issue, comment, origin, withProperties));
  return { self: `${origin}${api}/issue/${issue.id}/comment`, startAt, maxResults, total: issue.comments.length, comments };
}

export function remoteLinkShape(issue: JiraIssue, link: JiraRemoteLink, origin: string): object {
  const { globalId, relationship, ...rest } = link;
  return {
    ...rest,
    self: `${origin}${api}/issue/${issue.key}/remotelink/${link.id}`,
    ...(globalId === null ? {} : { globalId }),
    ...(relationship === null ? {} : { relationship }),
  };
}

/** The words of a document, one line per block. */
export function plainText(node: Adf | null): string {
  if (node === null) return '';
  if (node.type === 'text') return node.text ?? '';
  if (node.type === 'hardBreak') return '\n';
  const block = ['paragraph', 'heading', 'listItem', 'codeBlock', 'tableRow'].includes(node.type);
  return (node.content ?? []).map(plainText).join('') + (block ? '\n' : '');
}

/** The next number, used up. */
export function takeNumber(state: JiraState): number {
  const number = state.next;
  state.next += 1;
  return number;
}
