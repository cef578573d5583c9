// SPDX-License-Identifier: Apache-2.0
//
// Which votes finalise a block: made here with real keys, for chains of nothing but headers. Needs no node.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { concatBytes } from '@noble/hashes/utils.js';
import { falcon512padded } from '@noble/post-quantum/falcon.js';

import { toHex } from './bytes.mjs';
import { decodeHeader, scheduledAuthorities } from './header.mjs';
import { verifyJustification, votersOf } from './justification.mjs';
import { CONTEXT, inContext } from './pq-signer.mjs';
import { compact, decodeWhole, u32, u64 } from './scale.mjs';

const ROUND = 5n;
const SET = 3n;

const keys = Array.from({ length: 7 }, (_, index) => falcon512padded.keygen(new Uint8Array(48).fill(index + 1)));
const GRANDPA = new TextEncoder().encode('FRNK');

/** A header whose digest has these items for GRANDPA. */
function header(parentHash, number, ...signals) {
  const items = signals.map((data) => concatBytes(Uint8Array.of(4), GRANDPA, compact(data.length), data));
  const roots = new Uint8Array(64);
  const bytes = concatBytes(parentHash, compact(number), roots, compact(items.length), ...items);
  return decodeWhole(bytes, decodeHeader);
}

/** Headers 10 to 10 + `length` - 1, each the child of the one before. */
function chain(length, root = new Uint8Array(32)) {
  const headers = [];
  for (let number = 10; number < 10 + length; number += 1) {
    headers.push(header(headers.at(-1)?.hash ?? root, number));
  }
  return headers;
}

function vote({ hash, number }, { publicKey, secretKey }, round = ROUND, set = SET) {
  const message = concatBytes(Uint8Array.of(1), hash, u32(number), u64(round), u64(set));
  return { hash, number, signature: falcon512padded.sign(inContext(CONTEXT, message), secretKey), id: publicKey };
}

function set(weights, { after = null, last = null } = {}) {
  const authorities = weights.map((weight, index) => ({ key: keys[index].publicKey, weight: BigInt(weight) }));
  return { id: SET, voters: votersOf(authorities), after, last };
}

function justification(target, precommits, ancestries = []) {
  return { round: ROUND, targetHash: toHex(target.hash), targetNumber: target.number, precommits, ancestries };
}

function refused(votesFor, of, reason) {
  assert.throws(() => verifyJustification(votesFor, of), reason);
}

const votes = (block, count) => keys.slice(0, count).map((key) => vote(block, key));

test('more than two thirds finalise, two thirds do not', () => {
  const [block] = chain(1);
  for (const [size, needed] of [[1, 1], [2, 2], [3, 3], [4, 3], [5, 4], [6, 5], [7, 5]]) {
    const all = votes(block, size);
    const of = set(Array(size).fill(1));
    verifyJustification(justification(block, all.slice(0, needed)), of);
    refused(justification(block, all.slice(0, needed - 1)), of, /are needed/);
  }
});

test('votes count by their weight', () => {
  const [block] = chain(1);
  verifyJustification(justification(block, votes(block, 1)), set([5, 1, 1]));
  refused(justification(block, votes(block, 1)), set([4, 1, 1]), /weight 4 .* 5 are needed/);
  refused(justification(block, votes(block, 2)), set([1, 0, 0]), /is no authority/);
  assert.throws(() => set([0, 0]), /weighs 1 to/);
  assert.throws(() => set([2n ** 64n - 1n, 1]), /weighs 1 to/);
});

test('a vote counts in its round, its set, for its block, by its key', () => {
  const [block, other] = chain(2);
  const [first, second, third] = votes(block, 3);
  const of = set([1, 1, 1]);
  const foreign = {
    'another round': vote(block, keys[2], ROUND + 1n),
    'another set': vote(block, keys[2], ROUND, SET - 1n),
    'another block': { ...third, signature: vote(other, keys[2]).signature },
    'another key': { ...third, signature: second.signature },
  };
  for (const forged of Object.values(foreign)) {
    refused(justification(block, [first, second, forged]), of, /vote 2 is not signed/);
  }
});

