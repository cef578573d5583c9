// SPDX-License-Identifier: Apache-2.0
//
// Extrinsics that must not get in: each is refused with an error that says why, and the node lives.

import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';

import { Keyring } from '@polkadot/api';
import { hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, cryptoWaitReady, decodeAddress } from '@polkadot/util-crypto';

import { freshSigner, moreBlocks, TNZ } from './chain.mjs';
import { BLOCK, check, devSigner, startDev, until } from './harness.mjs';
import { CONTEXT, encodeSignature, PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH } from './pq-signer.mjs';
import { compact, Reader } from './scale.mjs';

const SIGNED_V4 = 0x84;
const ADDRESS_ID = 0x00;
const ENCODED_SIGNATURE_LENGTH = 1 + PUBLIC_KEY_LENGTH + SIGNATURE_LENGTH;

const BAD_SIGNATURE = { code: /^1010$/, message: /bad signature/i };
const STALE = { code: /^1010$/, message: /outdated/i };
const UNDECODABLE = { code: /^1002$/, message: /bad input data/i };
// What follows the signature shifts: either nothing can be read any more, or something that nobody signed.
const SHIFTED = { code: /^(1002|1010)$/, message: /bad input data|bad signature/i };

let node;
let api;
let alice;
let bob;

before(async () => {
  await cryptoWaitReady();
  node = await startDev();
  api = node.api;
  alice = await devSigner(api, '//Alice');
  bob = await devSigner(api, '//Bob');
});

after(() => node?.stop());

/** What stands before and after the signature of a transfer by `account`, and what that signature has to sign. */
async function transferBy(account, options = {}) {
  let payload;
  const signer = {
    async signRaw({ data }) {
      payload = hexToU8a(data);
      return { id: 0, signature: u8aToHex(new Uint8Array(ENCODED_SIGNATURE_LENGTH).fill(1, 1)) };
    },
  };
  const call = api.tx.balances.transferKeepAlive(freshSigner(api).address, TNZ);
  const signed = await call.signAsync(account.address, { ...options, signer });
  return {
    account: account.accountId,
    message: payload.length > 256 ? blake2AsU8a(payload, 256) : payload,
    rest: afterSignature(signed.toU8a()),
  };
}

/** Signed extensions and call: what follows the signature in an extrinsic. */
function afterSignature(extrinsic) {
  const reader = new Reader(extrinsic);
  assert.equal(reader.compact(), reader.left);
  assert.deepEqual([reader.u8(), reader.u8()], [SIGNED_V4, ADDRESS_ID]);
  reader.take(32 + ENCODED_SIGNATURE_LENGTH);
  return reader.take(reader.left);
}

function assemble({ account, rest }, signature) {
  const body = u8aConcat(Uint8Array.of(SIGNED_V4, ADDRESS_ID), account, signature, rest);
  return u8aConcat(compact(body.length), body);
}

function signatureBy(key, message, context = CONTEXT) {
  return encodeSignature(key.publicKey, key.sign(context, message));
}

function flipped(bytes, position) {
  const copy = Uint8Array.from(bytes);
  copy[position] ^= 1;
  return copy;
}

const submitRaw = (bytes) => node.send('author_submitExtrinsic', [u8aToHex(bytes)]);

async function assertRefused(bytes, { code, message }, what = '') {
  await assert.rejects(submitRaw(bytes), (error) => {
    assert.match(String(error.code), code, `${what}: ${error.message}`);
    assert.match(error.message, message, what);
    return true;
  });
}

