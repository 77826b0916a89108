import type { AlertInput } from '../kit/index.ts';

/** What an API call of AWS means, in our words. With `severity` it is an alert by itself; without, an audit event that correlation looks at. */
export interface CallMeaning {
  readonly activity: NonNullable<AlertInput['activity']>;
  /** 0–100; only for a call that succeeded, unless `alsoFailed`. */
  readonly severity?: number;
  readonly attacks?: readonly string[];
  readonly alsoFailed?: true;
}

/** Calls that mean something by themselves: whoever makes them blinds us, opens a door, or takes the keys. */
const meanings: Readonly<Record<string, CallMeaning>> = {
  StopLogging: { activity: 'policy-change', severity: 75, attacks: ['T1562.008'] },
  DeleteTrail: { activity: 'delete', severity: 75, attacks: ['T1562.008'] },
  DeleteFlowLogs: { activity: 'delete', severity: 60, attacks: ['T1562.008'] },
  DeleteResolverQueryLogConfig: { activity: 'delete', severity: 60, attacks: ['T1562.008'] },
  DeleteConfigurationRecorder: { activity: 'delete', severity: 60, attacks: ['T1562.008'] },
  StopConfigurationRecorder: { activity: 'policy-change', severity: 60, attacks: ['T1562.008'] },
  DeleteDeliveryChannel: { activity: 'delete', severity: 60, attacks: ['T1562.008'] },
  DeleteDetector: { activity: 'delete', severity: 75, attacks: ['T1562.001'] },
  DeleteModelInvocationLoggingConfiguration: { activity: 'delete', severity: 60, attacks: ['T1562.008'] },
  LeaveOrganization: { activity: 'policy-change', severity: 75, attacks: ['T1562'], alsoFailed: true },
  DisableEbsEncryptionByDefault: { activity: 'policy-change', severity: 50, attacks: ['T1562'] },
  DeleteBucketPublicAccessBlock: { activity: 'policy-change', severity: 60, attacks: ['T1530'] },
  ModifyImageAttribute: { activity: 'policy-change', severity: 50, attacks: ['T1537'] },
  ModifySnapshotAttribute: { activity: 'policy-change', severity: 50, attacks: ['T1537'] },
  CreateLoginProfile: { activity: 'create', severity: 50, attacks: ['T1098'] },
  DeactivateMFADevice: { activity: 'policy-change', severity: 60, attacks: ['T1556.006'] },
  GetFederationToken: { activity: 'login', severity: 50, attacks: ['T1550.001'] },
};

/** The techniques of calls that mean something only together with others. */
const techniques: Readonly<Record<string, readonly string[]>> = {
  CreateAccessKey: ['T1098.001'],
  CreateUser: ['T1136.003'],
  AttachUserPolicy: ['T1098.003'],
  AttachRolePolicy: ['T1098.003'],
  PutUserPolicy: ['T1098.003'],
  AuthorizeSecurityGroupIngress: ['T1562.007'],
  GetAccountPasswordPolicy: ['T1201'],
  GetSendQuota: ['T1526'],
  ListIdentities: ['T1526'],
  DescribeInstanceAttribute: ['T1552.005'],
  GetSecretValue: ['T1555.006'],
};

/** Activities by how a call's name begins; the first that fits counts. */
const activities: readonly (readonly [pattern: RegExp, activity: CallMeaning['activity']])[] = [
  [/^(ConsoleLogin|AssumeRole|GetSigninToken|SwitchRole)/, 'login'],
  [/^GetObject$/, 'download'],
  [/^(Get|List|Describe|Lookup|BatchGet|Head)/, 'read'],
  [/(Policy|PublicAccessBlock|Ingress|Egress|NetworkAcl\w*|Logging|Encryption\w*|Lifecycle\w*|Attribute)$/, 'policy-change'],
  [/^(Create|Run|Register|Allocate|Import|Copy)/, 'create'],
  [/^(Delete|Remove|Terminate|Deregister|Detach)/, 'delete'],
  [/^(Put|Update|Modify|Set|Attach|Enable|Disable|Start|Stop|Tag|Untag|Associate)/, 'update'],
];

/** What a call by this name means. */
export function meaningOfCall(name: string): CallMeaning {
  const known = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
  if (known !== undefined) return known;
  const attacks = Object.hasOwn(techniques, name) ? techniques[name] : undefined;
  return { activity: activities.find(([pattern]) => pattern.test(name))?.[1] ?? 'other', ...(attacks !== undefined && { attacks }) };
}
