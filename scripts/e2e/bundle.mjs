// SPDX-License-Identifier: Apache-2.0
//
// The files of offline verification as docs/PROOF_BUNDLE.md has them: bundles, trust files, proofs of leaves.

import { KINDS, SOURCES } from './entry.mjs';
import { AUTHORITY_KEY_LENGTH } from './header.mjs';
import {
  address,
  base64,
  either,
  hash,
  hex,
  list,
  nullable,
  object,
  oneOf,
  readCanonical,
  readJson,
  u32,
  u64,
} from './json-form.mjs';

const MIB = 2 ** 20;
const MAX_URI_LENGTH = 128;
const MAX_REASON_LENGTH = 64;

const RECEIPT = object({
  issuer: address,
  sequence: u64,
  kind: either(oneOf(KINDS), object({ custom: u32 })),
  subject: hash,
  digest: hash,
  parent: nullable(u64),
  batch: nullable(object({ root: hash, leaves: u64 })),
  at: u32,
  time: u64,
  expires: nullable(u32),
  uri: hex(0, MAX_URI_LENGTH),
  relayer: nullable(address),
});

const RECEIPT_INFO = object({
  id: u64,
  link: hash,
  source: oneOf(SOURCES),
  receipt: nullable(RECEIPT),
  revoked: nullable(object({ at: u32, time: u64, reason: hex(0, MAX_REASON_LENGTH) })),
});

const BUNDLE = {
  format: 'tonnetz-proof-bundle',
  version: 1,
  maxLength: MIB,
  fields: {
    genesisHash: hash,
    setId: u64,
    header: base64(),
    justification: base64(),
    proof: list(base64()),
    receipt: RECEIPT_INFO,
    head: nullable(object({ next: u64, hash })),
  },
};

const TRUST = {
  format: 'tonnetz-trust',
  version: 1,
  maxLength: 64 * MIB,
  fields: {
    genesisHash: hash,
    authorities: list(object({ key: base64(AUTHORITY_KEY_LENGTH), weight: u64 })),
    changes: list(object({ header: base64(), justification: base64() })),
  },
};

const LEAF_PROOF = {
  format: 'tonnetz-leaf-proof',
  version: 1,
  maxLength: MIB,
  fields: { root: hash, leaves: u64, index: u64, digest: hash, path: list(hash) },
};

/** @param {Uint8Array} bytes the file */
export function readBundle(bytes) {
  return readCanonical(bytes, BUNDLE);
}

/** @param {Uint8Array} bytes the file */
export function readTrust(bytes) {
  return readCanonical(bytes, TRUST);
}

/** @param {Uint8Array} bytes the file; spaces and newlines are free in it */
export function readLeafProof(bytes) {
  return readJson(bytes, LEAF_PROOF);
}
