// SPDX-License-Identifier: Apache-2.0
//
// Storage proofs out of nodes that are written byte by byte here. Needs no node of the chain.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { concatBytes } from '@noble/hashes/utils.js';

import { blake2b256, compareBytes, fromHex } from './bytes.mjs';
import { compact } from './scale.mjs';
import { StorageProof } from './trie.mjs';

const LEAF = { prefix: 0b01, bits: 2 };
const BRANCH = { prefix: 0b10, bits: 2 };
const BRANCH_WITH_VALUE = { prefix: 0b11, bits: 2 };
const LEAF_WITH_HASH = { prefix: 0b001, bits: 3 };
const BRANCH_WITH_HASH = { prefix: 0b0001, bits: 4 };

const key = (hex) => fromHex(`0x${hex}`);
const sized = (bytes) => concatBytes(compact(bytes.length), bytes);

/** The head of a node whose partial key has these nibbles, given as hex digits. */
function head({ prefix, bits }, nibbles) {
  const full = 0xff >> bits;
  const first = prefix << (8 - bits);
  const length = [];
  for (let rest = nibbles.length - full; rest >= 0 && (length.length === 0 || length.at(-1) === 255); rest -= 255) {
    length.push(Math.min(rest, 255));
  }
  const padded = nibbles.length % 2 === 0 ? nibbles : `0${nibbles}`;
  return concatBytes(Uint8Array.of(first | Math.min(nibbles.length, full), ...length), key(padded));
}

const leaf = (nibbles, value) => concatBytes(head(LEAF, nibbles), sized(value));
const leafWithHash = (nibbles, value) => concatBytes(head(LEAF_WITH_HASH, nibbles), blake2b256(value));

/** A branch with these children, by nibble; `value` is SCALE-encoded or a hash, as the kind says. */
function branch(kind, nibbles, children, value = new Uint8Array()) {
  const bitmap = Object.keys(children).reduce((sum, nibble) => sum | (1 << Number(nibble)), 0);
  const refs = Object.values(children).map((node) => sized(node.length < 32 ? node : blake2b256(node)));
  return concatBytes(head(kind, nibbles), Uint8Array.of(bitmap & 0xff, bitmap >> 8), value, ...refs);
}

function proofOf(root, ...nodes) {
  return new StorageProof(blake2b256(root), [root, ...nodes].sort(compareBytes));
}

const SHORT = Uint8Array.of(1, 2, 3);
const LONG = new Uint8Array(33).fill(9);

describe('a value is read', () => {
  test('out of a leaf', () => {
    const proof = proofOf(leaf('a1b2', SHORT));
    assert.deepEqual(proof.read(key('a1b2')), SHORT);
    proof.end();
  });

  test('out of a node of its own', () => {
    const proof = proofOf(leafWithHash('a1b2', LONG), LONG);
    assert.deepEqual(proof.read(key('a1b2')), LONG);
    proof.end();
  });

  test('below branches, with partial keys of odd length', () => {
    const inner = branch(BRANCH, 'cde', { 15: leaf('01', LONG.subarray(1)) });
    const root = branch(BRANCH, 'a', { 1: inner, 11: leaf('00', SHORT) });
    const proof = proofOf(root, inner, leaf('01', LONG.subarray(1)));
    assert.deepEqual(proof.read(key('ab00')), SHORT);
    assert.throws(() => proof.end(), /2 nodes .* superfluous/);
    assert.deepEqual(proof.read(key('a1cdef01')), LONG.subarray(1));
    proof.end();
  });

  test('out of a branch, in it or beside it', () => {
    const children = { 0: leaf('0', SHORT) };
    const inline = proofOf(branch(BRANCH_WITH_VALUE, 'ab', children, sized(SHORT)));
    assert.deepEqual(inline.read(key('ab')), SHORT);
    const hashed = proofOf(branch(BRANCH_WITH_HASH, 'ab', children, blake2b256(LONG)), LONG);
    assert.deepEqual(hashed.read(key('ab')), LONG);
    assert.deepEqual(hashed.read(key('ab00')), SHORT);
    hashed.end();
  });

  test('under keys whose length takes several bytes', () => {
    const lengths = [2, 14, 16, 30, 32, 62, 64, 316, 318, 320, 570, 572, 574, 1_000];
    for (const nibbles of lengths.map((length) => 'ab'.repeat(length / 2))) {
      assert.deepEqual(proofOf(leaf(nibbles, SHORT)).read(key(nibbles)), SHORT, String(nibbles.length));
      assert.deepEqual(proofOf(leafWithHash(nibbles, LONG), LONG).read(key(nibbles)), LONG);
      const inBranch = branch(BRANCH_WITH_HASH, nibbles, { 3: leaf('', SHORT) }, blake2b256(LONG));
      assert.deepEqual(proofOf(inBranch, LONG).read(key(nibbles)), LONG);
    }
  });
});

