#!/usr/bin/env node
// Checks a record of Firebreak without Firebreak: `node verify.mjs [folder] [--key KEY] [--anchor FILE]…`. Exit 0: it holds, 1: it does not, 2: it cannot be read.
//
// The folder (default: that of this file) holds
//   timeline.jsonl     one event a line; `payload` is the exact text that `commitment` commits to
//   checkpoints.jsonl  { "note": … } a line; signed notes, https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint
//   key.txt            the verifier key. It came with the rest: compare it with what you have from elsewhere, or give yours with --key
//   proof.json         only where timeline.jsonl is the part about one incident: that each of its events stands in the whole
// An anchor is a file with a checkpoint that was kept elsewhere: a Slack message, a comment on a ticket, a Git commit.
//
// What is checked:
//   hash        SHA-256(0x00 ‖ JSON of by{id,kind,name}, commitment, happenedAt, incident, previous, recordedAt, seq, type): a leaf of the tree (RFC 6962)
//   previous    the hash of the event before; 64 zeros for the first
//   commitment  SHA-256(salt ‖ payload); both are null where a later event `event.redacted` of the same incident names the event
//   checkpoint  its Ed25519 signature, and that the tree of the first so many hashes has the root that was signed
// What this does not show: what came after the newest checkpoint and was cut off; anything that whoever has the signing key wrote anew and no anchor contradicts;
// in the part about one incident, that no event of it was left out.

import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const bytes = (hex) => Buffer.from(hex, 'hex');
const inner = (left, right) => sha256(Uint8Array.of(1), bytes(left), bytes(right)).toString('hex');
/** The largest power of two below n. */
const splitOf = (n) => 2 ** Math.floor(Math.log2(n - 1));

/** A tree of RFC 6962 that grows. */
function growing() {
  // Perfect trees that wait for one of their own height, as in adding one to a binary number.
  const waiting = [];
  return {
    add: (leaf) => {
      let node = { height: 0, hash: leaf };
      while (waiting.at(-1)?.height === node.height) node = { height: node.height + 1, hash: inner(waiting.pop().hash, node.hash) };
      waiting.push(node);
    },
    root: () => waiting.map(({ hash }) => hash).reduceRight((right, left) => inner(left, right)),
  };
}

/** Root that a leaf, 0-based, and its path come to in a tree of `size`. RFC 6962, section 2.1.1. */
function rootByPath(leaf, index, size, path) {
  const steps = [...path];
  const up = (at, n) => {
    if (n === 1) return leaf;
    const split = splitOf(n);
    if (at < split) {
      const left = up(at, split);
      return inner(left, steps.shift() ?? '');
    }
    const right = up(at - split, n - split);
    return inner(steps.shift() ?? '', right);
  };
  const root = index < size ? up(index, size) : '';
  return steps.length === 0 ? root : '';
}

/** The roots of the tree of `size` and of its first `part` leaves that a consistency proof comes to. RFC 6962, section 2.1.2. */
function rootsByConsistency(part, partRoot, size, path) {
  const steps = [...path];
  const both = (m, n, whole) => {
    if (m === n) {
      const hash = whole ? partRoot : (steps.shift() ?? '');
      return { part: hash, all: hash };
    }
    const split = splitOf(n);
    if (m <= split) {
      const left = both(m, split, whole);
      return { part: left.part, all: inner(left.all, steps.shift() ?? '') };
    }
    const right = both(m - split, n - split, false);
    const left = steps.shift() ?? '';
    return { part: inner(left, right.part), all: inner(left, right.all) };
  };
  const roots = both(part, size, true);
  return steps.length === 0 ? roots : { part: '', all: '' };
}

