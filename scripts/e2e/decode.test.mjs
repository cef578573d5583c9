// SPDX-License-Identifier: Apache-2.0
//
// The hand-written decoders of seals and justifications, against polkadot-js's codec; the parser of the documentation.
// Needs no node.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { falcon512padded } from '@noble/post-quantum/falcon.js';
import { TypeRegistry } from '@polkadot/types';
import { compactToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

import {
  blockHash,
  decodeAuraAuthorities,
  decodeSeal,
  sealIsValid,
} from './consensus.mjs';
import { decodeJustification, precommitIsValid } from './justification.mjs';
import { CONTEXT, inContext } from './pq-signer.mjs';
import { compact, Reader, u32, u64 } from './scale.mjs';
import { documentedMethods } from './surface.mjs';

const registry = new TypeRegistry();
const alice = falcon512padded.keygen(new Uint8Array(48).fill(1));
const bob = falcon512padded.keygen(new Uint8Array(48).fill(2));

const sign = (message, { secretKey }) => falcon512padded.sign(inContext(CONTEXT, message), secretKey);
const logs = (...items) => items.map((item) => u8aToHex(registry.createType('DigestItem', item).toU8a()));
const preRuntime = (slot) => ({ PreRuntime: ['aura', u8aToHex(u64(slot))] });
const seal = (signature) => ({ Seal: ['aura', u8aToHex(signature)] });

function header(items) {
  return {
    parentHash: u8aToHex(new Uint8Array(32).fill(1)),
    number: '0x1234',
    stateRoot: u8aToHex(new Uint8Array(32).fill(2)),
    extrinsicsRoot: u8aToHex(new Uint8Array(32).fill(3)),
    digest: { logs: logs(...items) },
  };
}

test('compact integers agree with polkadot-js', () => {
  for (const value of [0, 1, 63, 64, 666, 16_383, 16_384, 2 ** 30 - 1]) {
    assert.deepEqual(compact(value), compactToU8a(value), String(value));
    const reader = new Reader(compactToU8a(value));
    assert.equal(reader.compact(), value);
    reader.end();
  }
  assert.throws(() => compact(2 ** 30), /too large/);
  for (const value of [2n ** 30n, 2n ** 32n - 1n, 2n ** 64n, 10n ** 38n]) {
    assert.equal(new Reader(compactToU8a(value)).compactBig(), value);
  }
  assert.throws(() => new Reader(compactToU8a(2n ** 32n)).compact(), /32 bits expected/);
});

test('a compact integer has one encoding', () => {
  const longer = [[0x01, 0x00], [0x02, 0x01, 0, 0], [0x03, 0xff, 0xff, 0xff, 0x3f], [0x07, 1, 1, 1, 1, 0]];
  for (const bytes of longer) {
    assert.throws(() => new Reader(Uint8Array.from(bytes)).compactBig(), /shortest form/);
  }
});

test('a reader does not read past the end, nor stop before it', () => {
  assert.throws(() => new Reader(Uint8Array.of(1, 2)).u32(), /4 bytes expected at offset 0, 2 are left/);
  assert.throws(() => new Reader(Uint8Array.of(8, 2)).bytes(), /2 bytes expected at offset 1, 1 are left/);
  assert.throws(() => new Reader(Uint8Array.of(1)).end(), /1 bytes too many/);
});

test('header hashes agree with polkadot-js', () => {
  const json = header([preRuntime(5), seal(new Uint8Array(666))]);
  assert.equal(blockHash(json), registry.createType('Header', json).hash.toHex());
});

test("a seal is valid for its slot's author alone", () => {
  const unsealed = header([preRuntime(7)]);
  const hash = registry.createType('Header', unsealed).hash.toU8a();
  const sealed = header([preRuntime(7), seal(sign(hash, bob))]);
  assert.deepEqual(decodeSeal(sealed).preSealHash, hash);
  assert.equal(decodeSeal(sealed).slot, 7n);
  assert.ok(sealIsValid(sealed, [alice.publicKey, bob.publicKey]));
  assert.ok(!sealIsValid(sealed, [bob.publicKey, alice.publicKey]));
  assert.ok(!sealIsValid({ ...sealed, stateRoot: sealed.parentHash }, [alice.publicKey, bob.publicKey]));
});

test('a header without seal or slot is reported', () => {
  assert.throws(() => decodeSeal(header([preRuntime(7)])), /no Aura seal/);
  assert.throws(() => decodeSeal(header([seal(new Uint8Array(666))])), /no Aura slot/);
});

test('a justification is read whole and its votes are valid in their round and set alone', () => {
  const target = blake2AsU8a(stringToU8a('block'), 256);
  const vote = u8aConcat(Uint8Array.of(1), target, u32(9), u64(3), u64(2));
  const precommit = ({ publicKey, secretKey }) => u8aConcat(target, u32(9), sign(vote, { secretKey }), publicKey);
  const ancestry = registry.createType('Header', header([preRuntime(7), seal(new Uint8Array(666))])).toU8a();
  const bytes = u8aConcat(
    u64(3),
    target,
    u32(9),
    compact(2),
    precommit(alice),
    precommit(bob),
    compact(1),
    ancestry,
  );
  const { round, targetHash, targetNumber, precommits, ancestries } = decodeJustification(bytes);
  assert.deepEqual([round, targetHash, targetNumber], [3n, u8aToHex(target), 9]);
  assert.equal(ancestries[0].number, 0x1234);
  assert.deepEqual(precommits.map(({ id }) => id), [alice.publicKey, bob.publicKey]);
  for (const one of precommits) {
    assert.ok(precommitIsValid(one, 3n, 2n));
    assert.ok(!precommitIsValid(one, 4n, 2n), 'another round');
    assert.ok(!precommitIsValid(one, 3n, 1n), 'another set');
    assert.ok(!precommitIsValid({ ...one, number: 10 }, 3n, 2n), 'another block');
  }
  assert.throws(() => decodeJustification(bytes.subarray(0, -1)), /expected at offset/);
  assert.throws(() => decodeJustification(u8aConcat(bytes, Uint8Array.of(0))), /too many/);
});

test('authorities are read whole', () => {
  const bytes = u8aConcat(compact(2), alice.publicKey, bob.publicKey);
  assert.deepEqual(decodeAuraAuthorities(bytes), [alice.publicKey, bob.publicKey]);
});

test('the parser of the documentation is strict', () => {
  const document = (...lines) => ['# Surface', '```rpc_methods', ...lines, '```', 'text'].join('\n');
  assert.deepEqual(documentedMethods(document('a_b', 'chainHead_v1_body')), ['a_b', 'chainHead_v1_body']);
  assert.throws(() => documentedMethods('no block'), /one block .* expected, found 0/);
  assert.throws(() => documentedMethods(document('a_b') + '\n' + document('c_d')), /found 2/);
  assert.throws(() => documentedMethods(document('a_b', '')), /line 2: "" is no method name/);
  assert.throws(() => documentedMethods(document('a_b  # a comment')), /is no method name/);
  assert.throws(() => documentedMethods(document('b_a', 'a_b')), /"a_b" is not in alphabetical order/);
  assert.throws(() => documentedMethods(document('a_b', 'a_b')), /"a_b" is not in alphabetical order, or twice/);
  assert.throws(() => documentedMethods(document()), /empty/);
  assert.throws(() => documentedMethods('```rpc_methods\na_b'), /is not closed/);
});
