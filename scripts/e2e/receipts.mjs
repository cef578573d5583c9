// SPDX-License-Identifier: Apache-2.0
//
// Receipts as a user makes them: the digest is SHA-256 of the payload, the subject blake2-256 of its name.

import { stringToU8a, u8aToHex } from '@polkadot/util';
import { blake2AsHex, sha256AsU8a } from '@polkadot/util-crypto';

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