describe('a signed extrinsic', () => {
  // The refusals below prove something only if the same assembly with the right signature gets in.
  check('is accepted when nothing is wrong with it, and once only', async () => {
    const transfer = await transferBy(alice);
    const bytes = assemble(transfer, signatureBy(alice, transfer.message));
    await submitRaw(bytes);
    await until('the transfer to be in a block', 20 * BLOCK, async () => {
      const { nonce } = await api.query.system.account(alice.address);
      return nonce.eqn(1);
    });
    const late = await transferBy(alice, { nonce: 0 });
    await assertRefused(assemble(late, signatureBy(alice, late.message)), STALE);
  });

  check("is refused with another account's key", async () => {
    const transfer = await transferBy(alice);
    await assertRefused(assemble(transfer, signatureBy(bob, transfer.message)), BAD_SIGNATURE);
  });

  check("is refused with another account's key beside the right signature", async () => {
    const transfer = await transferBy(alice);
    const mixed = encodeSignature(bob.publicKey, alice.sign(CONTEXT, transfer.message));
    await assertRefused(assemble(transfer, mixed), BAD_SIGNATURE);
  });

  check('is refused when signed in another context', async () => {
    const transfer = await transferBy(alice);
    for (const context of ['tonnetz/statement/v1', 'tonnetz/v2', '']) {
      await assertRefused(assemble(transfer, signatureBy(alice, transfer.message, context)), BAD_SIGNATURE, context);
    }
  });

  check('is refused with a truncated or an extended signature', async () => {
    const transfer = await transferBy(alice);
    const signature = signatureBy(alice, transfer.message);
    const truncated = [signature.subarray(0, -1), signature.subarray(0, PUBLIC_KEY_LENGTH)];
    const extended = u8aConcat(signature, Uint8Array.of(0));
    for (const changed of [...truncated, extended]) {
      await assertRefused(assemble(transfer, changed), SHIFTED, `${changed.length} bytes`);
    }
  });

  check('is refused with one bit flipped in its signature', async () => {
    const transfer = await transferBy(alice);
    const signature = signatureBy(alice, transfer.message);
    const start = 1 + PUBLIC_KEY_LENGTH;
    // The header, the nonce, the compressed polynomial, its padding.
    for (const position of [start, start + 1, start + 41, start + 300, start + SIGNATURE_LENGTH - 1]) {
      await assertRefused(assemble(transfer, flipped(signature, position)), BAD_SIGNATURE, `byte ${position}`);
    }
  });

  check('is refused with one bit flipped in its public key', async () => {
    const transfer = await transferBy(alice);
    const signature = signatureBy(alice, transfer.message);
    for (const position of [1, 2, 450, PUBLIC_KEY_LENGTH]) {
      await assertRefused(assemble(transfer, flipped(signature, position)), BAD_SIGNATURE, `byte ${position}`);
    }
  });

  check('is refused with one bit flipped in its call', async () => {
    const transfer = await transferBy(alice);
    const signature = signatureBy(alice, transfer.message);
    // The recipient is 32 bytes before the compact amount at the end of the call.
    const recipient = transfer.rest.length - 20;
    const changed = { ...transfer, rest: flipped(transfer.rest, recipient) };
    await assertRefused(assemble(changed, signature), BAD_SIGNATURE);
  });

  check('is refused for another chain', async () => {
    const transfer = await transferBy(alice, { era: 0, genesisHash: u8aToHex(new Uint8Array(32).fill(1)) });
    await assertRefused(assemble(transfer, signatureBy(alice, transfer.message)), BAD_SIGNATURE);
  });

  check('is refused with another nonce than the signed one', async () => {
    const [signed, sent] = [await transferBy(alice, { nonce: 7 }), await transferBy(alice)];
    await assertRefused(assemble(sent, signatureBy(alice, signed.message)), BAD_SIGNATURE);
  });
});

describe('a classical signature', () => {
  // The variants of sp_runtime::MultiSignature, as every other Substrate chain takes them.
  const schemes = [
    { type: 'ed25519', index: 0 },
    { type: 'sr25519', index: 1 },
    { type: 'ecdsa', index: 2 },
  ];
  for (const { type, index } of schemes) {
    check(`of ${type} is refused for its own account and for one of this chain`, async () => {
      const pair = new Keyring({ type }).addFromUri('//Alice');
      const own = { accountId: decodeAddress(pair.address), address: pair.address };
      for (const account of [own, alice]) {
        const transfer = await transferBy(account);
        const signature = u8aConcat(Uint8Array.of(index), pair.sign(transfer.message));
        await assertRefused(assemble(transfer, signature), UNDECODABLE, account.address);
      }
    });
  }
});

check('after all of this the node answers, makes blocks and keeps nothing in its pool', async () => {
  const health = await api.rpc.system.health();
  assert.ok(health.isSyncing.isFalse);
  await moreBlocks(api, 2);
  assert.deepEqual(await node.send('author_pendingExtrinsics'), []);
});
