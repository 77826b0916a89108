import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { practiceTeam } from '../../src/workspace/start.ts';

/** Two sources with secrets of their own: together they are what policy asks for before anything happens by itself. */
export const stormSecrets = { HOOK_TOKEN_SURICATA: 'suricata-token-0123456789', HOOK_TOKEN_GENERIC: 'generic-token-0123456789' } as const;

/** The line of policy that lets addresses be blocked by themselves, and what goes with it. */
export const byItself = (automatic: string) => (yaml: string) =>
  yaml
    .replace(
      '  gate:\n',
      '  gate:\n    - tiers: [1]\n      actions: [block-ip]\n      scoreAtLeast: 30\n      verdict: automatic\n      why: A block ends by itself.\n',
    )
    .replace('  never: []\n', `  never: []\n  automatic: ${automatic}\n`);

/** A playbook that blocks whatever address attacks. */
export const blocking = () => 'id: storm\ntitle: Storm\nwhen:\n  scoreAtLeast: 30\nsteps:\n  - propose: block-ip\n    roles: [source]\n';

/** A copy of the practice team's folder, with these files changed. */
export function teamWith(changes: Readonly<Record<string, (yaml: string) => string>>): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'firebreak-storm-')), 'team');
  cpSync(practiceTeam, folder, { recursive: true });
  for (const [file, change] of Object.entries(changes)) {
    const path = join(folder, file);
    writeFileSync(path, change(file.startsWith('playbooks/storm') ? '' : readFileSync(path, 'utf8')));
  }
  return folder;
}

/** Each address is seen by the network sensor as a trifle (its priority 3; 1 is the gravest), and by another system as the worst there is. */
export async function attack(
  url: string,
  addresses: readonly string[],
  witnesses: readonly ('suricata' | 'generic')[] = ['suricata', 'generic'],
  priority = 3,
): Promise<void> {
  const at = new Date(Date.now() - 1000).toISOString();
  const said = {
    suricata: addresses.map((ip, flow) => ({
      timestamp: at,
      flow_id: `${ip}-${flow}`,
      event_type: 'alert',
      src_ip: ip,
      dest_ip: '198.51.100.9',
      alert: { signature_id: 1, signature: 'A scan', severity: priority, source: { ip } },
    })),
    generic: addresses.map((ip) => ({ id: `out-${ip}`, title: `Data leaves to ${ip}`, severity: 'critical', observables: [ip], happened_at: at })),
  };
  for (const source of witnesses) {
    const token = source === 'suricata' ? stormSecrets.HOOK_TOKEN_SURICATA : stormSecrets.HOOK_TOKEN_GENERIC;
    for (let start = 0; start < addresses.length; start += 50) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const body = JSON.stringify(said[source].slice(start, start + 50));
      const response = await fetch(`${url}/hooks/${source}`, { method: 'POST', headers, body });
      if (response.status !== 202) throw new Error(`${source} was not taken: ${response.status} ${await response.text()}`);
    }
  }
}
