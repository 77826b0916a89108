import type { RecordCommit } from './github-record.ts';

export interface GithubPull {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly branch: string;
  readonly createdAt: string;
  readonly mergedAt: string | null;
  readonly files: readonly { readonly filename: string; readonly additions: number; readonly deletions: number }[];
}

export interface GithubState {
  readonly files: Readonly<Record<string, string>>;
  readonly pulls: readonly GithubPull[];
  readonly commits: readonly {
    readonly sha: string;
    readonly author: string;
    readonly email: string;
    readonly message: string;
    readonly at: string;
    readonly files: readonly string[];
  }[];
  alerts: {
    readonly number: number;
    state: 'open' | 'resolved';
    resolution: string | null;
    readonly secretType: string;
    readonly display: string;
    readonly createdAt: string;
    readonly path: string;
  }[];
  record?: RecordCommit[];
}

export const githubRepo = { id: 700_100_200, owner: 'acme', name: 'payroll' } as const;

/** Logins with the ids that GitHub gives them. */
export const githubUsers: Readonly<Record<string, number>> = { 'alex-kim-acme': 5_100_001, 'sam-ortega': 5_100_002, 'firebreak-bot': 5_100_003 };

const codeowners = `# Who has to look at a change
*               @acme/platform
/exports/       @alex-kim-acme @acme/payroll-admins
/infra/s3/      @sam-ortega
/.github/       @acme/security
`;

/** A payroll service: Sam opened the exports to the world two hours before the story, and it was merged. */
export function seedGithub(now: Date): GithubState {
  const ago = (minutes: number) => `${new Date(now.getTime() - minutes * 60_000).toISOString().slice(0, 19)}Z`;
  return {
    files: { '.github/CODEOWNERS': codeowners, 'README.md': '# Payroll\n\nExports salaries every month.\n' },
    pulls: [
      {
        number: 412,
        title: 'Let the partner portal read payroll exports',
        body: 'The portal cannot sign requests yet.',
        author: 'sam-ortega',
        branch: 'open-exports',
        createdAt: ago(260),
        mergedAt: ago(125),
        files: [{ filename: 'infra/s3/acme-payroll.tf', additions: 9, deletions: 4 }],
      },
      {
        number: 413,
        title: 'Round salaries to cents',
        body: '',
        author: 'alex-kim-acme',
        branch: 'round-cents',
        createdAt: ago(180),
        mergedAt: null,
        files: [{ filename: 'exports/salary.py', additions: 3, deletions: 3 }],
      },
    ],
    commits: [
      {
        sha: '9f2c1d7be04a5c6e8a1f3b5d7092c4e6f8a0b1c2',
        author: 'sam-ortega',
        email: 'sam@acme.example',
        message: 'Let the partner portal read payroll exports (#412)',
        at: ago(125),
        files: ['infra/s3/acme-payroll.tf'],
      },
      {
        sha: '4b7a90c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7',
        author: 'alex-kim-acme',
        email: 'alex@acme.example',
        message: 'Use the new tax table',
        at: ago(3 * 1440),
        files: ['exports/salary.py'],
      },
    ],
    alerts: [
      {
        number: 7,
        state: 'open',
        resolution: null,
        secretType: 'amazon_aws_access_key_id',
        display: 'Amazon AWS Access Key ID',
        createdAt: ago(30),
        path: 'exports/settings.example.py',
      },
    ],
  };
}
