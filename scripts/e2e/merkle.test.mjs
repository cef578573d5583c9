// SPDX-License-Identifier: Apache-2.0
//
// Merkle trees and paths, on the published vectors of Certificate Transparency. Needs no node.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fromHex, toHex } from './bytes.mjs';
import { leafHash, verifyLeaf } from './merkle.mjs';
import { batchOf, leafProof, pathOf, rootOf } from './merkle-tree.mjs';

// The leaves, and the roots over the first 1, 2, ... of them, of the reference tests of certificate-transparency.
const LEAVES = [
  '0x',
  '0x00',
  '0x10',
  '0x2021',
  '0x3031',
  '0x40414243',
  '0x5051525354555657',
  '0x606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  '0x6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  '0xfac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  '0xaeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  '0xd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '0x4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '0x76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  '0xddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '0x5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

// The first and the last leaf of eight.
const PATHS = {
  0: [
    '0x96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '0x5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '0x6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ],
  5: [
    '0xbc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    '0xca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    '0xd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ],
};

const digests = (count) => Array.from({ length: count }, (_, index) => `0x${String(index + 10).repeat(32)}`);

test('roots are those of Certificate Transparency', () => {
  const hashes = LEAVES.map((leaf) => leafHash(fromHex(leaf)));
  ROOTS.forEach((root, index) => assert.equal(toHex(rootOf(hashes.slice(0, index + 1))), root));
  assert.equal(toHex(rootOf([])), '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('paths are those of Certificate Transparency', () => {
  const hashes = LEAVES.map((leaf) => leafHash(fromHex(leaf)));
  for (const [index, path] of Object.entries(PATHS)) {
    assert.deepEqual(pathOf(Number(index), hashes).map(toHex), path);
  }
});

test('every leaf of every batch up to 40 is one, in its place alone', () => {
  for (let count = 1; count <= 40; count += 1) {
    const all = digests(count);
    const batch = batchOf(all);
    for (let index = 0; index < count; index += 1) {
      const proof = leafProof(index, all);
      verifyLeaf(proof, batch);
      for (const other of [index - 1, index + 1].filter((place) => place >= 0 && place < count)) {
        assert.throws(() => verifyLeaf({ ...proof, index: other }, batch), /does not lead/, `${index} of ${count}`);
      }
    }
  }
});

test('a proof that says anything else is refused', () => {
  const all = digests(11);
  const batch = batchOf(all);
  const proof = leafProof(6, all);
  const hash = all[0];
  const refused = {
    'another payload': [{ ...proof, digest: hash }, /does not lead/],
    'a path that ends early': [{ ...proof, path: proof.path.slice(0, -1) }, /does not lead/],
    'a path that goes on': [{ ...proof, path: [...proof.path, hash] }, /does not lead/],
    'another path': [{ ...proof, path: proof.path.with(1, hash) }, /does not lead/],
    'another batch': [{ ...proof, root: hash }, /the receipt attests/],
    'another number of leaves': [{ ...proof, leaves: 12 }, /the receipt attests/],
    'a leaf after the last': [{ ...proof, index: 11 }, /has no leaf 11/],
  };
  for (const [name, [changed, error]] of Object.entries(refused)) {
    assert.throws(() => verifyLeaf(changed, batch), error, name);
  }
});

test('a batch has 1 to 2^40 leaves', () => {
  for (const leaves of [0, 2 ** 40 + 1]) {
    const batch = { root: ROOTS[0], leaves };
    assert.throws(() => verifyLeaf({ ...batch, index: 0, digest: ROOTS[0], path: [] }, batch), /has no leaf 0/);
  }
  const [digest] = digests(1);
  verifyLeaf(leafProof(0, [digest]), batchOf([digest]));
});
