import { createHash, randomUUID } from 'node:crypto';
import { credentials } from './credentials.ts';
import { type AwsState, type Bucket, type PublicAccessBlock, publicAccessSwitches, seedAws } from './s3-seed.ts';
import { signatureProblem } from './sigv4.ts';
import { type Call, Refusal, type Reply, type Route, type StateRow, type System } from './system.ts';

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

const errors: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['InvalidRequest', 'The request is not valid.'],
  401: ['AccessDenied', 'Access Denied'],
  403: ['AccessDenied', 'Access Denied'],
  404: ['NoSuchBucket', 'The specified bucket does not exist'],
  405: ['MethodNotAllowed', 'The specified method is not allowed against this resource.'],
  429: ['SlowDown', 'Please reduce your request rate.'],
  500: ['InternalError', 'We encountered an internal error. Please try again.'],
  503: ['SlowDown', 'Please reduce your request rate.'],
};

const xml = (body: string, status = 200): Reply => ({ status, headers: { 'content-type': 'application/xml' }, body: declaration + body });

function failure(status: number, words = errors[status] ?? errors[500] ?? ['InternalError', ''], bucket?: string): Reply {
  const [code, message] = words;
  const named = bucket === undefined ? '' : `<BucketName>${text(bucket)}</BucketName>`;
  return xml(
    `<Error><Code>${code}</Code><Message>${text(message)}</Message>${named}<RequestId>${requestId()}</RequestId><HostId>practice</HostId></Error>`,
    status,
  );
}

function requestId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase();
}

