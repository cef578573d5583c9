// SPDX-License-Identifier: Apache-2.0
//
// Block seals and finality votes, decoded and verified without the chain's own code.

import { hexToU8a, stringToU8a, u8aConcat, u8aEq, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

import { CONTEXT, PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH, verify } from './pq-signer.mjs';
import { compact, Reader, u32, u64 } from './scale.mjs';

const AURA = stringToU8a('aura');
const HASH_LENGTH = 32;

// `DigestItem`, by the index of its variant.
const OTHER = 0;
const CONSENSUS = 4;
const SEAL = 5;
const PRE_RUNTIME = 6;
const RUNTIME_ENVIRONMENT_UPDATED = 8;

// `finality_grandpa::Message::Precommit`.
const PRECOMMIT = 1;

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
  if (seal.kind !== SEAL || !u8aEq(seal.engine, AURA)) {
    throw new Error(`the last digest item is no Aura seal: ${header.digest.logs.at(-1).slice(0, 20)}`);
  }
  const slot = logs
    .map((log) => decodeDigestItem(new Reader(log)))
    .find(({ kind, engine }) => kind === PRE_RUNTIME && u8aEq(engine, AURA));
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
  return decodeWhole(bytes, (reader) =>
    reader.vec((item) => ({ id: item.take(PUBLIC_KEY_LENGTH), weight: item.u64() })),
  );
}

/**
 * A `GrandpaJustification`.
 *
 * @param {Uint8Array} bytes
 */
export function decodeJustification(bytes) {
  return decodeWhole(bytes, (reader) => ({
    round: reader.u64(),
    targetHash: u8aToHex(reader.take(HASH_LENGTH)),
    targetNumber: reader.u32(),
    precommits: reader.vec(decodePrecommit),
    ancestries: reader.vec(decodeHeader),
  }));
}

/**
 * Whether a precommit was signed by the key that it names, for this round of this authority set.
 *
 * @param {ReturnType<typeof decodePrecommit>} precommit
 * @param {bigint} round
 * @param {bigint} setId
 */
export function precommitIsValid({ hash, number, signature, id }, round, setId) {
  const message = u8aConcat(Uint8Array.of(PRECOMMIT), hash, u32(number), u64(round), u64(setId));
  return verify(signature, CONTEXT, message, id);
}

function decodePrecommit(reader) {
  return {
    hash: reader.take(HASH_LENGTH),
    number: reader.u32(),
    signature: reader.take(SIGNATURE_LENGTH),
    id: reader.take(PUBLIC_KEY_LENGTH),
  };
}

function decodeHeader(reader) {
  return {
    parentHash: reader.take(HASH_LENGTH),
    number: reader.compact(),
    stateRoot: reader.take(HASH_LENGTH),
    extrinsicsRoot: reader.take(HASH_LENGTH),
    digest: reader.vec(decodeDigestItem),
  };
}

function decodeDigestItem(reader) {
  const kind = reader.u8();
  switch (kind) {
    case OTHER:
      return { kind, data: reader.bytes() };
    case CONSENSUS:
    case SEAL:
    case PRE_RUNTIME:
      return { kind, engine: reader.take(4), data: reader.bytes() };
    case RUNTIME_ENVIRONMENT_UPDATED:
      return { kind };
    default:
      throw new Error(`digest item of an unknown kind ${kind}`);
  }
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

function decodeWhole(bytes, decode) {
  const reader = new Reader(bytes);
  const value = decode(reader);
  reader.end();
  return value;
}
