import { type JiraIssue, jiraProject, statuses } from './jira-seed.ts';

const word = String.raw`"(?:[^"\\]|\\.)*"|'[^']*'|[\w.*@:/+-]+`;
const clause = new RegExp(
  String.raw`^\s*([\w.]+(?:\[[\w.-]+\])?(?:\.[\w.]+)?)\s*(=|!=|~|>=|<=|>|<|(?:not\s+)?in)\s*(${word}|\((?:\s*(?:${word})\s*,?)+\))\s*$`,
  'i',
);

/** A query as a test of one issue, or the sentence by which Jira refuses it. */
export type Jql = { readonly fits: (issue: JiraIssue, now: Date) => boolean; readonly newestFirst: boolean } | { readonly problem: string };

/**
 * Reads the part of JQL that is needed here: clauses joined by AND, on project, key, labels, status, statusCategory, issuetype, priority,
 * summary, text, created and issue properties; an ORDER BY on created or key.
 */
export function readJql(jql: string): Jql {
  const [where = '', order = ''] = jql.split(/\border\s+by\b/i);
  // The enhanced search refuses queries without any restriction.
  if (where.trim() === '') return { problem: 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.' };
  const tests: ((issue: JiraIssue, now: Date) => boolean)[] = [];
  for (const part of where.split(/\s+and\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/i)) {
    const [, field, operator, value] = clause.exec(part) ?? [];
    if (field === undefined || operator === undefined || value === undefined)
      return { problem: `Error in the JQL Query: cannot read '${part.trim()}'.` };
    const read = reader(field);
    if (!read) return { problem: `Field '${field}' does not exist or you do not have permission to view it.` };
    if (field.toLowerCase() === 'project' && !values(value).some(isOurProject)) {
      return { problem: `The value '${values(value)[0] ?? ''}' does not exist for the field 'project'.` };
    }
    tests.push((issue, now) => compare(read(issue), operator.toLowerCase().replace(/\s+/g, ' '), values(value), now));
  }
  return { fits: (issue, now) => tests.every((test) => test(issue, now)), newestFirst: /\b(created|key)\s+desc\b/i.test(order) };
}

function isOurProject(name: string): boolean {
  return [jiraProject.key, jiraProject.id, jiraProject.name].some((known) => known.toLowerCase() === name.toLowerCase());
}

/** What a field's name reads of an issue: all its values. */
function reader(field: string): ((issue: JiraIssue) => readonly string[]) | undefined {
  const property = /^issue\.property\[([\w.-]+)\](?:\.([\w.]+))?$/i.exec(field);
  if (property) return ({ properties }) => leaf(properties[property[1] ?? ''], property[2]);
  const readers: Readonly<Record<string, (issue: JiraIssue) => readonly string[]>> = {
    project: () => [jiraProject.key, jiraProject.id, jiraProject.name],
    key: ({ key }) => [key],
    issuekey: ({ key }) => [key],
    id: ({ id }) => [id],
    labels: ({ labels }) => labels,
    status: ({ status }) => [status],
    statuscategory: ({ status }) => statuses.filter(({ name }) => name === status).flatMap(({ category }) => [category.name, category.key]),
    issuetype: ({ issueType }) => [issueType],
    type: ({ issueType }) => [issueType],
    priority: ({ priority }) => [priority],
    summary: ({ summary }) => [summary],
    text: ({ summary, description, comments }) => [summary, JSON.stringify(description), JSON.stringify(comments)],
    created: ({ created }) => [created],
  };
  return readers[field.toLowerCase()];
}

function leaf(value: unknown, path: string | undefined): readonly string[] {
  let found = value;
  for (const name of path?.split('.') ?? []) {
    found = typeof found === 'object' && found !== null ? Object.entries(found).find(([key]) => key === name)?.[1] : undefined;
  }
  return typeof found === 'string' || typeof found === 'number' ? [String(found)] : [];
}

function values(text: string): readonly string[] {
  return [...text.matchAll(new RegExp(word, 'g'))].map(([one]) => one.replace(/^["']|["']$/g, '').replace(/\\(.)/g, '$1'));
}

function compare(have: readonly string[], operator: string, wanted: readonly string[], now: Date): boolean {
  const equal = have.some((value) => wanted.some((other) => other.toLowerCase() === value.toLowerCase()));
  switch (operator) {
    case '=':
    case 'in':
      return equal;
    case '!=':
    case 'not in':
      return !equal;
    case '~':
      return have.some((value) => wanted.some((other) => value.toLowerCase().includes(other.toLowerCase())));
    default: {
      const instant = instantOf(wanted[0] ?? '', now);
      return have.some((value) => (operator.startsWith('>') ? Date.parse(value) >= instant : Date.parse(value) <= instant));
    }
  }
}

/** `-7d`, `-2h`, `-30m`, or a date. */
function instantOf(text: string, now: Date): number {
  const [, amount, unit] = /^-(\d+)([mhdw])$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return Date.parse(text);
  const minutes = { m: 1, h: 60, d: 1440, w: 10_080 }[unit] ?? 0;
  return now.getTime() - Number(amount) * minutes * 60_000;
}
