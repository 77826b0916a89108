import type { S3, S3ServiceException } from '@aws-sdk/client-s3';
import type { STS } from '@aws-sdk/client-sts';
import { claimCheck } from '../../kit/claim.ts';
import type { RunCall } from '../../kit/define.ts';
import { readAnswer, unlessMissing, VendorRefusal, vendorUrl } from '../../kit/http.ts';
import { defineClient, z } from '../../kit/index.ts';
import { once } from '../../kit/once.ts';

/** The four switches by which S3 keeps a bucket from being public, whatever its policy and its access lists say. */
export const publicAccessBlock = z.strictObject({
  blockPublicAcls: z.boolean(),
  ignorePublicAcls: z.boolean(),
  blockPublicPolicy: z.boolean(),
  restrictPublicBuckets: z.boolean(),
});
export type PublicAccessBlock = z.infer<typeof publicAccessBlock>;

/** S3 leaves out a switch that was never set; it then counts as off. */
const configuration = z
  .object({
    BlockPublicAcls: z.boolean().default(false),
    IgnorePublicAcls: z.boolean().default(false),
    BlockPublicPolicy: z.boolean().default(false),
    RestrictPublicBuckets: z.boolean().default(false),
  })
  .transform((s3) => ({
    blockPublicAcls: s3.BlockPublicAcls,
    ignorePublicAcls: s3.IgnorePublicAcls,
    blockPublicPolicy: s3.BlockPublicPolicy,
    restrictPublicBuckets: s3.RestrictPublicBuckets,
  }));

/** S3 as Firebreak uses it, and who Firebreak is to AWS. */
export interface AwsClient {
  /** The region that requests are signed for. */
  readonly region: string;
  /** Region of a bucket that our credentials may use; undefined when there is none of this name. */
  bucketRegion(bucket: string): Promise<string | undefined>;
  /** S3's own name for the account that the credentials belong to (its canonical user id). */
  accountId(): Promise<string>;
  /** Every name that AWS has for whoever our credentials stand for: a user, or a role and its session. */
  ourNames(): Promise<readonly string[]>;
  /** The bucket's switches; null when it has no such configuration, which is not the same as four times off. */
  publicAccessBlock(bucket: string): Promise<PublicAccessBlock | null>;
  /** Sets all four at once. Safe to repeat. */
  setPublicAccessBlock(bucket: string, to: PublicAccessBlock): Promise<void>;
  /** Takes the configuration away altogether. Safe to repeat. */
  removePublicAccessBlock(bucket: string): Promise<void>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    aws: AwsClient;
  }
}

const settings = z.object({
  AWS_REGION: z.string().min(1).describe('Region of the account, such as eu-central-1'),
  AWS_ENDPOINT_URL: vendorUrl.optional().describe('Another address than that of AWS, as the AWS SDK reads it'),
  AWS_ENDPOINT_URL_STS: vendorUrl.optional().describe('The same for STS alone, which says who the credentials stand for'),
  AWS_ACCESS_KEY_ID: z
    .string()
    .optional()
    .describe('Left out, credentials are found as the AWS SDK finds them: profile, web identity, container, instance'),
  AWS_SECRET_ACCESS_KEY: z.string().optional().describe('The secret of AWS_ACCESS_KEY_ID'),
  AWS_SESSION_TOKEN: z.string().optional().describe('Only with temporary credentials'),
});

/** Without a key in the settings, credentials are found as the SDK finds them: profile, web identity, container, instance. */
function credentialsOf({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: z.infer<typeof settings>) {
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) return {};
  const session = AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN };
  return { credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, ...session } };
}

const caller = z.object({ Arn: z.string().startsWith('arn:'), UserId: z.string().min(1) });

/** The ARN and id as they stand, a user's or a role's own name, and the role behind a session. */
function namesOf({ Arn, UserId }: z.infer<typeof caller>): readonly string[] {
  const [, partition = 'aws', , , account = '', resource = ''] = Arn.split(':');
  const [kind, ...path] = resource.split('/');
  const name = kind === 'assumed-role' ? path[0] : path.at(-1);
  const role = kind === 'assumed-role' ? [`arn:${partition}:iam::${account}:role/${name}`] : [];
  return [Arn, ...role, UserId.split(':')[0] ?? UserId, ...(name === undefined ? [] : [name])];
}

/** What S3 answered, told apart from what never reached it. By its marks, as the SDK itself does it: its class would have to be there from the start. */
function isAnswer(error: unknown): error is S3ServiceException {
  return error instanceof Error && '$fault' in error && '$metadata' in error;
}

/** "There is no such configuration", told apart from "there is no such bucket", which S3 answers with the same status. */
function isUnset(error: unknown): boolean {
  return isAnswer(error) && error.name === 'NoSuchPublicAccessBlockConfiguration';
}

