import { addressClass, isOutside } from '../../core/address.ts';
import { tellsApart } from '../../core/entities.ts';
import { ConnectorError, defineAction, z } from '../../kit/index.ts';

/** The rule that stood there before, if any: undo leaves exactly this. */
const before = z.strictObject({
  rule: z
    .strictObject({ id: z.string(), mode: z.enum(['block', 'challenge', 'whitelist', 'js_challenge', 'managed_challenge']), notes: z.string() })
    .nullable(),
});

/** Where many people share an address, a challenge keeps programs out and lets people in. Left out: nobody comes in. */
const params = z.strictObject({ mode: z.enum(['block', 'managed_challenge']).optional() });
type Params = z.infer<typeof params>;

/** Whether what a rule does with requests is at least what was wanted. */
const isMet = (mode: string | undefined, wanted: Params['mode'] = 'block') => mode === 'block' || mode === wanted;

/** Says in the rule itself whose it is: undo takes away only what carries this order's token. */
const noteOf = (token: string) => `Firebreak order ${token}`;

export default defineAction({
  id: 'block-ip',
  title: 'Block an address at the edge',
  verb: 'block',
  actsOn: 'ip',
  params,
  before,
  uses: ['cloudflare'],
  // It looks first: an address that is blocked already is left alone.
  repeat: 'set-state',

  risk: ({ label }) => ({
    tier: 1,
    reversible: true,
    blastRadius: `1 address (${label}) for all sites of the account. Everybody behind it is shut out, which may be many where people share an address.`,
  }),
  describe: ({ label }, { mode }) =>
    mode === 'managed_challenge'
      ? `Cloudflare asks whoever comes from ${label} to any of our sites for proof that they are human, for 24 hours, then stops by itself.`
      : `Cloudflare refuses every request from ${label} to any of our sites for 24 hours, then lets it in again by itself.`,

  check: async (target, { clients, team }) => {
    const kind = addressClass(target.value);
    if (kind === undefined || !isOutside(kind))
      throw refusal(
        kind === undefined ? 'This is not an IP address' : `This address is ${kind}: it is never seen at the edge`,
        'Block an address from outside.',
      );
    if (!tellsApart(target.value, team))
      throw refusal('This address is ours (assets.yml)', 'Find out who uses it and contain the account or the host instead.');
    const rule = await clients.cloudflare.ruleAbout(target.value);
    if (rule?.mode === 'whitelist')
      throw refusal(
        'Somebody has allowed this address on purpose at Cloudflare',
        'Talk to whoever made that rule; remove it there if the address is hostile after all.',
      );
    return { id: target.value, label: target.value, account: clients.cloudflare.account };
  },
  snapshot: async ({ id }, _params, { clients }) => ({ rule: (await clients.cloudflare.ruleAbout(id)) ?? null }),
  run: async ({ resolved, token, params: { mode = 'block' } }, { clients: { cloudflare } }) => {
    const rule = await cloudflare.ruleAbout(resolved.id);
    if (isMet(rule?.mode, mode)) return `Cloudflare meets ${resolved.label} with a ${rule?.mode}; the rule was there already.`;
    const wanted = { mode, notes: noteOf(token) };
    if (rule === undefined) await cloudflare.addRule(resolved.id, wanted);
    else await cloudflare.changeRule(rule.id, wanted);
    const now = mode === 'block' ? `refuses every request from ${resolved.label}` : `challenges whoever comes from ${resolved.label}`;
    return `Cloudflare now ${now}${rule === undefined ? '' : `; before, it met it with a ${rule.mode}`}.`;
  },
  observe: async ({ resolved, params }, { clients }) =>
    isMet((await clients.cloudflare.ruleAbout(resolved.id))?.mode, params.mode) ? 'applied' : 'not-applied',
  undo: {
    leaseHours: 24,
    atLeaseEnd: 'undo',
    how: 'Our rule is removed; a rule that was there before is put back as it was.',
    restore: async ({ resolved, before: { rule: was }, token }, { clients: { cloudflare } }) => {
      const rule = await cloudflare.ruleAbout(resolved.id);
      if (rule?.mode === was?.mode && rule?.notes === was?.notes) return `Cloudflare treats ${resolved.label} as before.`;
      if (rule?.notes !== noteOf(token))
        throw refusal(
          `The rule about ${resolved.label} at Cloudflare is not the one that Firebreak made, so it was left as it is`,
          'Look at it in Cloudflare under Security, Tools.',
        );
      if (was === null) await cloudflare.removeRule(rule.id);
      else await cloudflare.changeRule(rule.id, was);
      return was === null ? `Cloudflare lets ${resolved.label} in again.` : `Cloudflare meets ${resolved.label} with a ${was.mode} again, as before.`;
    },
  },
  examples: [
    { name: 'an address that guesses passwords', target: { kind: 'ip', value: '203.0.113.7', role: 'source' }, params: {} },
    {
      name: 'an address that many people share',
      target: { kind: 'ip', value: '203.0.113.8', role: 'source' },
      params: { mode: 'managed_challenge' },
    },
  ],
});

function refusal(what: string, next: string): ConnectorError {
  return new ConnectorError('cloudflare', `${what}. Nothing was changed.`, { retryable: false, next });
}
