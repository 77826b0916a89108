import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

/** Most bytes of one body, as it comes and after inflating: 1 MiB. */
export const bodyLimit = 1_048_576;

/** Most bytes of bodies that are being read at one time, over all connections: a thousand slow senders must not fill the memory. */
const heldLimit = 64 * bodyLimit;
let held = 0;

/** A body that cannot be taken, with the status that says so. */
export class BodyRefused extends Error {
  readonly status: 400 | 413 | 415 | 503;

  constructor(status: BodyRefused['status'], message: string) {
    super(message);
    this.status = status;
  }
}

const inflaters = { gzip: promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) } as const;

/**
 * Reads a request's body whole, inflated, never more than the limit of either form.
 * @throws BodyRefused 413 too large, 415 another encoding than gzip, deflate or br, 400 not what its encoding says or cut short, 503 too many at once.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) throw tooLarge();
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && !isKnown(encoding)) throw new BodyRefused(415, 'send the body as it is, or as gzip, deflate or br');
  const raw = await readRaw(request);
  if (encoding === 'identity' || raw.length === 0) return raw;
  try {
    return await inflaters[encoding](raw, { maxOutputLength: bodyLimit });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new BodyRefused(400, `the body is not ${encoding}`);
  }
}

function isKnown(encoding: string): encoding is keyof typeof inflaters {
  return Object.hasOwn(inflaters, encoding);
}

async function readRaw(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      held += chunk.length;
      if (size > bodyLimit) throw tooLarge();
      if (held > heldLimit) throw new BodyRefused(503, 'too much is being received at once; send it again in a moment');
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof BodyRefused ? error : new BodyRefused(400, 'the body was cut short');
  } finally {
    held -= size;
  }
  return Buffer.concat(chunks);
}

function tooLarge(): BodyRefused {
  return new BodyRefused(413, `a body may have at most ${bodyLimit} bytes, also after inflating`);
}
