/**
 * ATT&CK techniques by GuardDuty finding type (`Purpose:Resource/Threat`); the first prefix that fits counts, so the special stand before the general.
 * Our own reading of AWS's descriptions of its finding types against ATT&CK's cloud matrix.
 */
const byPrefix: readonly (readonly [prefix: string, ...techniques: string[]])[] = [
  ['UnauthorizedAccess:EC2/SSHBruteForce', 'T1110'],
  ['UnauthorizedAccess:EC2/RDPBruteForce', 'T1110'],
  ['UnauthorizedAccess:EC2/MetadataDNSRebind', 'T1552.005'],
  ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration', 'T1552.005'],
  ['UnauthorizedAccess:EC2/TorClient', 'T1090.003'],
  ['UnauthorizedAccess:EC2/TorRelay', 'T1090.003'],
  ['UnauthorizedAccess:', 'T1078.004'],
  ['InitialAccess:', 'T1078.004'],
  ['AttackSequence:S3', 'T1078.004', 'T1530'],
  ['AttackSequence:', 'T1078.004'],
  ['CredentialAccess:RDS', 'T1110'],
  ['CredentialAccess:', 'T1552'],
  ['Exfiltration:S3', 'T1530'],
  ['Exfiltration:', 'T1537'],
  ['Discovery:S3', 'T1619'],
  ['Discovery:', 'T1580'],
  ['Recon:EC2/Portscan', 'T1046'],
  ['Recon:', 'T1595'],
  ['Impact:S3', 'T1485'],
  ['Impact:', 'T1496'],
  ['CryptoCurrency:', 'T1496'],
  ['Backdoor:EC2/DenialOfService', 'T1498'],
  ['Backdoor:EC2/Spambot', 'T1566'],
  ['Backdoor:', 'T1071'],
  ['Trojan:EC2/DNSDataExfiltration', 'T1048'],
  ['Trojan:', 'T1071'],
  ['Stealth:IAMUser/CloudTrailLoggingDisabled', 'T1562.008'],
  ['Stealth:', 'T1562'],
  ['DefenseEvasion:', 'T1562'],
  ['Policy:S3', 'T1530'],
  ['Policy:IAMUser/RootCredentialUsage', 'T1078.004'],
  ['Persistence:', 'T1098'],
  ['PrivilegeEscalation:', 'T1098'],
  ['Execution:', 'T1059'],
];

/** The ATT&CK techniques that a finding type speaks of; empty when it speaks of none. */
export function techniquesOf(findingType: string): readonly string[] {
  const [, ...techniques] = byPrefix.find(([prefix]) => findingType.startsWith(prefix)) ?? [''];
  return techniques;
}