function text(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function bucketOf(call: Call, state: AwsState): Bucket {
  const name = call.param('bucket');
  const found = state.buckets.find((bucket) => bucket.name === name);
  if (found) return found;
  throw new Refusal(failure(404, ['NoSuchBucket', 'The specified bucket does not exist'], name));
}

function getPublicAccessBlock(call: Call, state: AwsState): Reply {
  const { name, publicAccessBlock } = bucketOf(call, state);
  if (!publicAccessBlock) {
    return failure(404, ['NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'], name);
  }
  const switches = publicAccessSwitches.map((key) => `<${key}>${publicAccessBlock[key]}</${key}>`).join('');
  return xml(`<PublicAccessBlockConfiguration xmlns="${namespace}">${switches}</PublicAccessBlockConfiguration>`);
}

function putPublicAccessBlock(call: Call, state: AwsState): Reply {
  const bucket = bucketOf(call, state);
  const broken = checksumProblem(call);
  if (broken) return broken;
  const wanted = readPublicAccessBlock(call.body);
  if (!wanted) return failure(400, ['MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema']);
  bucket.publicAccessBlock = wanted;
  return { status: 200 };
}

/** The one operation of STS that is served here: SDKs are given one address for both. */
function getCallerIdentity(call: Call): Reply {
  const form = new URLSearchParams(call.body);
  if (form.get('Action') !== 'GetCallerIdentity' || form.get('Version') !== '2011-06-15') return failure(400);
  const { account, user, userId } = credentials.aws;
  return xml(
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/${user}</Arn><UserId>${userId}</UserId><Account>${account}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  );
}

/** S3 asks for a checksum of this body; Content-MD5 or any of the newer ones does. */
function checksumProblem({ headers, body }: Call): Reply | undefined {
  const md5 = headers['content-md5'];
  if (md5 !== undefined) {
    const right = createHash('md5').update(body).digest('base64') === md5;
    return right ? undefined : failure(400, ['BadDigest', 'The Content-MD5 you specified did not match what we received.']);
  }
  const given = Object.keys(headers).some((name) => name.startsWith('x-amz-checksum-'));
  return given ? undefined : failure(400, ['InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*']);
}

/** The four switches; what is left out is false. Undefined: this is not such a document. */
function readPublicAccessBlock(body: string): PublicAccessBlock | undefined {
  const inside = /^\s*(?:<\?xml[^>]*\?>\s*)?<PublicAccessBlockConfiguration(?:\s[^>]*)?>([\s\S]*)<\/PublicAccessBlockConfiguration>\s*$/.exec(
    body,
  )?.[1];
  if (inside === undefined) return undefined;
  const wanted: Record<string, boolean> = {};
  const rest = inside.replace(/<(\w+)>(true|false)<\/\1>/gi, (_whole, key: string, value: string) => {
    wanted[key] = value.toLowerCase() === 'true';
    return '';
  });
  const known: readonly string[] = publicAccessSwitches;
  if (rest.trim() !== '' || Object.keys(wanted).some((key) => !known.includes(key))) return undefined;
  const [acls, ignore, policy, restrict] = publicAccessSwitches.map((key) => wanted[key] ?? false);
  return {
    BlockPublicAcls: acls === true,
    IgnorePublicAcls: ignore === true,
    BlockPublicPolicy: policy === true,
    RestrictPublicBuckets: restrict === true,
  };
}

/** Whether the policy lets everybody in: an Allow for every principal without a condition (AWS, "The meaning of public"). */
function hasPublicPolicy({ policy }: Bucket): boolean {
  return policy?.Statement.some(({ Effect, Principal, Condition }) => Effect === 'Allow' && Principal === '*' && Condition === undefined) ?? false;
}

function policyOf(call: Call, state: AwsState): Bucket & { policy: NonNullable<Bucket['policy']> } {
  const bucket = bucketOf(call, state);
  if (bucket.policy) return { ...bucket, policy: bucket.policy };
  throw new Refusal(failure(404, ['NoSuchBucketPolicy', 'The bucket policy does not exist'], bucket.name));
}

const routes: readonly Route<AwsState>[] = [
  {
    method: 'GET',
    path: '/',
    handle({ query }, { buckets }) {
      const most = Number(query.get('max-buckets') ?? 10_000);
      const list = buckets
        .slice(0, most)
        .map(({ name, created }) => `<Bucket><Name>${name}</Name><CreationDate>${created}</CreationDate></Bucket>`)
        .join('');
      const owner = `<Owner><ID>${credentials.aws.canonicalUser}</ID><DisplayName>acme</DisplayName></Owner>`;
      return xml(`<ListAllMyBucketsResult xmlns="${namespace}">${owner}<Buckets>${list}</Buckets></ListAllMyBucketsResult>`);
    },
  },
  { method: 'POST', path: '/', reads: true, handle: getCallerIdentity },
  { method: 'GET', path: '/:bucket?publicAccessBlock', handle: getPublicAccessBlock },
  { method: 'PUT', path: '/:bucket?publicAccessBlock', handle: putPublicAccessBlock },
  {
    method: 'DELETE',
    path: '/:bucket?publicAccessBlock',
    handle(call, state) {
      bucketOf(call, state).publicAccessBlock = null;
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    path: '/:bucket?policyStatus',
    handle: (call, state) => xml(`<PolicyStatus xmlns="${namespace}"><IsPublic>${hasPublicPolicy(policyOf(call, state))}</IsPublic></PolicyStatus>`),
  },
  { method: 'GET', path: '/:bucket?policy', handle: (call, state) => ({ status: 200, body: policyOf(call, state).policy }) },
  {
    method: 'GET',
    path: '/:bucket?tagging',
    handle(call, state) {
      const { name, tags } = bucketOf(call, state);
      const set = Object.entries(tags).map(([key, value]) => `<Tag><Key>${text(key)}</Key><Value>${text(value)}</Value></Tag>`);
      if (set.length === 0) return failure(404, ['NoSuchTagSet', 'The TagSet does not exist'], name);
      return xml(`<Tagging xmlns="${namespace}"><TagSet>${set.join('')}</TagSet></Tagging>`);
    },
  },
  {
    method: 'GET',
    path: '/:bucket?location',
    handle(call, state) {
      bucketOf(call, state);
      return xml(`<LocationConstraint xmlns="${namespace}">${credentials.aws.region}</LocationConstraint>`);
    },
  },
  {
    method: 'HEAD',
    path: '/:bucket',
    handle(call, state) {
      bucketOf(call, state);
      return { status: 200, headers: { 'x-amz-bucket-region': credentials.aws.region } };
    },
  },
];

function row(bucket: Bucket): StateRow {
  const { name, publicAccessBlock, tags } = bucket;
  const open = hasPublicPolicy(bucket) && publicAccessBlock?.RestrictPublicBuckets !== true;
  const shut = publicAccessSwitches.every((key) => publicAccessBlock?.[key] === true);
  return {
    id: name,
    label: name,
    state: shut ? 'public access blocked' : open ? 'open to the internet' : 'private',
    tone: shut ? 'good' : open && tags.data !== 'public' ? 'bad' : 'neutral',
    facts: [
      ...publicAccessSwitches.map((key) => [key, publicAccessBlock ? (publicAccessBlock[key] ? 'on' : 'off') : 'not set'] as const),
      ['Public policy', hasPublicPolicy(bucket) ? 'yes' : 'no'],
    ],
  };
}

/** The part of Amazon S3's REST API that is about who may read a bucket, and STS for who asks. Path-style addresses; signatures are really checked. */
export const aws: System<AwsState> = {
  id: 'aws',
  title: 'Amazon S3',
  kind: 'cloud account',
  seed: seedAws,
  routes,
  authorize(call) {
    const problem = signatureProblem(call, credentials.aws);
    return problem && failure(problem[0], [problem[1], problem[2]]);
  },
  headers: () => ({ 'x-amz-request-id': requestId(), server: 'AmazonS3' }),
  failure: (status) => failure(status),
  invalid: ([problem]) => failure(400, ['InvalidRequest', problem?.message ?? 'The request is not valid.']),
  rows: ({ buckets }) => buckets.map(row),
};
