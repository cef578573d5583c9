// SPDX-License-Identifier: Apache-2.0
//
// The hand-written keys, layouts and addresses of the verifier, against polkadot-js. Needs no node.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { concatBytes } from '@noble/hashes/utils.js';
import { compactToU8a, stringToU8a, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, encodeAddress, xxhashAsU8a } from '@polkadot/util-crypto';

import {
  decodeEntry,
  decodeHead,
  decodeRevocation,
  decodeSuspension,
  headKey,
  KINDS,
  receiptKey,
  revocationKey,
  suspensionKey,
} from './entry.mjs';
import { u32, u64 } from './scale.mjs';
import * as ss58 from './ss58.mjs';

const account = (byte) => new Uint8Array(32).fill(byte);
const NONE = Uint8Array.of(0);
const some = (bytes) => concatBytes(Uint8Array.of(1), bytes);
const sized = (bytes) => concatBytes(compactToU8a(bytes.length), bytes);

/** The bytes of a receipt, with some of its fields replaced. */
function receipt(changes = {}) {
  const fields = {
    issuer: account(1),
    sequence: u64(2),
    kind: Uint8Array.of(6),
    subject: account(3),
    digest: account(4),
    parent: NONE,
    batch: NONE,
    at: u32(5),
    time: u64(6),
    expires: NONE,
    uri: sized(new Uint8Array()),
    relayer: NONE,
    ...changes,
  };
  return concatBytes(...Object.values(fields));
}

/** The bytes of an entry with a receipt in it. */
function full(body, source = 0, deposit = compactToU8a(10n ** 12n)) {
  return concatBytes(Uint8Array.of(0), body, Uint8Array.of(source, 1), deposit, compactToU8a(7));
}

test('keys are those of the pallet and its maps', () => {
  const prefix = (map) => concatBytes(xxhashAsU8a('Receipts', 128), xxhashAsU8a(map, 128));
  const number = Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 2);
  assert.deepEqual(receiptKey(258), concatBytes(prefix('Receipts'), number));
  assert.deepEqual(revocationKey(258), concatBytes(prefix('Revocations'), number));
  const suspensions = concatBytes(xxhashAsU8a('Operators', 128), xxhashAsU8a('Suspensions', 128));
  const ofAccount = concatBytes(blake2AsU8a(account(7), 128), account(7));
  assert.deepEqual(suspensionKey(account(7)), concatBytes(suspensions, ofAccount));
  assert.deepEqual(headKey(account(7)), concatBytes(prefix('Head'), blake2AsU8a(account(7), 128), account(7)));
});

test('addresses are those of polkadot-js', () => {
  for (let byte = 0; byte < 256; byte += 1) {
    const address = encodeAddress(account(byte), 42);
    assert.equal(ss58.encodeAddress(account(byte)), address);
    assert.deepEqual(ss58.decodeAddress(address), account(byte));
  }
  const address = encodeAddress(account(9), 42);
  const misspelt = ['', 'x', address.slice(1), `${address}1`, `1${address}`, address.replace(/.$/, '0')];
  const foreign = [encodeAddress(account(9), 0), encodeAddress(account(9).subarray(0, 8), 42)];
  for (const other of [...misspelt, ...foreign, 'z'.repeat(10_000)]) {
    assert.equal(ss58.decodeAddress(other), null, other.slice(0, 60));
  }
});

test('an entry is read whole', () => {
  const batch = concatBytes(account(8), u64(9));
  const changes = {
    kind: concatBytes(Uint8Array.of(255), u32(77)),
    parent: some(u64(10)),
    batch: some(batch),
    expires: some(u32(11)),
    uri: sized(stringToU8a('uri')),
    relayer: some(account(12)),
  };
  const body = receipt(changes);
  assert.deepEqual(decodeEntry(full(body, 2)), {
    link: u8aToHex(blake2AsU8a(body, 256)),
    source: 'autonomous',
    receipt: {
      issuer: encodeAddress(account(1), 42),
      sequence: 2,
      kind: { custom: 77 },
      subject: u8aToHex(account(3)),
      digest: u8aToHex(account(4)),
      parent: 10,
      batch: { root: u8aToHex(account(8)), leaves: 9 },
      at: 5,
      time: 6,
      expires: 11,
      uri: '0x757269',
      relayer: encodeAddress(account(12), 42),
    },
  });
});

test('kinds have their index', () => {
  KINDS.forEach((kind, index) => {
    assert.equal(decodeEntry(full(receipt({ kind: Uint8Array.of(index) }))).receipt.kind, kind);
  });
  assert.throws(() => decodeEntry(full(receipt({ kind: Uint8Array.of(KINDS.length) }))), /unknown kind 13/);
});

test('of a pruned entry the link is left', () => {
  const entry = concatBytes(Uint8Array.of(1), account(1), Uint8Array.of(1), account(2), compactToU8a(5));
  assert.deepEqual(decodeEntry(entry), { link: u8aToHex(account(1)), source: 'pallet', receipt: null });
});

test('revocations and heads are read whole', () => {
  const revocation = concatBytes(u32(1), u64(2), sized(stringToU8a('why')));
  assert.deepEqual(decodeRevocation(revocation), { at: 1, time: 2, reason: '0x776879' });
  assert.deepEqual(decodeHead(concatBytes(u64(3), account(4))), { next: 3, hash: u8aToHex(account(4)) });
  const stopped = { since: 5, lapses: null, successor: encodeAddress(account(6), 42) };
  assert.deepEqual(decodeSuspension(concatBytes(u32(5), NONE, some(account(6)))), stopped);
  const lapsing = { since: 5, lapses: 7, successor: null };
  assert.deepEqual(decodeSuspension(concatBytes(u32(5), some(u32(7)), NONE)), lapsing);
});

test('what the state cannot hold is refused', () => {
  const tooMuch = concatBytes(Uint8Array.of((13 << 2) | 3), account(1).subarray(0, 17));
  const refused = {
    'an unknown form': [Uint8Array.of(2), /unknown kind 2/],
    'nothing': [new Uint8Array(), /expected at offset/],
    'a byte too many': [concatBytes(full(receipt()), NONE), /too many/],
    'a byte too few': [full(receipt()).subarray(0, -1), /expected at offset/],
    'an unknown source': [full(receipt(), 3), /unknown source 3/],
    'an option that is none': [full(receipt({ parent: concatBytes(Uint8Array.of(2), u64(1)) })), /a bool is 0 or 1/],
    'a long uri': [full(receipt({ uri: sized(new Uint8Array(129)) })), /129 bytes where the state holds 128/],
    'an amount of 136 bits': [full(receipt(), 0, tooMuch), /128 bits/],
    'a number beyond 2^53': [full(receipt({ sequence: u64(2n ** 53n) })), /beyond 2\^53 - 1/],
  };
  for (const [name, [bytes, error]] of Object.entries(refused)) {
    assert.throws(() => decodeEntry(bytes), error, name);
  }
  const reason = concatBytes(u32(1), u64(2), sized(new Uint8Array(65)));
  assert.throws(() => decodeRevocation(reason), /65 bytes where the state holds 64/);
});
