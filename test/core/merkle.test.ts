import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frontier, grown, rootOf, treeOver } from '../../src/core/merkle.ts';

/** The leaves of Certificate Transparency's own test tree, and the roots of its first one to eight leaves. */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaves = inputs.map((hex) => createHash('sha256').update(Uint8Array.of(0)).update(Buffer.from(hex, 'hex')).digest('hex'));

function frontierOf(some: readonly string[]): Frontier {
  return some.reduce<Frontier>((frontier, leaf, index) => grown(frontier, index, leaf), []);
}

describe('the tree over the timeline', () => {
  it('is that of RFC 6962, as Certificate Transparency publishes it', () => {
    expect(roots.map((_, index) => rootOf(frontierOf(leaves.slice(0, index + 1))))).toEqual(roots);
    expect(rootOf([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('proves where its leaves stand with the published path', () => {
    expect(treeOver(leaves).inclusion(0)).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
  });

  it('keeps no more of a tree than one hash for each power of two in its size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (size) => {
        const frontier = frontierOf(Array.from({ length: size }, (_, index) => leaves[index % 8] ?? ''));
        expect(frontier.length).toBe(size.toString(2).replaceAll('0', '').length);
      }),
    );
  });
});
