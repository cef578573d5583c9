// SPDX-License-Identifier: Apache-2.0
//
// Receipts as a user makes them: the digest is SHA-256 of the payload, the subject blake2-256 of its name.

import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsHex, decodeAddress, sha256AsU8a } from '@polkadot/util-crypto';

import { compact, u32, u64 } from './scale.mjs';

/** The subject's id for a name. */
export function subjectOf(name) {
  return blake2AsHex(stringToU8a(name), 256);
}

/** The digest of a payload. */
export function digestOf(payload) {
  return u8aToHex(sha256AsU8a(typeof payload === 'string' ? stringToU8a(payload) : payload));
}

/** `receipts.attest` of a payload. */
export function attestation(api, payload, options = {}) {
  const { kind = 'Document', subject = 'e2e', parent = null, uri = '', expires = null } = options;
  return api.tx.receipts.attest(kind, subjectOf(subject), digestOf(payload), parent, uri, expires);
}

/** The key of a receipt's number in storage: 8 bytes big-endian, so that storage keeps receipts in their order. */
export function ordered(number) {
  return `0x${BigInt(number).toString(16).padStart(16, '0')}`;
}

/**
 * The bytes of a statement that its issuer signs, in the context `tonnetz/statement/v1`. By hand, as a signer without a
 * connection to the chain would make them.
 *
 * @param {string} genesisHash
 * @param {object} statement as `receipts.attestStatement` takes it; the kind by its index
 */
export function statementBytes(genesisHash, statement) {
  const { issuer, kind, subject, digest, parent, uri, expires, nonce, validUntil } = statement;
  const link = stringToU8a(uri);
  return u8aConcat(
    hexToU8a(genesisHash),
    decodeAddress(issuer),
    Uint8Array.of(kind),
    hexToU8a(subject),
    hexToU8a(digest),
    option(parent, u64),
    compact(link.length),
    link,
    option(expires, u32),
    u64(nonce),
    u32(validUntil),
  );
}

function option(value, encode) {
  return value === null ? Uint8Array.of(0) : u8aConcat(Uint8Array.of(1), encode(value));
}
