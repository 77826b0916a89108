/** Atlassian Document Format: rich text as a tree. */
export interface Adf {
  readonly type: string;
  readonly version?: number | undefined;
  readonly text?: string | undefined;
  readonly content?: readonly Adf[] | undefined;
  readonly [more: string]: unknown;
}

export interface JiraComment {
  readonly id: string;
  readonly body: Adf;
  readonly created: string;
  readonly updated: string;
  readonly properties: readonly { readonly key: string; readonly value: unknown }[];
}

export interface JiraRemoteLink {
  readonly id: number;
  readonly globalId: string | null;
  readonly relationship: string | null;
  readonly object: Readonly<Record<string, unknown>>;
}

export interface JiraIssue {
  readonly id: string;
  readonly key: string;
  readonly created: string;
  updated: string;
  /** From when searches find it. */
  readonly searchableFrom: string;
  summary: string;
  description: Adf | null;
  labels: string[];
  readonly issueType: string;
  priority: string;
  status: string;
  comments: JiraComment[];
  properties: Record<string, unknown>;
  remoteLinks: JiraRemoteLink[];
  /** Keys of the issues that it is related to; left out in a state of before. */
  related?: string[];
}

export interface JiraState {
  issues: JiraIssue[];
  /** Number of the next issue, comment or link: they share one row of numbers, as nobody may rely on theirs being dense. */
  next: number;
}

export const jiraProject = { id: '10000', key: 'SEC', name: 'Security' } as const;
export const jiraAccount = { accountId: '5b10a2844c20165700ede21g', displayName: 'Firebreak', emailAddress: 'firebreak@acme.example' } as const;

export const issueTypes = [
  { id: '10001', name: 'Task', description: 'A small, distinct piece of work.' },
  { id: '10002', name: 'Incident', description: 'Something that has to be contained.' },
] as const;

export const priorities = ['Highest', 'High', 'Medium', 'Low', 'Lowest'] as const;

export interface JiraStatus {
  readonly id: string;
  readonly name: string;
  readonly category: { readonly id: number; readonly key: string; readonly name: string; readonly colorName: string };
}

const toDo = { id: 2, key: 'new', name: 'To Do', colorName: 'blue-gray' };
const inProgress = { id: 4, key: 'indeterminate', name: 'In Progress', colorName: 'yellow' };
const done = { id: 3, key: 'done', name: 'Done', colorName: 'green' };

export const statuses: readonly JiraStatus[] = [
  { id: '1', name: 'To Do', category: toDo },
  { id: '2', name: 'In Progress', category: inProgress },
  { id: '3', name: 'Contained', category: inProgress },
  { id: '4', name: 'Done', category: done },
];

/** Which transition leads where, and from where it may be taken. */
export const transitions = [
  { id: '11', name: 'Start work', from: ['To Do'], to: 'In Progress' },
  { id: '21', name: 'Contain', from: ['To Do', 'In Progress'], to: 'Contained' },
  { id: '31', name: 'Done', from: ['To Do', 'In Progress', 'Contained'], to: 'Done' },
  { id: '41', name: 'Reopen', from: ['Done'], to: 'In Progress' },
] as const;

/** A project with one old ticket, so that a search for everything does not find only ours. */
export function seedJira(now: Date): JiraState {
  const created = new Date(now.getTime() - 9 * 86_400_000).toISOString();
  return {
    issues: [
      {
        id: '10100',
        key: 'SEC-1',
        created,
        updated: created,
        searchableFrom: created,
        summary: 'Review who may read the payroll exports',
        description: { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Asked for by the last audit.' }] }] },
        labels: ['audit'],
        issueType: 'Task',
        priority: 'Medium',
        status: 'To Do',
        comments: [],
        properties: {},
        remoteLinks: [],
      },
    ],
    next: 2,
  };
}
