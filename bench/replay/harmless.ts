import type { Day } from './attacks.ts';
import type { Chance } from './chance.ts';
import { alertmanager, crowdstrike, falco, guardduty, type Item, ocsf, okta, suricata } from './payloads.ts';
import type { Employee, World } from './world.ts';

const minute = 60_000;
/** Most of it happens on the last day; the days before teach what is usual. */
const days = 10;

/** One thing that happens every day and harms nobody: one alert or event, or a handful. */
type Habit = (chance: Chance, world: World, at: number, near: Near) => readonly Item[];

/** What attacks touch: half of the noise happens to the same people, machines, addresses and files. */
interface Near {
  readonly person: () => Employee;
  readonly exit: () => World['exits'][number];
  readonly server: () => World['servers'][number];
}

const harm = (at: number) => ({ at, attack: null });

/** A working day begins: from the office or from home, sometimes after a mistyped password. */
const logsIn: Habit = (chance, _, at, { person, exit }) => {
  const { email, office, home, travels } = person();
  const from = travels && chance.now(0.3) ? exit() : chance.pick([office, home]);
  const mistyped = chance.now(0.15) ? chance.between(1, 3) : 0;
  return [
    ...Array.from({ length: mistyped }, (_, n) =>
      okta(chance, harm(at - (n + 1) * 10_000), { type: 'user.session.start', email, from, result: 'FAILURE' }),
    ),
    okta(chance, harm(at), { type: 'user.session.start', email, from, result: 'SUCCESS' }),
  ];
};

/** The internet tries passwords all day long. */
const tried: Habit = (chance, { scanners }, at, { person, exit }) => {
  const from = { ...exit(), ...(chance.now(0.7) && { ip: chance.pick(scanners) }) };
  return [
    okta(chance, harm(at), {
      type: chance.now(0.5) ? 'user.session.start' : 'security.threat.detected',
      email: person().email,
      from,
      result: 'FAILURE',
    }),
  ];
};

/** A new telephone, a new role, somebody who does not recognise their own login. */
const desk: Habit = (chance, _, at, { person }) => {
  const { email, office, home } = person();
  const type = chance.pick([
    'system.mfa.factor.deactivate',
    'system.mfa.factor.deactivate',
    'user.account.privilege.grant',
    'user.account.report_suspicious_activity_by_enduser',
  ]);
  return [okta(chance, harm(at), { type, email, from: chance.pick([office, home]), result: 'SUCCESS' })];
};

const scan: Habit = (chance, { scanners }, at, { exit, server }) => {
  const [signature, number, priority] = chance.pick([
    ['Scan of a web server', 2_010_935, 2],
    ['Scan of a web server', 2_010_935, 2],
    ['Scan for SSH', 2_001_219, 2],
    ['Outdated TLS', 2_260_000, 3],
    ['Request with a known exploit', 2_024_897, 1],
  ] as const);
  return [suricata(chance, harm(at), { signature, number, priority, from: chance.now(0.3) ? exit().ip : chance.pick(scanners), to: server().ip })];
};

const deploys: Habit = (chance, _, at, { server }) => {
  const [rule, severity, technique, process] = chance.pick([
    ['Terminal shell in container', 50, 'T1059', 'bash'],
    ['Terminal shell in container', 50, 'T1059', 'sh'],
    ['Package management in container', 50, 'T1505', 'apt'],
    ['Read sensitive file', 25, 'T1555', 'cat'],
    ['Write below binary dir', 75, 'T1543', 'dpkg'],
  ] as const);
  return [falco(chance, harm(at), { rule, severity, technique, process, container: chance.hex(12), node: server().name, user: 'root' })];
};

/** Administrators use the tools that attackers like. */
const administers: Habit = (chance, { tools }, at, { person, server }) => {
  const { iam, laptop, laptopIp } = person();
  const on = chance.now(0.5) ? { host: laptop, ip: laptopIp } : { host: server().name, ip: server().ip };
  const [name, severity, technique] = chance.pick([
    ['Unwanted program', 25, 'T1204'],
    ['Unwanted program', 25, 'T1204'],
    ['Suspicious script interpreter', 50, 'T1059.001'],
    ['Remote service execution', 50, 'T1021.002'],
    ['Credential dumping', 75, 'T1003.001'],
  ] as const);
  return [crowdstrike(chance, harm(at), { ...on, user: iam, name, severity, technique, tool: chance.pick(tools) })];
};