/** What a checkpoint says, and whether this key signed it. */
function readNote(note, key) {
  const stated = /^[1-9]\d{0,14}$/.exec(note.split('\n')[1] ?? '')?.[0];
  const size = stated === undefined ? null : Number(stated);
  const [, name = '', id = '', encoded = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(key) ?? [];
  const typed = Buffer.from(encoded, 'base64');
  const keyId = sha256(`${name}\n`, typed).subarray(0, 4).toString('hex');
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || typed.length !== 33 || typed[0] !== 1 || keyId !== id) return { size, root: null };
  const text = note.slice(0, end + 1);
  const [origin, , root = '', rest, ...more] = text.split('\n');
  const der = Buffer.concat([bytes('302a300506032b6570032100'), typed.subarray(1)]);
  const publicKey = createPublicKey({ key: der, type: 'spki', format: 'der' });
  const lines = note
    .slice(end + 2, -1)
    .split('\n')
    .map((line) => /^— (\S+) (\S+)$/.exec(line));
  const signed = lines.map((line) => ({ by: line?.[1], data: Buffer.from(line?.[2] ?? '', 'base64') }));
  const ours = signed.find(({ by, data }) => by === name && data.subarray(0, 4).toString('hex') === id);
  const good = ours !== undefined && verify(null, Buffer.from(text), publicKey, ours.data.subarray(4));
  const plain = origin === name && rest === '' && more.length === 0 && Buffer.from(root, 'base64').length === 32;
  return { size, root: good && plain ? Buffer.from(root, 'base64').toString('hex') : null };
}

/** Why an event does not hold by itself; undefined when it does. */
function whyWrong(event, redactions) {
  const { by, commitment, happenedAt, incident, previous, recordedAt, seq, type, hash, salt, payload } = event;
  const { id, kind, name } = by;
  const fields = JSON.stringify({ by: { id, kind, name }, commitment, happenedAt, incident, previous, recordedAt, seq, type });
  if (sha256(Uint8Array.of(0), fields).toString('hex') !== hash) return 'its hash does not fit its fields: it was changed after it was recorded';
  const redaction = redactions.get(seq);
  if (salt === null && payload === null && redaction?.incident === incident && redaction.seq > seq) return undefined;
  if (salt === null || payload === null) return 'what it says is missing';
  if (!/^[0-9a-f]{32}$/.test(salt)) return 'its salt was changed after it was recorded';
  return sha256(bytes(salt), payload).toString('hex') === commitment ? undefined : 'what it says was changed after it was recorded';
}

function redactionsIn(events) {
  const found = new Map();
  for (const { type, seq, incident, payload } of events) {
    if (type !== 'event.redacted' || payload === null) continue;
    try {
      const target = JSON.parse(payload).seq;
      if (Number.isSafeInteger(target) && !found.has(target)) found.set(target, { seq, incident });
    } catch {
      // What cannot be read redacts nothing.
    }
  }
  return found;
}

const unsigned = (size) => ({ seq: size, why: `the checkpoint over ${size} events carries no good signature` });

/** The first break of a whole record; undefined when it holds. `events` as in timeline.jsonl, `notes` of all checkpoints and anchors. */
export function verifyWhole(events, notes, key) {
  const claims = notes.map((note) => readNote(note, key));
  if (claims.some(({ size }) => size === null) && events.length > 0) return { seq: null, why: 'a checkpoint cannot be read' };
  const redactions = redactionsIn(events);
  const tree = growing();
  let last = 0;
  let previous = '0'.repeat(64);
  let checkpointed = 0;
  for (const event of events) {
    const { seq } = event;
    const wrong = (why) => ({ seq, why });
    if (seq !== last + 1) return wrong(`events #${last + 1} to #${seq - 1} are missing before it`);
    if (event.previous !== previous) return wrong('it does not follow the event before it');
    const why = whyWrong(event, redactions);
    if (why !== undefined) return wrong(why);
    tree.add(event.hash);
    previous = event.hash;
    last = seq;
    const here = claims.filter(({ size }) => size === seq);
    if (here.length === 0) continue;
    const root = tree.root();
    for (const claim of here) {
      if (claim.root === null) return unsigned(seq);
      if (claim.root !== root) return wrong(`what was signed is not what stands here: an event among #${checkpointed + 1} to #${seq} was rewritten`);
    }
    checkpointed = seq;
  }
  const missed = claims.filter(({ size }) => size > last).sort((a, b) => a.size - b.size)[0];
  if (missed === undefined) return undefined;
  if (missed.root === null) return unsigned(missed.size);
  return { seq: last + 1, why: `events #${last + 1} to #${missed.size} are missing: they were signed for` };
}

