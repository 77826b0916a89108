import { existsSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Check, fine, open, wrong } from './checks.ts';

/** What the machine itself has to offer: a Node, room for the database, and files that only those may read and change who should. */
export function machineChecks(places: { readonly root: string; readonly databaseUrl: string; readonly teamFolder: string }): readonly Check[] {
  return [runtime(), ...disk(places.databaseUrl), ...(process.platform === 'win32' ? [] : files(places))];
}

function runtime(): Check {
  const borrowed = process.execPath.includes(`${path.sep}runtime${path.sep}`);
  return fine('Runtime', `Node ${process.versions.node}${borrowed ? ', borrowed from the npm registry because this machine’s own is older' : ''}`);
}

const mebibyte = 2 ** 20;
/** MiB below which the database may soon be unable to grow, and below which it hardly can any more. */
const little = 1024;
const tooLittle = 100;

/** Room where the database stands. A full disk takes no alert any more. */
function disk(databaseUrl: string): readonly Check[] {
  const file = /^sqlite:(.+)$/.exec(databaseUrl)?.[1];
  if (file === undefined) return [];
  const folder = nearestFolder(path.dirname(path.resolve(file)));
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / mebibyte);
  const says = `${free} MiB are free where the database stands (${folder})`;
  if (free >= little) return [fine('Disk', says)];
  const next = 'Make room: alerts that cannot be kept are refused, and their senders have to send them again.';
  return [free >= tooLittle ? open('Disk', says, next) : wrong('Disk', says, next)];
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(path.dirname(folder));
}

/** `.env` and the database hold secrets, so they are for their owner alone; whoever changes the team's files changes who may say yes. */
function files({ root, databaseUrl, teamFolder }: Parameters<typeof machineChecks>[0]): readonly Check[] {
  const database = databaseUrl.replace(/^sqlite:/, '');
  const secret = [path.join(root, '.env'), database, `${database}-wal`].filter((file) => allows(file, 0o077));
  const open = ['', 'people.yml', 'policy.yml'].map((name) => path.join(teamFolder, name)).filter((file) => allows(file, 0o002));
  const shown = (found: readonly string[]) => found.map((file) => path.relative(process.cwd(), file) || '.').join(' ');
  const checks = [
    ...(secret.length > 0
      ? [wrong('File modes', `others on this machine can read ${shown(secret)}, and with it tokens or incidents`, `Run chmod 600 ${shown(secret)}`)]
      : []),
    ...(open.length > 0
      ? [wrong('File modes', `anybody on this machine can change ${shown(open)}, and with it who may say yes`, `Run chmod o-w ${shown(open)}`)]
      : []),
  ];
  return checks.length > 0
    ? checks
    : [fine('File modes', 'only their owner can read .env and the database, and not everybody can change the team’s files')];
}

function allows(file: string, mode: number): boolean {
  return existsSync(file) && (statSync(file).mode & mode) !== 0;
}
