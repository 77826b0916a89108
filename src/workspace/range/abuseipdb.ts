import { isIP } from 'node:net';
import { credentials } from './credentials.ts';
import type { Call, Reply, System } from './system.ts';

/** What is known of an address; everything else is clean. */
interface Reputation {
  readonly score: number;
  readonly country: string;
  readonly isp: string;
  readonly domain: string;
  readonly usageType: string;
  readonly reports: number;
  readonly reporters: number;
}

export interface AbuseIpdbState {
  known: Record<string, Reputation>;
  /** Requests that are left today. */
  left: number;
}

const dailyLimit = 1000;

const words: Readonly<Record<number, string>> = {
  401: 'Authentication failed. Your API key is either missing, incorrect, or revoked. Note: The APIv2 key differs from the APIv1 key.',
  403: 'You do not have permission to use this endpoint.',
  404: 'The requested resource was not found.',
  405: 'This method is not supported by this endpoint.',
  429: 'Daily rate limit of 1000 requests exceeded for this endpoint. See headers for additional details.',
};

function failure(status: number, detail = words[status] ?? 'Something went wrong on our side.', parameter?: string): Reply {
  const limits = status === 429 ? { headers: { 'retry-after': '29', 'x-ratelimit-limit': String(dailyLimit), 'x-ratelimit-remaining': '0' } } : {};
  return { status, ...limits, body: { errors: [{ detail, status, ...(parameter === undefined ? {} : { source: { parameter } }) }] } };
}

function check(call: Call, state: AbuseIpdbState): Reply {
  const address = call.query.get('ipAddress');
  if (address === null) return failure(422, 'The ip address field is required.', 'ipAddress');
  const version = isIP(address);
  if (version === 0) return failure(422, 'The ip address must be a valid IPv4 or IPv6 address (e.g. 8.8.8.8 or 2001:4860:4860::8888).', 'ipAddress');
  const days = Number(call.query.get('maxAgeInDays') ?? 30);
  if (!Number.isInteger(days) || days < 1 || days > 365) return failure(422, 'The max age in days must be between 1 and 365.', 'maxAgeInDays');
  if (state.left <= 0) return failure(429);
  state.left -= 1;

  const bad = state.known[address];
  return {
    status: 200,
    headers: { 'x-ratelimit-limit': String(dailyLimit), 'x-ratelimit-remaining': String(state.left) },
    body: {
      data: {
        ipAddress: address,
        isPublic: !/^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/i.test(address),
        ipVersion: version,
        isWhitelisted: bad ? false : null,
        abuseConfidenceScore: bad?.score ?? 0,
        countryCode: bad?.country ?? null,
        usageType: bad?.usageType ?? null,
        isp: bad?.isp ?? null,
        domain: bad?.domain ?? null,
        hostnames: [],
        isTor: false,
        totalReports: bad?.reports ?? 0,
        numDistinctUsers: bad?.reporters ?? 0,
        lastReportedAt: bad ? new Date(call.now.getTime() - 3_600_000).toISOString().replace(/\.\d{3}Z$/, '+00:00') : null,
      },
    },
  };
}

/** AbuseIPDB's API v2: what others have reported about an address. */
export const abuseipdb: System<AbuseIpdbState> = {
  id: 'abuseipdb',
  title: 'AbuseIPDB',
  kind: 'address reputation',
  seed: () => ({
    known: {
      '203.0.113.7': {
        score: 92,
        country: 'RO',
        isp: 'Example Hosting SRL',
        domain: 'hosting.example',
        usageType: 'Data Center/Web Hosting/Transit',
        reports: 148,
        reporters: 61,
      },
    },
    left: dailyLimit,
  }),
  routes: [{ method: 'GET', path: '/api/v2/check', handle: check }],
  authorize: ({ headers }) => (headers.key === credentials.abuseipdb.key ? undefined : failure(401)),
  failure: (status) => failure(status),
  invalid: ([problem]) => failure(422, problem?.message),
  rows: ({ known, left }) =>
    Object.entries(known).map(([address, { score, country, isp, reports }]) => ({
      id: address,
      label: address,
      state: `${score} % abusive`,
      tone: score >= 50 ? 'bad' : 'neutral',
      facts: [
        ['Country', country],
        ['Provider', isp],
        ['Reports', String(reports)],
        ['Requests left today', String(left)],
      ],
    })),
};
