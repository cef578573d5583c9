// SPDX-License-Identifier: Apache-2.0
//
// Builds small Merkle trees, by the recursive definitions of RFC 6962, section 2.1. `merkle.mjs` verifies.

import { sha256 } from '@noble/hashes/sha2.js';

import { fromHex, toHex } from './bytes.mjs';
import { leafHash, nodeHash } from './merkle.mjs';

/** The root over leaves with these hashes. */
export function rootOf(hashes) {
  if (hashes.length === 0) {
    return sha256(new Uint8Array());
  }
  if (hashes.length === 1) {
    return hashes[0];
  }
  const split = leftLeaves(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, split)), rootOf(hashes.slice(split)));
}

/** The audit path of a leaf, from the bottom upwards. */
export function pathOf(index, hashes) {
  if (hashes.length <= 1) {
    return [];
  }
  const split = leftLeaves(hashes.length);
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)];
  return index < split ? [...pathOf(index, left), rootOf(right)] : [...pathOf(index - split, right), rootOf(left)];
}

/** The batch of payloads with these digests in hex, as a receipt attests it. */
export function batchOf(digests) {
  return { root: toHex(rootOf(hashesOf(digests))), leaves: digests.length };
}

/** The file that proves that a payload is one of a batch. */
export function leafProof(index, digests) {
  return {
    format: 'tonnetz-leaf-proof',
    version: 1,
    ...batchOf(digests),
    index,
    digest: digests[index],
    path: pathOf(index, hashesOf(digests)).map(toHex),
  };
}

function hashesOf(digests) {
  return digests.map((digest) => leafHash(fromHex(digest)));
}

/** The largest power of two that leaves something for the right. */
function leftLeaves(leaves) {
  let split = 1;
  while (2 * split < leaves) {
    split *= 2;
  }
  return split;
}