test('a stranger, a repeated vote and too many who vote twice are refused', () => {
  const [block, child] = chain(2);
  const four = set([1, 1, 1, 1]);
  const all = votes(block, 5);
  refused(justification(block, all), four, /is no authority of set 3/);
  refused(justification(block, [...all.slice(0, 3), all[0]]), four, /more than once/);

  const [again, another] = [vote(child, keys[0]), vote(child, keys[1])];
  verifyJustification(justification(block, [...all.slice(0, 3), again], [child]), four);
  const thrice = [...all.slice(0, 3), again, { ...again, hash: new Uint8Array(32) }];
  refused(justification(block, thrice, [child]), four, /more than once/);
  const both = [...all.slice(0, 3), again, another];
  refused(justification(block, both, [child]), four, /voted for two blocks each/);
});

test('votes for later blocks count with the headers down to the lowest one, and no other', () => {
  const [block, child, grandchild] = chain(3);
  const of = set([1, 1, 1, 1]);
  const mixed = [vote(block, keys[0]), vote(child, keys[1]), vote(grandchild, keys[2])];
  verifyJustification(justification(block, mixed, [grandchild, child]), of);
  refused(justification(block, mixed, [child]), of, /no headers lead/);
  refused(justification(block, mixed, [child, grandchild, block]), of, /none of them needs/);
  refused(justification(block, mixed, [child, child, grandchild]), of, /none of them needs/);
});

test('the block is the highest one that the votes finalise', () => {
  const [block, child] = chain(2);
  const of = set([1, 1, 1, 1]);
  const three = keys.slice(0, 3).map((key) => vote(child, key));
  const below = vote(block, keys[3]);
  verifyJustification(justification(child, [...three, below], [child]), of);
  refused(justification(block, [...three, below], [child]), of, /a later block/);
});

test('forks share their ancestors, not their votes', () => {
  const [block] = chain(1);
  const [left, right] = [1, 2].map((mark) => header(block.hash, 11, Uint8Array.of(4, mark, 0, 0, 0)));
  const of = set([1, 1, 1, 1]);
  const split = [vote(left, keys[0]), vote(right, keys[1]), vote(block, keys[2])];
  verifyJustification(justification(block, split, [left, right]), of);
  refused(justification(left, split, [left, right]), of, /are needed/);
});

test('a vote whose number is not that of its block is refused', () => {
  const [block, child] = chain(2);
  const of = set([1, 1, 1]);
  const lying = [...votes(block, 2), vote({ hash: child.hash, number: 12 }, keys[2])];
  refused(justification(block, lying, [child]), of, /no headers lead/);
  const numbers = { hash: block.hash, number: 11 };
  refused(justification(numbers, votes(block, 3)), of, /the number of block/);
});

test('a set finalises its own blocks alone', () => {
  const [block] = chain(1);
  const check = (range) => verifyJustification(justification(block, votes(block, 1)), set([1], range));
  check({ after: 9, last: 10 });
  assert.throws(() => check({ after: 10 }), /set 3 began after block 10/);
  assert.throws(() => check({ after: 3, last: 9 }), /set 3 ended with block 9/);
});

test('no votes finalise nothing', () => {
  const [block] = chain(1);
  assert.throws(() => verifyJustification(justification(block, []), set([1])), /are needed/);
});

test('a change of the set is scheduled, at once, in the digest', () => {
  const authority = concatBytes(keys[0].publicKey, u64(7));
  const change = (delay) => concatBytes(compact(1), authority, u32(delay));
  const scheduled = (delay) => concatBytes(Uint8Array.of(1), change(delay));
  const forced = concatBytes(Uint8Array.of(2), u32(1), change(0));
  const disabled = concatBytes(Uint8Array.of(3), u64(1));
  const at = (...signals) => scheduledAuthorities(header(new Uint8Array(32), 10, ...signals));

  assert.deepEqual(at(disabled, scheduled(0)), [{ key: keys[0].publicKey, weight: 7n }]);
  assert.deepEqual(at(scheduled(0), scheduled(9)), at(scheduled(0)), 'the first counts');
  assert.throws(() => at(disabled), /block 10 does not change/);
  assert.throws(() => at(scheduled(1)), /after 1 more blocks/);
  assert.throws(() => at(scheduled(0), forced), /forces a change/);
  assert.throws(() => at(Uint8Array.of(6)), /unknown kind 6/);
  assert.throws(() => at(concatBytes(scheduled(0), Uint8Array.of(0))), /too many/);
});
