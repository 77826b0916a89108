/**
 * What the practice systems accept. They are printed at start, listen on loopback only and open nothing else;
 * each is shaped like the vendor's own, so that a token of the wrong kind is noticed.
 */
export const credentials = {
  okta: { token: '00practice-okta-token-0123456789abcdefghijk' },
  aws: {
    accessKeyId: 'AKIAPRACTICE00000001',
    secretAccessKey: 'practice/secret/access/key/0123456789abc',
    region: 'eu-central-1',
    account: '111122223333',
    user: 'firebreak',
    userId: 'AIDAPRACTICE000000001',
    canonicalUser: '75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a',
  },
  cloudflare: { token: 'practice-cloudflare-token-0123456789abcdef', account: '0a1b2c3d4e5f60718293a4b5c6d7e8f9' },
  jira: { email: 'firebreak@acme.example', token: 'practice-jira-token-0123456789', project: 'SEC' },
  github: {
    token: 'ghp_practice0123456789abcdefghijklmnopqr',
    repo: 'acme/payroll',
    recordToken: 'github_pat_practice0record0123456789abcdef',
    recordRepo: 'acme/security-record',
  },
  abuseipdb: { key: 'practice0abuseipdb0key0123456789abcdef' },
  pagerduty: { key: 'practice0pagerduty0routing0key00' },
  mail: { user: 'firebreak', password: 'practice-mail-password-0123456789' },
  webhook: { secret: 'practice-webhook-secret-0123456789abcdef' },
  heartbeat: { check: 'practice-heartbeat-0123456789' },
} as const;