/** Jobs and analysts read much, as they do every day; GuardDuty finds it odd. */
const reads: Habit = (chance, { buckets }, at, { person }) => {
  const { iam, office, home } = person();
  const [type, severity] = chance.pick([
    ['Discovery:S3/AnomalousBehavior', 5],
    ['Discovery:IAMUser/AnomalousBehavior', 2],
    ['Discovery:IAMUser/AnomalousBehavior', 5],
    ['UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B', 5],
    ['Exfiltration:S3/AnomalousBehavior', 8],
  ] as const);
  const api = type.startsWith('Exfiltration') ? 'GetObject' : 'ListBuckets';
  return [guardduty(chance, harm(at), { type, severity, user: iam, bucket: chance.pick(buckets).name, from: chance.pick([office, home]), api })];
};

const ails: Habit = (chance, _, at, { server }) => {
  const [name, severity] = chance.pick([
    ['HighErrorRate', 50],
    ['DiskWillFillIn4Hours', 50],
    ['CertificateExpiresSoon', 25],
    ['InstanceDown', 90],
  ] as const);
  return [alertmanager(chance, harm(at), { name, severity, host: server().name })];
};

const posture: Habit = (chance, { buckets }, at) => {
  const [rule, severity] = chance.pick([
    ['s3_bucket_versioning', 25],
    ['s3_bucket_logging', 50],
    ['iam_user_without_mfa', 50],
    ['security_group_open', 75],
  ] as const);
  return [
    ocsf(chance, harm(at), {
      rule,
      severity,
      resource: chance.now(0.3) ? `arn:aws:s3:::${chance.pick(buckets).name}` : `arn:aws:ec2:eu-central-1:111122223333:sg/${chance.hex(6)}`,
    }),
  ];
};

/** How much of the day's noise each is. */
const mixed: readonly (readonly [habit: Habit, weight: number])[] = [
  [logsIn, 22],
  [tried, 12],
  [desk, 3],
  [scan, 20],
  [deploys, 13],
  [administers, 7],
  [reads, 6],
  [ails, 6],
  [posture, 8],
];

/** Everything that harms nobody: three in ten are logins of the days before, the rest is a day's noise, one in five of the alarms sent again. */
export function harmless(
  chance: Chance,
  world: World,
  { begin, end }: Day,
  { amount, attacked }: { readonly amount: number; readonly attacked: readonly Item[] },
): readonly Item[] {
  const touched = new Set(attacked.flatMap(({ names }) => names));
  const preferring = <Thing>(all: readonly Thing[], isTouched: (thing: Thing) => boolean) => {
    const known = all.filter(isTouched);
    return () => chance.pick(known.length > 0 && chance.now(0.5) ? known : all);
  };
  const near: Near = {
    person: preferring(world.people, ({ email, iam, laptop }) => touched.has(email) || touched.has(iam) || touched.has(laptop)),
    exit: preferring(world.exits, ({ ip }) => touched.has(ip)),
    server: preferring(world.servers, ({ name }) => touched.has(name)),
  };
  const items: Item[] = [];
  const history = Math.round(amount * 0.3);
  while (items.length < history) items.push(...logsIn(chance, world, atWork(chance, begin), near));
  const wheel = mixed.flatMap(([habit, weight]) => Array.from({ length: weight }, () => habit));
  while (items.length < amount) {
    items.push(...chance.pick(wheel)(chance, world, chance.between(begin, end), near));
    const last = items.at(-1);
    if (last?.severity != null && chance.now(0.2)) items.push(again(chance, last, end));
  }
  return items.slice(0, amount);
}

/** Some day before, in working hours of Europe. */
function atWork(chance: Chance, begin: number): number {
  const midnight = Math.floor(begin / 86_400_000) * 86_400_000 - chance.between(0, days - 2) * 86_400_000;
  return Math.min(begin, midnight + chance.between(6 * 60, 17 * 60) * minute);
}

/** The same alarm once more, as its vendor sends it: another id, a little later. */
function again(chance: Chance, item: Item, end: number): Item {
  const later = Math.min(end, item.at + chance.between(1, 60) * minute);
  // Alertmanager tells its alerts apart by a fingerprint of its own, which stays.
  const id = item.source === 'alertmanager' ? item.id : `${item.id}-${chance.hex(4)}`;
  const words = JSON.stringify(item.body)
    .replaceAll(JSON.stringify(item.id).slice(1, -1), id)
    .replaceAll(new Date(item.at).toISOString(), new Date(later).toISOString());
  return { ...item, id, at: later, body: JSON.parse(words) };
}
