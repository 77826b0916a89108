import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Range } from '../range/server.ts';
import { practiceTeam } from '../start.ts';

/** Ways to break the demo on purpose: each must make it fail, naming the step that does not hold. */
export const breaks = ['okta-403', 'jira-500', 'no-takeover-rule', 'wrong-undo'] as const;
export type Break = (typeof breaks)[number];

/** The team files to start the bot with. Without the rule, the playbook that waits for it goes too: a wrong reference would stop the boot instead. */
export function teamFolder(broken: Break | undefined, scratch: string): string {
  if (broken !== 'no-takeover-rule') return practiceTeam;
  const folder = join(scratch, 'team');
  cpSync(practiceTeam, folder, { recursive: true });
  rmSync(join(folder, 'correlations/account-takeover.yml'));
  rmSync(join(folder, 'playbooks/account-takeover.yml'));
  return folder;
}

/** Arms what goes wrong from the beginning. */
export function breakRange(broken: Break | undefined, { faults }: Range): void {
  if (broken === 'okta-403')
    faults.next({ system: 'okta', method: 'POST', path: /\/lifecycle\/suspend$/, status: 403, times: Number.POSITIVE_INFINITY });
  if (broken === 'jira-500') faults.next({ system: 'jira', method: 'POST', path: '/rest/api/3/issue', status: 500, times: Number.POSITIVE_INFINITY });
}

/** Arms what goes wrong with the undo: the bucket ends up with every switch off, which is not what it was. */
export function breakUndo(broken: Break | undefined, { faults }: Range): void {
  if (broken !== 'wrong-undo') return;
  const allOff = (body: string) => body.replaceAll('>true<', '>false<');
  faults.next({ system: 'aws', method: 'PUT', path: /^\/acme-payroll\/?$/, rewrite: allOff });
}
