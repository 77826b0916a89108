import { ConnectorError, defineAction, z } from '../../kit/index.ts';
import { publicAccessBlock } from '../clients/aws.ts';

/** `null` inside: the bucket has no such configuration at all, which S3 tells apart from four switches that are off. */
const before = z.strictObject({ publicAccessBlock: publicAccessBlock.nullable() });

const closed = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };

export default defineAction({
  id: 'aws-block-public-bucket',
  title: 'Block public access to an S3 bucket',
  verb: 'block public access to',
  actsOn: 'cloud-resource',
  params: z.strictObject({}),
  before,
  uses: ['aws'],
  repeat: 'set-state',

  risk: ({ id, label }, { team }) => {
    const asset = team.assetOf(id) ?? team.assetOf(label);
    const meantForAll = asset?.data === 'public';
    const matters = asset?.criticality === 'high' || asset?.criticality === 'critical';
    const known = asset === undefined ? 'assets.yml does not know it' : `${asset.criticality} criticality, ${asset.data} data`;
    const hit = meantForAll
      ? 'It is meant to be public: everybody who reads it now, such as visitors of a website, loses access.'
      : 'Whoever reads it without signing in loses access; whoever signs in does not.';
    return { tier: matters || meantForAll ? 2 : 1, reversible: true, blastRadius: `1 bucket (${known}). ${hit}` };
  },
  describe: ({ label }) =>
    `S3 refuses everybody who is not signed in to ${label}, whatever its policy and access lists say. Nothing is deleted and no policy is changed.`,

  check: async (target, { clients }) => {
    const bucket = bucketIn(target.value);
    if (bucket === undefined)
      throw new ConnectorError('aws', 'This resource is not an S3 bucket, so its public access cannot be blocked here.', {
        retryable: false,
        next: 'Give the bucket as arn:aws:s3:::name.',
      });
    const region = await clients.aws.bucketRegion(bucket);
    if (region === undefined)
      throw new ConnectorError('aws', 'S3 has no bucket of this name in our account. Nothing was changed.', {
        status: 404,
        retryable: false,
        next: 'Check the name, and whether the bucket belongs to another account.',
      });
    return { id: `arn:aws:s3:::${bucket}`, label: bucket, account: await clients.aws.accountId() };
  },
  snapshot: async ({ label }, _params, { clients }) => ({ publicAccessBlock: await clients.aws.publicAccessBlock(label) }),
  run: async ({ resolved }, { clients }) => {
    await clients.aws.setPublicAccessBlock(resolved.label, closed);
    return `All four public access switches of ${resolved.label} are on: only those who sign in can read it.`;
  },
  observe: async ({ resolved }, { clients }) => {
    const now = await clients.aws.publicAccessBlock(resolved.label);
    return now !== null && Object.values(now).every(Boolean) ? 'applied' : 'not-applied';
  },
  undo: {
    leaseHours: 72,
    atLeaseEnd: 'ask',
    how: 'The four switches are set back to exactly what they were; a bucket that had no such configuration has none again.',
    restore: async ({ resolved, before: { publicAccessBlock: was } }, { clients }) => {
      if (was === null) {
        await clients.aws.removePublicAccessBlock(resolved.label);
        return `${resolved.label} has no public access block, as before.`;
      }
      await clients.aws.setPublicAccessBlock(resolved.label, was);
      const on = Object.entries(was).flatMap(([name, value]) => (value ? [name] : []));
      return `The public access switches of ${resolved.label} are as before: ${on.length === 0 ? 'all off' : `${on.join(', ')} on, the others off`}.`;
    },
  },
  examples: [
    {
      name: 'a bucket with one switch on',
      target: { kind: 'cloud-resource', value: 'arn:aws:s3:::acme-payroll', role: 'target' },
      params: {},
    },
    {
      name: 'a bucket that has no configuration',
      target: { kind: 'cloud-resource', value: 'arn:aws:s3:::acme-archive/backups/2025.tar', role: 'target' },
      params: {},
    },
  ],
});

/** The bucket's name in an ARN, with or without a key behind it, or standing by itself. Naming rules: docs.aws.amazon.com, "General purpose bucket naming rules". */
function bucketIn(value: string): string | undefined {
  return /^(?:arn:aws[\w-]*:s3:::)?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/.*)?$/s.exec(value)?.[1];
}
