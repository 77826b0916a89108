import { type JsonRequest, requestJson, unlessMissing, vendorUrl } from '../../kit/http.ts';
import { defineClient, z } from '../../kit/index.ts';

const mode = z.enum(['block', 'challenge', 'whitelist', 'js_challenge', 'managed_challenge']);

const rule = z.object({
  id: z.string().min(1),
  mode,
  notes: z
    .string()
    .nullish()
    .transform((notes) => notes ?? ''),
});
/** What the edge does with requests from one address, and why, in the words of whoever made the rule. */
export type EdgeRule = z.infer<typeof rule>;

const ruleList = z.object({ result: z.array(rule.extend({ configuration: z.object({ value: z.string() }) })) });
const oneRule = z.object({ result: rule });

/** The edge firewall as Firebreak uses it: IP Access Rules of the account, which hold for all its zones. */
export interface CloudflareClient {
  readonly account: string;
  /** The rule about exactly this address (canonical spelling), if there is one. There is at most one. */
  ruleAbout(address: string): Promise<EdgeRule | undefined>;
  /** Not idempotent: a second rule for the same address is refused. */
  addRule(address: string, rule: Omit<EdgeRule, 'id'>): Promise<EdgeRule>;
  changeRule(id: string, to: Omit<EdgeRule, 'id'>): Promise<void>;
  /** Safe to repeat: a rule that is gone stays gone. */
  removeRule(id: string): Promise<void>;
}

declare module '../../kit/define.ts' {
  interface Clients {
    cloudflare: CloudflareClient;
  }
}

/** https://developers.cloudflare.com/api/resources/firewall/subresources/access_rules/ */
export default defineClient({
  id: 'cloudflare',
  title: 'Cloudflare',
  settings: z.object({
    CLOUDFLARE_URL: vendorUrl.default('https://api.cloudflare.com').describe('Where the Cloudflare API is'),
    CLOUDFLARE_ACCOUNT_ID: z.string().min(1).describe('The account whose zones are protected'),
    CLOUDFLARE_API_TOKEN: z.string().min(1).describe('API token with the permission Account Firewall Access Rules: Edit'),
  }),
  credential: 'CLOUDFLARE_API_TOKEN',
  // The API allows 1,200 calls in five minutes, for everybody who uses the account's tokens together.
  limits: { maxConcurrent: 2, reservoir: { starts: 600, everyMs: 300_000 } },
  connect: ({ CLOUDFLARE_URL, CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_API_TOKEN }, run): CloudflareClient => {
    const rules = `${CLOUDFLARE_URL}/client/v4/accounts/${encodeURIComponent(CLOUDFLARE_ACCOUNT_ID)}/firewall/access_rules/rules`;
    const send = <Answer>(answer: z.ZodType<Answer>, url: string, request: Omit<JsonRequest, 'headers'>) =>
      requestJson(answer, url, { ...request, headers: { authorization: `Bearer ${CLOUDFLARE_API_TOKEN}` } });
    const at = (id: string) => `${rules}/${encodeURIComponent(id)}`;
    const mayWrite = { changes: true, needs: "the permission 'Account Firewall Access Rules: Edit'" };

    return {
      account: CLOUDFLARE_ACCOUNT_ID,
      ruleAbout: (address) =>
        run(
          'look up the rule about an address',
          async (signal) => {
            const query = { 'configuration.target': targetOf(address), 'configuration.value': address, match: 'all' };
            const { result } = await send(ruleList, rules, { query, signal });
            const found = result.find(({ configuration }) => configuration.value === address);
            return found && { id: found.id, mode: found.mode, notes: found.notes };
          },
          { needs: "the permission 'Account Firewall Access Rules: Read'" },
        ),
      addRule: (address, { mode, notes }) =>
        run(
          'add a rule about an address',
          async (signal) => {
            const body = { mode, configuration: { target: targetOf(address), value: address }, notes };
            return (await send(oneRule, rules, { method: 'POST', body, signal })).result;
          },
          mayWrite,
        ),
      changeRule: async (id, { mode, notes }) => {
        await run(
          'change the rule about an address',
          (signal) => send(oneRule, at(id), { method: 'PATCH', body: { mode, notes }, signal }),
          mayWrite,
        );
      },
      removeRule: async (id) => {
        await run('remove a rule about an address', (signal) => unlessMissing(send(z.unknown(), at(id), { method: 'DELETE', signal })), mayWrite);
      },
    };
  },
  probe: async (cloudflare) => {
    await cloudflare.ruleAbout('192.0.2.1');
    return `account ${cloudflare.account}, its rules can be read`;
  },
});

/** Cloudflare tells the two address families apart by name. */
function targetOf(address: string): 'ip' | 'ip6' {
  return address.includes(':') ? 'ip6' : 'ip';
}
