import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical-json.ts';
import { linkOf } from '../../src/core/timeline.ts';

const text = fc.string({ unit: 'binary' });
const fields = fc.record({
  seq: fc.nat(),
  incident: text,
  type: text,
  happenedAt: text,
  recordedAt: text,
  by: fc.record({ kind: fc.constantFrom('human', 'bot', 'agent'), id: text, name: text }),
  commitment: text,
  previous: text,
});

describe('the hash of an event', () => {
  it('is the leaf hash of RFC 6962 over RFC 8785 canonical JSON of its fields', () => {
    fc.assert(
      fc.property(fields, (fields) => {
        const expected = createHash('sha256').update(Uint8Array.of(0)).update(canonicalJson(fields)).digest('hex');
        expect(linkOf(fields)).toBe(expected);
      }),
    );
  });
});
