import { addressClass, isOutside } from '../../core/address.ts';
import { type ObservableInput, observableOf } from '../../kit/index.ts';
import { named } from '../named.ts';
import type { Leaf } from './leaves.ts';

type Kind = ObservableInput['kind'];
type Role = NonNullable<ObservableInput['role']>;

/** What products call a thing, in the spelling of `plainKey`: the last key of its place, or the last two. */
const names: readonly (readonly [kind: Kind, role: Role, keys: string])[] = [
  [
    'ip',
    'source',
    'srcip sourceip sourceaddress sourceipaddress src srcaddr clientip clientaddress clientipaddress remoteip remoteaddr remoteaddress remoteipaddress attackerip calleripaddress callerip externalip requestip actorip sourceips ip ipaddress ipaddr id.origh origh source.ip source.address client.ip client.ipaddress actor.ip',
  ],
  [
    'ip',
    'target',
    'dstip destip destinationip destinationaddress dst dstaddr dest targetip victimip localip privateip serverip id.resph resph destination.ip destination.address server.ip host.ip',
  ],
  [
    'user',
    'actor',
    'user username useremail userprincipalname upn accountname account.name actor suser srcuser sourceuser usrname subjectusername principal principalemail login loginname identity initiatedby caller user.name user.email user.username actor.name actor.email actor.user actor.alternateid actor.login principal.email accountupn lastloggedinuser agentlastloggedinusername processuser',
  ],
  // A number or an id says who it was only where nothing else does.
  ['user', 'actor', 'userid useruid user.id principalid actor.id'],
  ['user', 'target', 'targetuser targetusername duser dstuser destinationuser affecteduser impersonateduser victim target.user'],
  [
    'host',
    'target',
    'host hostname host.name host.hostname hostdnsname computer computername device devicename devicednsname devicehostname dvchost dhost dsthost destinationhostname machine machinename endpoint endpointname agentcomputername agenthostname nodename servername instance asset assetname asset.name fqdn workstation affectedhost',
  ],
  ['host', 'source', 'shost srchost sourcehost sourcehostname remotehost'],
  [
    'hash',
    'related',
    'md5 sha1 sha256 filehash filesha256 filesha1 filemd5 hash imphash hash.sha256 hash.md5 hash.sha1 sha256hash contenthash threatsha256',
  ],
  ['domain', 'related', 'domain domainname dnsquery dns.question.name query destinationdomain maliciousdomain url.domain'],
  ['url', 'related', 'requesturl maliciousurl targeturl clickedurl threaturl url.full url.original destinationurl phishingurl'],
  ['email', 'source', 'sender senderaddress fromaddress mailfrom from envelopefrom senderfromaddress sender.email email.from'],
  ['email', 'target', 'recipient recipients recipientaddress toaddress rcptto recipientemailaddress email.to'],
  ['process', 'related', 'process processname process.name image imagename procname exe'],
  ['file', 'related', 'filepath file.path file targetfilename targetfile filename file.name fullpath'],
  [
    'cloud-resource',
    'target',
    'arn resource resourceid resourcearn resourcename bucket bucketname s3bucket instanceid resource.id resource.arn resource.name resource.providerid resource.externalid affectedresource cloudresource resourceuri targetresourceid',
  ],
  ['container', 'target', 'container containerid containername container.id container.name pod podname pod.name'],
  ['repo', 'target', 'repo repository repository.fullname repo.name repositoryname repofullname project.pathwithnamespace'],
];
const byName = new Map(names.flatMap(([kind, role, keys]) => keys.split(' ').map((key) => [key, { kind, role }] as const)));

/** Whose names say nothing about what happened: those who watch, are told, or look after it. They would tie all alerts together. */
const bystanders =
  /(^|\.)(assignee|assignees|assignedto|assigned|owner|owners|observer|sensor|collector|reporter|creator|createdby|updatedby|closedby|resolvedby|responders|subscribers|watchers|installation|integration|links|teams?|organi[sz]ation|escalationpolicy|acknowledgedby|agent|annotator|meta|metadata|notificationchannels)(\.|$)/;
