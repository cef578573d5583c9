// SPDX-License-Identifier: Apache-2.0
//
// Block headers as bytes, and what GRANDPA reads in their digests.

import { blake2b256, sameBytes } from './bytes.mjs';
import { decodeWhole } from './scale.mjs';

export const HASH_LENGTH = 32;

/** Length in bytes of an authority's key. */
export const AUTHORITY_KEY_LENGTH = 897;

/** `DigestItem`, by the index of its variant. */
export const DIGEST = { OTHER: 0, CONSENSUS: 4, SEAL: 5, PRE_RUNTIME: 6, RUNTIME_ENVIRONMENT_UPDATED: 8 };

// "FRNK", which marks what is for GRANDPA.
const GRANDPA = Uint8Array.of(0x46, 0x52, 0x4e, 0x4b);

/**
 * A header and its hash.
 *
 * @param {Uint8Array} bytes nothing but the header
 */
export function headerOf(bytes) {
  return decodeWhole(bytes, decodeHeader);
}

/** Reads a header; its hash is that of the bytes it was read from, which are its only encoding. */
export function decodeHeader(reader) {
  const [header, bytes] = reader.withBytes((fields) => ({
    parentHash: fields.take(HASH_LENGTH),
    number: fields.compact(),
    stateRoot: fields.take(HASH_LENGTH),
    extrinsicsRoot: fields.take(HASH_LENGTH),
    digest: fields.vec(decodeDigestItem),
  }));
  return { ...header, hash: blake2b256(bytes) };
}

export function decodeDigestItem(reader) {
  const kind = reader.u8();
  switch (kind) {
    case DIGEST.OTHER:
      return { kind, data: reader.bytes() };
    case DIGEST.CONSENSUS:
    case DIGEST.SEAL:
    case DIGEST.PRE_RUNTIME:
      return { kind, engine: reader.take(4), data: reader.bytes() };
    case DIGEST.RUNTIME_ENVIRONMENT_UPDATED:
      return { kind };
    default:
      throw new Error(`digest item of an unknown kind ${kind}`);
  }
}

/**
 * The authorities that the block makes those of the next set.
 *
 * @param {ReturnType<typeof decodeHeader>} header
 * @returns {{ key: Uint8Array, weight: bigint }[]}
 * @throws unless the block schedules a change that applies at once: nothing else ends a set here
 */
export function scheduledAuthorities(header) {
  const signals = header.digest
    .filter(({ kind, engine }) => kind === DIGEST.CONSENSUS && sameBytes(engine, GRANDPA))
    .map(({ data }) => decodeWhole(data, decodeSignal));
  if (signals.some(({ forced }) => forced)) {
    throw new Error(`block ${header.number} forces a change of the authority set, which no votes prove`);
  }
  const change = signals.find(({ authorities }) => authorities !== undefined);
  if (change === undefined) {
    throw new Error(`block ${header.number} does not change the authority set`);
  }
  if (change.delay !== 0) {
    throw new Error(`block ${header.number} changes the authority set after ${change.delay} more blocks, not at once`);
  }
  return change.authorities;
}

/** `ConsensusLog`, by the index of its variant. */
function decodeSignal(reader) {
  const index = reader.u8();
  switch (index) {
    case 1:
      return decodeChange(reader);
    case 2:
      reader.u32();
      return { ...decodeChange(reader), forced: true };
    case 3:
      return { disabled: reader.u64() };
    case 4:
    case 5:
      return { delay: reader.u32() };
    default:
      throw new Error(`a signal of GRANDPA of an unknown kind ${index}`);
  }
}

function decodeChange(reader) {
  return { authorities: reader.vec(decodeAuthority), delay: reader.u32() };
}

/** `(AuthorityId, u64)`. */
export function decodeAuthority(reader) {
  return { key: reader.take(AUTHORITY_KEY_LENGTH), weight: reader.u64() };
}