describe('nothing is read', () => {
  const root = branch(BRANCH, 'a', { 1: leaf('00', SHORT), 2: branch(BRANCH, '', { 0: leaf('0', SHORT) }) });

  test('where a branch has no child', () => assert.equal(proofOf(root).read(key('a300')), null));
  test('where a leaf has another key', () => assert.equal(proofOf(root).read(key('a101')), null));
  test('where a branch has another key', () => assert.equal(proofOf(root).read(key('b100')), null));
  test('at a branch without a value', () => assert.equal(proofOf(root).read(key('a2')), null));
  test('where a key ends before a leaf does', () => assert.equal(proofOf(leaf('a100', SHORT)).read(key('a1')), null));
  test('where a key goes on after a leaf', () => assert.equal(proofOf(leaf('a1', SHORT)).read(key('a100')), null));
  test('in an empty state', () => assert.equal(proofOf(Uint8Array.of(0)).read(key('a1')), null));
});

describe('no proof is', () => {
  const below = leaf('cd', LONG.subarray(1));
  const root = branch(BRANCH, 'a', { 1: below });

  test('one that lacks a node', () => {
    assert.throws(() => proofOf(root).read(key('a1cd')), /lacks the node/);
    assert.throws(() => proofOf(leafWithHash('a1', LONG)).read(key('a1')), /lacks the node/);
    assert.throws(() => new StorageProof(new Uint8Array(32), [root]).read(key('a1')), /lacks the node/);
  });

  test('one with a node that nothing needs', () => {
    const proof = proofOf(root, below, LONG);
    assert.deepEqual(proof.read(key('a1cd')), LONG.subarray(1));
    assert.throws(() => proof.end(), /1 nodes .* superfluous/);
  });

  test('one out of order, or with a node twice', () => {
    const nodes = [root, below].sort(compareBytes);
    assert.throws(() => new StorageProof(blake2b256(root), nodes.toReversed()), /ascending/);
    assert.throws(() => new StorageProof(blake2b256(root), [nodes[0], nodes[0]]), /twice/);
  });

  test('one of nodes that are none', () => {
    const broken = {
      'an unknown kind': [Uint8Array.of(0b0000_1000), /begins with 0x08/],
      'a compact proof': [Uint8Array.of(1, 0x40), /begins with 0x01/],
      'a value that ends early': [leaf('a1', SHORT).subarray(0, -1), /expected at offset/],
      'a byte too many': [concatBytes(leaf('a1', SHORT), Uint8Array.of(0)), /too many/],
      'a pad that is not zero': [Uint8Array.of(0x41, 0x1a, 0), /padded with zero/],
      'a branch without children': [branch(BRANCH, 'a', {}), /no children/],
      'a key without end': [new Uint8Array(300).fill(0xff).fill(0x7f, 0, 1), /longer key|expected at offset/],
      'nothing': [new Uint8Array(), /expected at offset/],
    };
    for (const [name, [node, error]] of Object.entries(broken)) {
      assert.throws(() => proofOf(node).read(key('a1')), error, name);
    }
  });
});
