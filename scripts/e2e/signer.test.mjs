// SPDX-License-Identifier: Apache-2.0
//
// The signer alone, and noble against the vectors of the Rust implementation. Needs no node.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';

import { falcon512padded } from '@noble/post-quantum/falcon.js';
import { TypeRegistry } from '@polkadot/types';
import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, encodeAddress } from '@polkadot/util-crypto';

import {
  accountId,
  CONTEXT,
  encodeSignature,
  FalconSigner,
  inContext,
  PUBLIC_KEY_LENGTH,
  SECRET_KEY_LENGTH,
  SIGNATURE_LENGTH,
  verify,
} from './pq-signer.mjs';

const VECTORS = new URL('../../primitives/crypto/tests/vectors/falcon512.json', import.meta.url);
const STATEMENT = 'tonnetz/statement/v1';

const key = falcon512padded.keygen(new Uint8Array(48).fill(7));
const signer = new FalconSigner(key);

/** The same bytes with one bit changed. */
function flipped(bytes, position, bit = 0) {
  const copy = Uint8Array.from(bytes);
  copy[position] ^= 1 << bit;
  return copy;
}

/** Public key and signature of what the signer hands to polkadot-js. */
function parts(signatureHex) {
  const bytes = hexToU8a(signatureHex);
  assert.equal(bytes.length, 1 + PUBLIC_KEY_LENGTH + SIGNATURE_LENGTH);
  assert.equal(bytes[0], 0x00, 'the index of Signature::Falcon512');
  return { publicKey: bytes.subarray(1, 1 + PUBLIC_KEY_LENGTH), signature: bytes.subarray(1 + PUBLIC_KEY_LENGTH) };
}

describe('formats', () => {
  test('noble has the encodings of round 3', () => {
    const signature = signer.sign(CONTEXT, new Uint8Array());
    assert.deepEqual([key.publicKey.length, key.publicKey[0]], [PUBLIC_KEY_LENGTH, 0x09]);
    assert.deepEqual([key.secretKey.length, key.secretKey[0]], [SECRET_KEY_LENGTH, 0x59]);
    assert.deepEqual([signature.length, signature[0]], [SIGNATURE_LENGTH, 0x39]);
  });

  test('a context is prefixed with its length', () => {
    const expected = u8aConcat(Uint8Array.of(10), stringToU8a('tonnetz/v1'), Uint8Array.of(1, 2, 3));
    assert.deepEqual(inContext(CONTEXT, Uint8Array.of(1, 2, 3)), expected);
    assert.throws(() => inContext('x'.repeat(256), new Uint8Array()), /at most 255 bytes/);
  });

  test('an account is the hash of scheme and key', () => {
    const preimage = u8aConcat(stringToU8a('tonnetz/account/v1'), Uint8Array.of(0), key.publicKey);
    assert.deepEqual(accountId(key.publicKey), blake2AsU8a(preimage, 256));
    assert.equal(signer.address, encodeAddress(accountId(key.publicKey), 42));
  });

  test('lengths are checked', () => {
    assert.throws(() => accountId(key.publicKey.subarray(1)), /public key has 897 bytes, this one has 896/);
    assert.throws(() => encodeSignature(key.publicKey, new Uint8Array(667)), /signature has 666 bytes/);
    assert.throws(() => new FalconSigner({ secretKey: new Uint8Array(1280) }), /secret key has 1281 bytes/);
  });
});

describe('keys', () => {
  const json = {
    scheme: 'falcon512',
    publicKey: u8aToHex(key.publicKey),
    secretKey: u8aToHex(key.secretKey),
  };

  test('come from the JSON of the node', () => {
    assert.equal(FalconSigner.fromKeyJson(JSON.stringify(json)).address, signer.address);
    assert.equal(FalconSigner.fromKeyJson(json).address, signer.address);
  });

  test('are refused without a secret, of another scheme, or when they do not belong together', () => {
    const stranger = falcon512padded.keygen(new Uint8Array(48).fill(8));
    assert.throws(() => FalconSigner.fromKeyJson({ ...json, secretKey: undefined }), /--show-secret/);
    assert.throws(() => FalconSigner.fromKeyJson({ ...json, scheme: 'sphincs-shake-128s' }), /signs with falcon512/);
    assert.throws(() => new FalconSigner({ ...key, publicKey: stranger.publicKey }), /does not belong/);
  });

  test('show no secret', () => {
    const start = u8aToHex(key.secretKey.subarray(0, 8)).slice(2);
    const shown = [inspect(signer, { showHidden: true, depth: 5 }), JSON.stringify(signer), String(signer)];
    shown.forEach((text) => assert.ok(!text.includes(start) && !text.includes('secretKey')));
  });
});