/** Says in our words that S3 answered no. What is not an answer goes on as it is. */
function refused(error: unknown): never {
  if (error instanceof Error && error.name === 'CredentialsProviderError') throw new VendorRefusal(401, 'no credentials were found');
  if (!isAnswer(error) || error.$metadata.httpStatusCode === undefined) throw error;
  throw new VendorRefusal(error.$metadata.httpStatusCode, `${error.name}: ${error.message}`);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export default defineClient({
  id: 'aws',
  title: 'AWS S3',
  settings,
  credential: 'AWS_ACCESS_KEY_ID',
  connect: (given, run): AwsClient => {
    const client = once(async () => {
      const { S3 } = await import('@aws-sdk/client-s3');
      const s3 = new S3({
        region: given.AWS_REGION,
        maxAttempts: 1,
        // A bucket may live in another region: S3 then names it and the request is signed anew for there. No credential travels with a signature.
        ...(given.AWS_ENDPOINT_URL === undefined ? { followRegionRedirects: true } : { endpoint: given.AWS_ENDPOINT_URL, forcePathStyle: true }),
        ...credentialsOf(given),
      });
      // The SDK has a transport of its own, so it asks here what kit/http.ts asks for the others: as late as it lets us.
      s3.middlewareStack.add(
        (next) => (request) => {
          claimCheck().leads();
          return next(request);
        },
        { step: 'deserialize', priority: 'low' },
      );
      return s3;
    });
    const identities = once(async () => {
      const { STS } = await import('@aws-sdk/client-sts');
      const endpoint = given.AWS_ENDPOINT_URL_STS ?? given.AWS_ENDPOINT_URL;
      return new STS({ region: given.AWS_REGION, maxAttempts: 1, ...(endpoint !== undefined && { endpoint }), ...credentialsOf(given) });
    });
    const ask = async <Result>(
      operation: string,
      call: (s3: S3, options: { readonly abortSignal: AbortSignal }) => Promise<Result>,
      how: Parameters<RunCall>[2],
    ) => {
      const s3 = await client();
      return run(operation, (abortSignal) => call(s3, { abortSignal }), how);
    };
    const mayWrite = { changes: true, needs: 's3:PutBucketPublicAccessBlock on the bucket' };

    return {
      region: given.AWS_REGION,
      bucketRegion: (bucket) =>
        ask(
          'look up a bucket',
          async (s3, options) => {
            const head = await unlessMissing(s3.headBucket({ Bucket: bucket }, options).catch(refused));
            return head && (head.BucketRegion ?? given.AWS_REGION);
          },
          { needs: 's3:ListBucket on the bucket' },
        ),
      accountId: () =>
        ask(
          'ask whose account this is',
          async (s3, options) => {
            const { Owner } = await s3.listBuckets({ MaxBuckets: 1 }, options).catch(refused);
            return readAnswer(z.string().min(1), Owner?.ID);
          },
          { needs: 's3:ListAllMyBuckets' },
        ),
      ourNames: async () => {
        const sts: STS = await identities();
        // Every credential may ask this: no policy can forbid it.
        const said = await run('ask who we are', (abortSignal) => sts.getCallerIdentity({}, { abortSignal }).catch(refused));
        const key = given.AWS_ACCESS_KEY_ID;
        return [...namesOf(readAnswer(caller, said)), ...(key === undefined ? [] : [key])];
      },
      publicAccessBlock: (bucket) =>
        ask(
          "read a bucket's public access block",
          async (s3, options) => {
            const found = await s3.getPublicAccessBlock({ Bucket: bucket }, options).catch((error) => (isUnset(error) ? null : refused(error)));
            return found && readAnswer(configuration, found.PublicAccessBlockConfiguration);
          },
          { needs: 's3:GetBucketPublicAccessBlock on the bucket' },
        ),
      setPublicAccessBlock: async (bucket, to) => {
        const PublicAccessBlockConfiguration = {
          BlockPublicAcls: to.blockPublicAcls,
          IgnorePublicAcls: to.ignorePublicAcls,
          BlockPublicPolicy: to.blockPublicPolicy,
          RestrictPublicBuckets: to.restrictPublicBuckets,
        };
        const block = { Bucket: bucket, PublicAccessBlockConfiguration };
        await ask("set a bucket's public access block", (s3, options) => s3.putPublicAccessBlock(block, options).catch(refused), mayWrite);
      },
      removePublicAccessBlock: async (bucket) => {
        await ask(
          "remove a bucket's public access block",
          (s3, options) => s3.deletePublicAccessBlock({ Bucket: bucket }, options).catch(refused),
          mayWrite,
        );
      },
    };
  },
  ourselves: (aws) => aws.ourNames(),
  probe: async (aws) => `region ${aws.region}, account ${await aws.accountId()}`,
});
