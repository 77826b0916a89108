import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Call } from './system.ts';

/** Why a request is turned away: S3's error code and its words. */
export type SignatureProblem = readonly [status: number, code: string, message: string];

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

const header =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([a-z0-9-]+)\/(s3|sts)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
const allowedSkewMs = 15 * 60_000;

/** Checks AWS Signature Version 4 of a request to S3 or STS, as AWS documents it ("Authenticating Requests: Using the Authorization Header"). */
export function signatureProblem(call: Call, keys: Keys): SignatureProblem | undefined {
  const given = call.headers.authorization;
  if (given === undefined) return [403, 'AccessDenied', 'Access Denied'];
  const [, accessKey, day = '', region = '', service = '', signedHeaders = '', signature = ''] = header.exec(given) ?? [];
  if (accessKey === undefined) return [400, 'AuthorizationHeaderMalformed', 'The authorization header is malformed.'];
  if (accessKey !== keys.accessKeyId) return [403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'];
  if (region !== keys.region)
    return [
      400,
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${region}' is wrong; expecting '${keys.region}'`,
    ];

  const stamp = call.headers['x-amz-date'] ?? '';
  const signedAt = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(signedAt) || !stamp.startsWith(day)) return [403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header'];
  if (Math.abs(call.now.getTime() - signedAt) > allowedSkewMs) {
    return [403, 'RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.'];
  }

  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonicalRequest(call, signedHeaders.split(';')))].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${keys.secretAccessKey}`);
  if (timingSafeEqual(Buffer.from(signature, 'hex'), hmac(key, toSign))) return undefined;
  return [
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ];
}

function canonicalRequest(call: Call, signedHeaders: readonly string[]): string {
  const query = [...call.query].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const headers = signedHeaders.map((name) => `${name}:${(call.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  const payload = call.headers['x-amz-content-sha256'] ?? sha256(call.body);
  return [call.method, call.path, query.join('&'), headers.join(''), signedHeaders.join(';'), payload].join('\n');
}

/** RFC 3986, which AWS asks for. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