const nobody = new Set([
  'system',
  'nt authority\\system',
  'local service',
  'network service',
  'localhost',
  '127.0.0.1',
  '::1',
  '0.0.0.0',
  'anonymous',
  'true',
  'false',
]);

/** A thing that is named, and where. */
export interface FoundThing {
  readonly at: string;
  readonly thing: ObservableInput;
}

/** Everything that an alert names under names that products use, and addresses of the Internet wherever they stand. */
export function usualThings(leaves: readonly Leaf[]): readonly FoundThing[] {
  const byProgram = leaves.some(({ path, value }) => /(^|\.)actor\.type$/.test(path) && !/user|person|human|role/i.test(String(value)));
  const found = leaves
    .filter(({ path }) => !bystanders.test(path) && !(byProgram && /(^|\.)actor\./.test(path)))
    .flatMap(({ at, path, value }) =>
      (Array.isArray(value) ? value.slice(0, mostThings) : [value]).flatMap((one) => thingOf(path, one).map((thing) => ({ at, thing }))),
    );
  const isNamed = found.some(({ at, thing }) => thing.kind === 'user' && thing.role === 'actor' && !isId(at));
  const things = isNamed ? found.filter(({ at, thing }) => thing.kind !== 'user' || !isId(at)) : found;
  const playing = things.filter(({ thing }) => thing.role !== 'related');
  return [...playing, ...things.filter(({ thing }) => thing.role === 'related')].slice(0, mostThings);
}
const mostThings = 150;

function isId(at: string): boolean {
  return /(user_?u?id|user\.id|principal_?id|actor\.id)$/i.test(at);
}

function thingOf(path: string, value: unknown): readonly ObservableInput[] {
  if (typeof value !== 'string' || nobody.has(value.trim().toLowerCase())) return [];
  const keys = path.split('.');
  const last = keys.at(-1) ?? '';
  const known = byName.get(`${keys.at(-2)}.${last}`) ?? (ambiguous.test(`${keys.at(-2)}.${last}`) ? undefined : byName.get(last));
  // Under a name that says nothing only an address counts, and most values are seen to be none at once.
  const shape = known === undefined && !/^[\da-f.:[\]]{3,64}$/i.test(value) ? undefined : observableOf(value);
  if (known === undefined) return shape?.kind === 'ip' && isOnInternet(shape.value) ? [{ ...shape, role: 'related' }] : [];
  const { kind, role } = known;
  switch (kind) {
    case 'ip':
      return shape?.kind === 'ip' ? [{ ...shape, role }] : last === 'src' || last === 'dst' || last === 'dest' ? named('host', value, role) : [];
    case 'hash':
    case 'url':
    case 'email':
    case 'domain':
      return shape?.kind === kind ? [{ ...shape, role }] : [];
    case 'host':
      return shape?.kind === 'ip'
        ? [{ ...shape, role }]
        : /^[\w.-]{1,253}(:\d{1,5})?$/.test(value)
          ? named('host', value.replace(/:\d{1,5}$/, ''), role)
          : [];
    case 'user':
      return /^[^\n]{1,256}$/.test(value) && !/^\d+$/.test(value) && shape?.kind !== 'ip' ? named('user', value, role) : [];
    // A tenant, or an application that everybody uses, is on every alert.
    case 'cloud-resource':
      return /^\/tenants\/|^[\da-f]{8}-[\da-f]{4}-/i.test(value) ? [] : named(kind, value, role);
    default:
      return named(kind, value, role);
  }
}

/** Where the last key alone would mislead. */
const ambiguous = /^(user|useraccount|account|device|location|host|organization|tenant|context)\.domain(name)?$|^process\.user$|^service\.instance$/;

/** Addresses inside are on half of all alerts, and tie nothing together. */
function isOnInternet(address: string): boolean {
  const kind = addressClass(address);
  return kind !== undefined && isOutside(kind);
}
