import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { Zip, ZipDeflate } from 'fflate';

/** A zip that is written as it grows, so that only one file of it is held at a time. Its last file names the SHA-256 of all others. */
export interface Archive {
  add(name: string, content: string | Uint8Array): void;
  /** Adds `SHA256SUMS`, in the form that `sha256sum --check` reads, and ends the file. */
  finish(): void;
}

/** Begins a zip that only its owner may read. @throws Error when the file is there already or cannot be written. */
export function archive(file: string): Archive {
  const fd = openSync(file, 'wx', 0o600);
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    writeSync(fd, chunk);
  });
  const sums: string[] = [];
  const put = (name: string, bytes: Uint8Array) => {
    const entry = new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    entry.push(bytes, true);
  };
  return {
    add(name, content) {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      sums.push(`${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`);
      put(name, bytes);
    },
    finish() {
      put('SHA256SUMS', Buffer.from(sums.join('')));
      zip.end();
      closeSync(fd);
    },
  };
}
