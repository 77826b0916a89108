import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another practice keeps its state in the same folder: both would overwrite what the other one knows. */
export class FolderTaken extends Error {
  override readonly name = 'FolderTaken';
}

/**
 * Claims a folder for the practice of this process, in a file with its process id and port. A claim whose process is gone is taken over. Returns how to give it up.
 * @throws FolderTaken naming the other one; whatever the file system says when the folder cannot be written.
 */
export function claimFolder(folder: string, port: number): () => void {
  const file = join(folder, 'practice.lock');
  mkdirSync(folder, { recursive: true });
  const holder = holderOf(file);
  if (holder !== undefined && holder.pid !== process.pid && isAlive(holder.pid)) {
    throw new FolderTaken(`Another practice (process ${holder.pid}, port ${holder.port}) keeps its state in ${folder} already.`);
  }
  rmSync(file, { force: true });
  // Of two that come at once, one fails here.
  writeFileSync(file, `${process.pid} ${port}\n`, { flag: 'wx', mode: 0o600 });
  return () => {
    if (holderOf(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

function holderOf(file: string): { readonly pid: number; readonly port: string } | undefined {
  try {
    const [, pid, port = ''] = /^(\d+) (\d+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
    return pid === undefined ? undefined : { pid: Number(pid), port };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process lives too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