describe('signRaw', () => {
  const data = u8aToHex(Uint8Array.of(1, 2, 3));
  const { address } = signer;

  test('signs a short payload as it is, a longer one by its hash', async () => {
    for (const length of [1, 256, 257, 5_000]) {
      const payload = new Uint8Array(length).fill(9);
      const { signature } = await signer.signRaw({ address, data: u8aToHex(payload), type: 'payload' });
      const message = length > 256 ? blake2AsU8a(payload, 256) : payload;
      assert.ok(verify(parts(signature).signature, CONTEXT, message, key.publicKey), `${length} bytes`);
    }
  });

  test('wraps a message in the context of extrinsics', async () => {
    const { signature } = parts((await signer.signRaw({ address, data, type: 'bytes' })).signature);
    const wrapped = u8aConcat(stringToU8a('<Bytes>'), hexToU8a(data), stringToU8a('</Bytes>'));
    assert.ok(verify(signature, CONTEXT, wrapped, key.publicKey));
    assert.ok(!verify(signature, CONTEXT, hexToU8a(data), key.publicKey));
  });

  test('signs a message in another context as it is', async () => {
    const { signature } = parts((await signer.signRaw({ address, data, context: STATEMENT })).signature);
    assert.ok(verify(signature, STATEMENT, hexToU8a(data), key.publicKey));
    assert.ok(!verify(signature, CONTEXT, hexToU8a(data), key.publicKey));
  });

  test('refuses a payload in another context, and another account', async () => {
    const other = encodeAddress(new Uint8Array(32), 42);
    await assert.rejects(signer.signRaw({ address, data, type: 'payload', context: STATEMENT }), /in the context/);
    await assert.rejects(signer.signRaw({ address: other, data }), /not for/);
  });

  test('numbers its answers', async () => {
    const first = await signer.signRaw({ address, data });
    const second = await signer.signRaw({ address, data });
    assert.equal(second.id, first.id + 1);
  });
});

describe('signPayload', () => {
  const registry = new TypeRegistry();
  const connected = new FalconSigner(key).connect({ registry });
  const hash = u8aToHex(new Uint8Array(32).fill(5));

  function payload(method) {
    return {
      address: connected.address,
      blockHash: hash,
      era: '0x00',
      genesisHash: hash,
      method,
      nonce: '0x00000003',
      signedExtensions: [],
      specVersion: '0x00000001',
      tip: '0x00000000',
      transactionVersion: '0x00000001',
      version: 4,
    };
  }

  test('leaves out the length prefix of the call and hashes what is long', async () => {
    const extensions = ['CheckSpecVersion', 'CheckTxVersion', 'CheckGenesis', 'CheckMortality', 'CheckNonce'];
    registry.setSignedExtensions(extensions);
    const tail = u8aConcat(
      Uint8Array.of(0x00, 3 << 2), // immortal era, compact nonce
      Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0),
      hexToU8a(hash),
      hexToU8a(hash),
    );
    for (const length of [4, 1_000]) {
      const method = new Uint8Array(length).fill(0x2a);
      const { signature } = await connected.signPayload(payload(u8aToHex(method)));
      const bytes = u8aConcat(method, tail);
      const message = bytes.length > 256 ? blake2AsU8a(bytes, 256) : bytes;
      assert.ok(verify(parts(signature).signature, CONTEXT, message, key.publicKey), `call of ${length} bytes`);
    }
  });

  test('needs a chain', async () => {
    await assert.rejects(new FalconSigner(key).signPayload(payload('0x2a')), /connect\(api\)/);
  });
});

describe('verification', () => {
  const message = stringToU8a('a message');
  const signature = signer.sign(CONTEXT, message);

  test('signing is randomised, every signature is valid', () => {
    const again = signer.sign(CONTEXT, message);
    assert.notDeepEqual(again, signature);
    assert.ok(verify(again, CONTEXT, message, key.publicKey));
  });

  test('refuses every changed byte, length, context and key', () => {
    const stranger = falcon512padded.keygen(new Uint8Array(48).fill(9));
    // The header, the nonce, the start, the middle of the compressed polynomial, the padding.
    for (const position of [0, 1, 40, 41, 300, 665]) {
      assert.ok(!verify(flipped(signature, position), CONTEXT, message, key.publicKey), `signature byte ${position}`);
    }
    for (const position of [0, 1, 450, 896]) {
      assert.ok(!verify(signature, CONTEXT, message, flipped(key.publicKey, position)), `key byte ${position}`);
    }
    assert.ok(!verify(signature.subarray(0, 665), CONTEXT, message, key.publicKey), 'truncated');
    assert.ok(!verify(u8aConcat(signature, Uint8Array.of(0)), CONTEXT, message, key.publicKey), 'extended');
    assert.ok(!verify(signature, STATEMENT, message, key.publicKey), 'another context');
    assert.ok(!verify(signature, CONTEXT, flipped(message, 0), key.publicKey), 'another message');
    assert.ok(!verify(signature, CONTEXT, message, stranger.publicKey), "another account's key");
  });
});

describe('vectors of the Rust implementation', () => {
  const { cases, keys } = JSON.parse(readFileSync(VECTORS, 'utf8'));
  const bytes = (hex) => hexToU8a(`0x${hex}`);

  test('have the accounts that the signer computes', () => {
    assert.ok(keys.length > 0);
    for (const [index, vector] of keys.entries()) {
      assert.deepEqual(accountId(bytes(vector.public)), bytes(vector.accountId), `key ${index}`);
    }
  });

  test('verify with noble, and no changed one does', () => {
    assert.ok(cases.length > 0);
    for (const [index, vector] of cases.entries()) {
      const [publicKey, message, signature] = [vector.public, vector.message, vector.signature].map(bytes);
      const name = vector.context;
      assert.ok(verify(signature, name, message, publicKey), `case ${index}`);
      for (const position of [0, 20, 41, 200]) {
        assert.ok(!verify(flipped(signature, position), name, message, publicKey), `case ${index}, byte ${position}`);
      }
      assert.ok(!verify(signature, `${name}x`, message, publicKey), `case ${index}, another context`);
      assert.ok(!verify(signature, name, u8aConcat(message, Uint8Array.of(0)), publicKey), `case ${index}, longer`);
      assert.ok(!verify(signature, name, message, flipped(publicKey, 100)), `case ${index}, another key`);
    }
  });
});
