// SPDX-License-Identifier: Apache-2.0
//
// Block seals and authorities, decoded and verified without the chain's own code.

import { hexToU8a, stringToU8a, u8aConcat, u8aEq, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

import { decodeAuthority, decodeDigestItem, DIGEST } from './header.mjs';
import { CONTEXT, PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH, verify } from './pq-signer.mjs';
import { compact, decodeWhole, Reader } from './scale.mjs';

const AURA = stringToU8a('aura');

/**
 * @typedef {object} HeaderJson what `chain_getHeader` answers
 * @property {string} parentHash
 * @property {string} number in hex
 * @property {string} stateRoot
 * @property {string} extrinsicsRoot
 * @property {{ logs: string[] }} digest
 */

/**
 * The slot, the signature, and the hash that it signs: that of the header without its seal.
 *
 * @param {HeaderJson} header
 * @returns {{ slot: bigint, signature: Uint8Array, preSealHash: Uint8Array }}
 */
export function decodeSeal(header) {
  const logs = header.digest.logs.map((log) => hexToU8a(log));
  const seal = decodeDigestItem(new Reader(logs.at(-1)));
  if (seal.kind !== DIGEST.SEAL || !u8aEq(seal.engine, AURA)) {
    throw new Error(`the last digest item is no Aura seal: ${header.digest.logs.at(-1).slice(0, 20)}`);
  }
  const slot = logs
    .map((log) => decodeDigestItem(new Reader(log)))
    .find(({ kind, engine }) => kind === DIGEST.PRE_RUNTIME && u8aEq(engine, AURA));
  if (slot === undefined) {
    throw new Error('the header names no Aura slot');
  }
  return {
    slot: new Reader(slot.data).u64(),
    signature: seal.data,
    preSealHash: hashHeader(header, logs.slice(0, -1)),
  };
}

/**
 * The block's hash.
 *
 * @param {HeaderJson} header
 */
export function blockHash(header) {
  return u8aToHex(hashHeader(header, header.digest.logs.map((log) => hexToU8a(log))));
}

/**
 * Whether the block was sealed by the authority whose slot it was.
 *
 * @param {HeaderJson} header
 * @param {Uint8Array[]} authorities in the order of the runtime at the parent block
 */
export function sealIsValid(header, authorities) {
  const { slot, signature, preSealHash } = decodeSeal(header);
  const author = authorities[Number(slot % BigInt(authorities.length))];
  return signature.length === SIGNATURE_LENGTH && verify(signature, CONTEXT, preSealHash, author);
}

/** `Vec<AuthorityId>` of `AuraApi_authorities`. */
export function decodeAuraAuthorities(bytes) {
  return decodeWhole(bytes, (reader) => reader.vec((item) => item.take(PUBLIC_KEY_LENGTH)));
}

/** `Vec<(AuthorityId, u64)>` of `GrandpaApi_grandpa_authorities`. */
export function decodeGrandpaAuthorities(bytes) {
  return decodeWhole(bytes, (reader) => reader.vec(decodeAuthority));
}

function hashHeader({ parentHash, number, stateRoot, extrinsicsRoot }, logs) {
  return blake2AsU8a(
    u8aConcat(
      hexToU8a(parentHash),
      compact(Number(number)),
      hexToU8a(stateRoot),
      hexToU8a(extrinsicsRoot),
      compact(logs.length),
      ...logs,
    ),
    256,
  );
}
