/** The switches of S3's Block Public Access, in the order of Amazon's schema. */
export const publicAccessSwitches = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
export type PublicAccessBlock = Readonly<Record<(typeof publicAccessSwitches)[number], boolean>>;

interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: '*' | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: object;
}

export interface Bucket {
  readonly name: string;
  readonly created: string;
  /** Null: never configured, which is not the same as all off. */
  publicAccessBlock: PublicAccessBlock | null;
  readonly policy: { readonly Version: string; readonly Statement: readonly PolicyStatement[] } | null;
  readonly tags: Readonly<Record<string, string>>;
}

export interface AwsState {
  buckets: Bucket[];
}

const everybodyReads = (resource: string) => ({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'EverybodyReads', Effect: 'Allow' as const, Principal: '*' as const, Action: 's3:GetObject', Resource: `arn:aws:s3:::${resource}` },
  ],
});

const all = (on: boolean): PublicAccessBlock => ({ BlockPublicAcls: on, IgnorePublicAcls: on, BlockPublicPolicy: on, RestrictPublicBuckets: on });

/**
 * Four buckets. `acme-payroll` has one switch on and three off, and a policy that opens its exports: an undo that restores
 * anything but exactly that is wrong. `acme-archive` has no configuration at all.
 */
export function seedAws(): AwsState {
  return {
    buckets: [
      {
        name: 'acme-payroll',
        created: '2022-05-11T09:30:00.000Z',
        publicAccessBlock: { ...all(false), BlockPublicAcls: true },
        policy: everybodyReads('acme-payroll/exports/*'),
        tags: { data: 'restricted', owner: 'finance' },
      },
      {
        name: 'acme-website',
        created: '2021-01-20T10:00:00.000Z',
        publicAccessBlock: all(false),
        policy: everybodyReads('acme-website/*'),
        tags: { data: 'public', owner: 'marketing' },
      },
      {
        name: 'acme-logs',
        created: '2021-03-02T08:15:00.000Z',
        publicAccessBlock: all(true),
        policy: null,
        tags: { data: 'internal', owner: 'platform' },
      },
      { name: 'acme-archive', created: '2019-11-05T13:00:00.000Z', publicAccessBlock: null, policy: null, tags: {} },
    ],
  };
}
