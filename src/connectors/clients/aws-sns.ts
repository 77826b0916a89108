import { vendorFetch, vendorUrl } from '../../kit/http.ts';
import { defineClient, RefusedError, z } from '../../kit/index.ts';

/** Amazon SNS as Firebreak uses it: nothing but what a subscriber needs. */
export interface SnsClient {
  /** ARNs of the topics whose messages count. */
  readonly topics: readonly string[];
  /** Whether an address is Amazon's own: nothing else is ever asked. */
  owns(url: string): boolean;
  /** The certificate with which Amazon signs, as PEM. @throws RefusedError for an address that is not Amazon's. */
  certificate(url: string): Promise<string>;
  /** Confirms a subscription. @throws RefusedError for an address that is not Amazon's. */
  confirm(url: string): Promise<void>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    'aws-sns': SnsClient;
  }
}

/** Amazon's own hosts. Whoever else could name the certificate could sign anything. */
const amazon = /^https:\/\/sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//;
const mostCertificates = 16;

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
export default defineClient({
  id: 'aws-sns',
  title: 'Amazon SNS',
  settings: z.object({
    AWS_SNS_TOPICS: z
      .string()
      .transform((list) => list.split(',').map((topic) => topic.trim()))
      .pipe(z.array(z.string().regex(/^arn:aws[a-z-]*:sns:/, 'write ARNs of topics, separated by commas')).min(1))
      .describe('ARNs of the topics whose messages count, separated by commas: anybody may point a topic of their own at us'),
    AWS_SNS_URL: vendorUrl.optional().describe('A stand-in for Amazon SNS, asked in place of the address that a message names'),
  }),
  connect: ({ AWS_SNS_TOPICS, AWS_SNS_URL }, run): SnsClient => {
    const known = new Map<string, string>();
    const read = (operation: string, named: string, changes: boolean) => {
      if (!amazon.test(named)) throw new RefusedError('This message names an address outside Amazon SNS; nothing was fetched from there.');
      const { pathname, search } = new URL(named);
      const url = AWS_SNS_URL === undefined ? named : `${AWS_SNS_URL}${pathname}${search}`;
      return run(operation, async (signal) => (await vendorFetch(url, { signal })).text(), { changes });
    };
    return {
      topics: AWS_SNS_TOPICS,
      owns: (url) => amazon.test(url),
      certificate: async (url) => {
        const pem = known.get(url) ?? (await read('fetch a certificate', url, false));
        if (known.size >= mostCertificates) known.clear();
        known.set(url, pem);
        return pem;
      },
      confirm: async (url) => {
        await read('confirm a subscription', url, true);
      },
    };
  },
  probe: async ({ topics }) => `messages of these topics count: ${topics.join(', ')}`,
});
