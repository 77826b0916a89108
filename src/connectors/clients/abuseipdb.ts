import { requestJson, vendorUrl } from '../../kit/http.ts';
import { defineClient, z } from '../../kit/index.ts';

const check = z.object({
  data: z.object({
    abuseConfidenceScore: z.number().min(0).max(100),
    totalReports: z.int().nonnegative(),
    numDistinctUsers: z.int().nonnegative().nullish(),
    lastReportedAt: z.string().nullish(),
    countryCode: z.string().nullish(),
    usageType: z.string().nullish(),
    isp: z.string().nullish(),
    isTor: z.boolean().nullish(),
    isWhitelisted: z.boolean().nullish(),
  }),
});

/** What others have reported about an address. */
export interface AbuseReport {
  /** 0–100: how sure AbuseIPDB is that the address is abusive. */
  readonly abusive: number;
  readonly reports: number;
  readonly reporters: number | null;
  readonly lastReportedAt: string | null;
  /** ISO 3166 code. */
  readonly country: string | null;
  /** `Data Center/Web Hosting/Transit`, `Fixed Line ISP`, … */
  readonly usage: string | null;
  /** Whoever it belongs to, as they registered themselves. */
  readonly operator: string | null;
  readonly tor: boolean;
  /** On AbuseIPDB's list of addresses that belong to good services. */
  readonly trusted: boolean;
}

/** AbuseIPDB as Firebreak uses it. */
export interface AbuseipdbClient {
  /** Reports of the last so many days (1–365). The address leaves the house. */
  reportsAbout(address: string, days: number): Promise<AbuseReport>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    abuseipdb: AbuseipdbClient;
  }
}

/** https://docs.abuseipdb.com/#check-endpoint */
export default defineClient({
  id: 'abuseipdb',
  title: 'AbuseIPDB',
  settings: z.object({
    ABUSEIPDB_URL: vendorUrl.default('https://api.abuseipdb.com').describe('Where AbuseIPDB is'),
    ABUSEIPDB_API_KEY: z.string().min(1).describe('API key of an AbuseIPDB account; the free one is enough'),
  }),
  credential: 'ABUSEIPDB_API_KEY',
  limits: { maxConcurrent: 2, reservoir: { starts: 5, everyMs: 1_000 } },
  connect: ({ ABUSEIPDB_URL, ABUSEIPDB_API_KEY }, run): AbuseipdbClient => ({
    reportsAbout: (address, days) =>
      run('look up an address', async (signal) => {
        const { data } = await requestJson(check, `${ABUSEIPDB_URL}/api/v2/check`, {
          query: { ipAddress: address, maxAgeInDays: String(days) },
          headers: { key: ABUSEIPDB_API_KEY },
          signal,
        });
        return {
          abusive: data.abuseConfidenceScore,
          reports: data.totalReports,
          reporters: data.numDistinctUsers ?? null,
          lastReportedAt: data.lastReportedAt ?? null,
          country: data.countryCode ?? null,
          usage: data.usageType ?? null,
          operator: data.isp ?? null,
          tor: data.isTor ?? false,
          trusted: data.isWhitelisted ?? false,
        };
      }),
  }),
  probe: async (abuseipdb) => {
    await abuseipdb.reportsAbout('127.0.0.1', 1);
    return 'the key is accepted';
  },
});