/** The same for the part about one incident, by its proof. */
export function verifyPart(events, notes, key, proof) {
  const claims = notes.map((note) => readNote(note, key));
  const bad = claims.find(({ size, root }) => size === null || root === null);
  if (bad !== undefined) return { ...unsigned(bad.size), seq: null };
  const head = claims.find(({ size }) => size === proof.size);
  if (head === undefined) return { seq: null, why: `there is no checkpoint over ${proof.size} events` };
  const redactions = redactionsIn(events);
  const paths = new Map(proof.events.map(({ seq, path }) => [seq, path]));
  for (const event of events) {
    const { seq, incident, hash } = event;
    const path = paths.get(seq);
    paths.delete(seq);
    const why = incident === proof.incident ? whyWrong(event, redactions) : 'it is of another incident';
    if (why !== undefined) return { seq, why };
    if (path === undefined) return { seq, why: 'there is no proof for it' };
    if (rootByPath(hash, seq - 1, proof.size, path) !== head.root) return { seq, why: 'it is not in what was signed' };
  }
  for (const seq of paths.keys()) return { seq, why: 'it is proven, and missing here' };
  const ways = new Map(proof.checkpoints.map(({ size, path }) => [size, path]));
  for (const { size, root } of claims) {
    if (size === head.size && root === head.root) continue;
    const roots = size < head.size ? rootsByConsistency(size, root, head.size, ways.get(size) ?? []) : undefined;
    if (roots?.part !== root || roots.all !== head.root)
      return { seq: null, why: `it is not shown that the checkpoint over ${size} events is the beginning of this` };
  }
  return undefined;
}

function main(words) {
  const folder = words.find((word, at) => !word.startsWith('--') && !words[at - 1]?.startsWith('--')) ?? import.meta.dirname;
  const given = (name) => words.flatMap((word, at) => (word === name ? [words[at + 1] ?? ''] : []));
  const read = (name) => readFileSync(`${folder}/${name}`, 'utf8');
  const lines = (name) =>
    read(name)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const events = lines('timeline.jsonl');
  const anchors = given('--anchor').map((file) => `${readFileSync(file, 'utf8').trim()}\n`);
  const notes = [...lines('checkpoints.jsonl').map(({ note }) => note), ...anchors];
  const key = given('--key')[0] ?? read('key.txt').trim();
  const part = existsSync(`${folder}/proof.json`) ? JSON.parse(read('proof.json')) : undefined;
  const broken = part === undefined ? verifyWhole(events, notes, key) : verifyPart(events, notes, key, part);
  if (broken === undefined) {
    const newest = Math.max(0, ...notes.map((note) => readNote(note, key).size));
    console.log(
      `It holds: ${events.length} events${part ? ` of ${part.incident}` : ''}, ${notes.length} checkpoints, the newest over ${newest} events.`,
    );
    if (given('--key').length === 0) console.log(`Signed by ${key}: compare this with the key that you have from elsewhere.`);
    return 0;
  }
  console.log(`It does not hold${broken.seq === null ? '' : ` at event #${broken.seq}`}: ${broken.why}.`);
  return 1;
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  try {
    process.exitCode = main(process.argv.slice(2));
  } catch (error) {
    console.error(`It cannot be read: ${error.message}`);
    process.exitCode = 2;
  }
}
