import type { AlertInput } from '../kit/index.ts';

/** What happened at GitHub, in our words. With `severity` it is an alert by itself; without, an audit event that correlation looks at. */
export interface GitHubMeaning {
  readonly activity: NonNullable<AlertInput['activity']>;
  /** As a sentence without the place: `A repository was made public`. */
  readonly says: string;
  /** 0–100. */
  readonly severity?: number;
  readonly attacks?: readonly string[];
}

/** By event and action, as the header `X-GitHub-Event` and the payload name them. https://docs.github.com/en/webhooks/webhook-events-and-payloads */
const meanings: Readonly<Record<string, GitHubMeaning>> = {
  'repository.publicized': { activity: 'policy-change', says: 'A repository was made public', severity: 75, attacks: ['T1567.001'] },
  'repository.created': { activity: 'create', says: 'A repository was created' },
  'repository.deleted': { activity: 'delete', says: 'A repository was deleted', attacks: ['T1485'] },
  'repository.transferred': { activity: 'update', says: 'A repository was given to another owner', attacks: ['T1537'] },
  'deploy_key.created': { activity: 'create', says: 'A deploy key was added', attacks: ['T1098.004'] },
  'deploy_key.deleted': { activity: 'delete', says: 'A deploy key was removed' },
  'member.added': { activity: 'policy-change', says: 'Somebody was given access to a repository', attacks: ['T1098'] },
  'member.edited': { activity: 'policy-change', says: 'Somebody’s access to a repository was changed', attacks: ['T1098'] },
  'member.removed': { activity: 'policy-change', says: 'Somebody’s access to a repository was taken away' },
  'membership.added': { activity: 'policy-change', says: 'Somebody joined a team', attacks: ['T1098'] },
  'membership.removed': { activity: 'policy-change', says: 'Somebody left a team' },
  'organization.member_added': { activity: 'create', says: 'Somebody joined the organization', attacks: ['T1136.003'] },
  'organization.member_removed': { activity: 'delete', says: 'Somebody left the organization' },
  'meta.deleted': { activity: 'delete', says: 'A webhook was removed', severity: 60, attacks: ['T1562.008'] },
  'installation.created': { activity: 'create', says: 'An app was installed' },
  'installation.deleted': { activity: 'delete', says: 'An app was removed' },
  'branch_protection_rule.deleted': {
    activity: 'policy-change',
    says: 'The protection of a branch was removed',
    severity: 50,
    attacks: ['T1562.001'],
  },
  'branch_protection_rule.edited': { activity: 'policy-change', says: 'The protection of a branch was changed' },
};

/** What an event with this action means; undefined for the many that concern no security. */
export function meaningOfEvent(event: string, action: string): GitHubMeaning | undefined {
  const name = `${event}.${action}`;
  return Object.hasOwn(meanings, name) ? meanings[name] : undefined;
}
