import type { Chance } from './chance.ts';
import { crowdstrike, falco, guardduty, type Item, okta, suricata } from './payloads.ts';
import type { World } from './world.ts';

/** The day on which it happens, ms. */
export interface Day {
  readonly begin: number;
  readonly end: number;
}

/** What one attack leaves behind, beginning at `at`. `id` labels all of it. */
type Attack = (chance: Chance, world: World, at: number, id: string) => readonly Item[];

const minute = 60_000;

/** Guessed passwords, then a download of what matters. */
const takeover: Attack = (chance, { people, exits, buckets }, at, attack) => {
  const victim = chance.pick(people);
  const from = chance.pick(exits);
  const failures = chance.between(5, 9);
  const told = (after: number) => ({ at: at + after * minute, attack });
  return [
    ...Array.from({ length: failures }, (_, n) =>
      okta(chance, told(n / 2), { type: 'user.session.start', email: victim.email, from, result: 'FAILURE' }),
    ),
    okta(chance, told(failures), { type: 'user.session.start', email: victim.email, from, result: 'SUCCESS' }),
    guardduty(chance, told(failures + chance.between(3, 20)), {
      type: 'Exfiltration:S3/AnomalousBehavior',
      severity: 8,
      user: victim.iam,
      bucket: chance.pick(buckets).name,
      from,
    }),
  ];
};

/** One password tried with many people; one of them had it. */
const spraying: Attack = (chance, { people, exits }, at, attack) => {
  const from = chance.pick(exits);
  const tried = chance.shuffled(people).slice(0, chance.between(12, 20));
  const victim = tried.at(-1) ?? chance.pick(people);
  const told = (after: number) => ({ at: at + after * minute, attack });
  return [
    ...tried.map(({ email }, n) => okta(chance, told(n), { type: 'user.session.start', email, from, result: 'FAILURE' })),
    okta(chance, told(tried.length + 1), { type: 'user.session.start', email: victim.email, from, result: 'SUCCESS' }),
    okta(chance, told(tried.length + 4), { type: 'application.user_membership.show_password', email: victim.email, from, result: 'SUCCESS' }),
  ];
};

/** A mail, a shell, a memory dump, a call home. */
const malware: Attack = (chance, { people, exits, tools }, at, attack) => {
  const { laptop, laptopIp, iam } = chance.pick(people);
  const told = (after: number) => ({ at: at + after * minute, attack });
  const on = { host: laptop, ip: laptopIp, user: iam };
  return [
    crowdstrike(chance, told(0), { ...on, name: 'Spearphishing attachment opened', severity: 50, technique: 'T1566.001' }),
    crowdstrike(chance, told(2), { ...on, name: 'Suspicious script interpreter', severity: chance.pick([50, 75]), technique: 'T1059.001' }),
    crowdstrike(chance, told(chance.between(5, 30)), {
      ...on,
      name: 'Credential dumping',
      severity: 75,
      technique: 'T1003.001',
      tool: chance.pick(tools),
    }),
    suricata(chance, told(chance.between(31, 45)), {
      signature: 'Beacon of a command server',
      number: 2_030_000,
      priority: 1,
      from: laptopIp,
      to: chance.pick(exits).ip,
      technique: 'T1071.001',
    }),
  ];
};

/** A shell in a container that becomes root, stays, and calls out. */
const container: Attack = (chance, { servers, exits }, at, attack) => {
  const node = chance.pick(servers).name;
  const on = { container: chance.hex(12), node, user: 'root' };
  const told = (after: number) => ({ at: at + after * minute, attack });
  return [
    falco(chance, told(0), { ...on, rule: 'Terminal shell in container', severity: 50, technique: 'T1059', process: 'bash' }),
    falco(chance, told(3), { ...on, rule: 'Write below binary dir', severity: 75, technique: 'T1543', process: 'cp' }),
    falco(chance, told(chance.between(4, 30)), {
      ...on,
      rule: 'Outbound connection to a command server',
      severity: 90,
      technique: 'T1071',
      process: 'curl',
      remote: chance.pick(exits).ip,
    }),
  ];
};

/** A stolen key looks around, stays, and takes: findings of medium severity all along. */
const stolenKey: Attack = (chance, { people, exits, buckets }, at, attack) => {
  const { iam } = chance.pick(people);
  const from = chance.pick(exits);
  const told = (after: number) => ({ at: at + after * minute, attack });
  const by = { user: iam, from };
  return [
    guardduty(chance, told(0), { ...by, type: 'Discovery:IAMUser/AnomalousBehavior', severity: 5, api: 'ListBuckets' }),
    guardduty(chance, told(chance.between(3, 15)), { ...by, type: 'Persistence:IAMUser/AnomalousBehavior', severity: 5.5, api: 'CreateAccessKey' }),
    guardduty(chance, told(chance.between(16, 40)), {
      ...by,
      type: 'Exfiltration:S3/AnomalousBehavior',
      severity: 6,
      bucket: chance.pick(buckets).name,
    }),
  ];
};

/** A page that looks like ours: the second factor is talked out of somebody, and rights are granted. */
const phishing: Attack = (chance, { people, exits }, at, attack) => {
  const { email } = chance.pick(people);
  const from = chance.pick(exits);
  const told = (after: number) => ({ at: at + after * minute, attack });
  return [
    okta(chance, told(0), { type: 'user.mfa.attempt_bypass', email, from, result: 'FAILURE' }),
    okta(chance, told(2), { type: 'user.session.start', email, from, result: 'SUCCESS' }),
    okta(chance, told(6), { type: 'system.mfa.factor.deactivate', email, from, result: 'SUCCESS' }),
    okta(chance, told(chance.between(8, 30)), { type: 'user.account.privilege.grant', email, from, result: 'SUCCESS' }),
  ];
};

/** Somebody of ours, from home, takes what matters most. */
const insider: Attack = (chance, { people, buckets }, at, attack) => {
  const { iam, home } = chance.pick(people);
  const bucket = chance.pick(buckets.filter(({ data }) => data === 'restricted' || data === 'confidential'));
  return [guardduty(chance, { at, attack }, { type: 'Exfiltration:S3/AnomalousBehavior', severity: 8, user: iam, bucket: bucket.name, from: home })];
};

/** From one machine to the next with an administrator's tool. */
const lateral: Attack = (chance, { people, servers, tools }, at, attack) => {
  const { iam, laptop, laptopIp } = chance.pick(people);
  const tool = chance.pick(tools);
  const told = (after: number) => ({ at: at + after * minute, attack });
  const reached = chance.shuffled(servers).slice(0, 2);
  return [
    crowdstrike(chance, told(0), { host: laptop, ip: laptopIp, user: iam, name: 'Credential dumping', severity: 50, technique: 'T1003.001', tool }),
    ...reached.map(({ name, ip }, n) =>
      crowdstrike(chance, told(5 + n * 8), {
        host: name,
        ip,
        user: iam,
        name: 'Remote service execution',
        severity: 50,
        technique: 'T1021.002',
        tool,
      }),
    ),
    crowdstrike(chance, told(30), {
      host: reached[0]?.name ?? laptop,
      ip: reached[0]?.ip ?? laptopIp,
      user: iam,
      name: 'Archive for exfiltration',
      severity: 75,
      technique: 'T1560.001',
    }),
  ];
};

const kinds: readonly Attack[] = [takeover, spraying, malware, container, stolenKey, phishing, insider, lateral];

/** Attacks spread over the day, each kind as often as any other. */
export function attacks(chance: Chance, world: World, { begin, end }: Day, count: number): readonly Item[] {
  return Array.from({ length: count }, (_, n) => {
    const kind = kinds[n % kinds.length] as Attack;
    return kind(chance, world, chance.between(begin, end - 3_600_000), `attack-${n}-${kind.name}`);
  }).flat();
}
