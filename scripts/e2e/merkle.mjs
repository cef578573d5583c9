// SPDX-License-Identifier: Apache-2.0
//
// That a payload is one of a batch: trees of RFC 6962, paths verified as RFC 9162, section 2.1.3.2, says.

import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';

import { fromHex, sameBytes } from './bytes.mjs';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const MAX_LEAVES = 2n ** 40n;

/** The hash of a leaf, whose data are the digest of a payload in a batch. */
export function leafHash(data) {
  return sha256(concatBytes(LEAF, data));
}

export function nodeHash(left, right) {
  return sha256(concatBytes(NODE, left, right));
}

/**
 * Holds a proof of a leaf to be one of this batch.
 *
 * @param {{ root: string, leaves: number, index: number, digest: string, path: string[] }} proof
 * @param {{ root: string, leaves: number } | null} batch of the receipt
 * @throws with the reason, where it is not
 */
export function verifyLeaf({ root, leaves, index, digest, path }, batch) {
  if (batch === null) {
    throw new Error('the receipt is not one of a batch: it has no leaves');
  }
  if (root !== batch.root || leaves !== batch.leaves) {
    const [found, attested] = [{ root, leaves }, batch].map((one) => `${one.root} of ${one.leaves} leaves`);
    throw new Error(`the leaf is of the batch ${found}, the receipt attests ${attested}`);
  }
  if (leaves === 0 || BigInt(leaves) > MAX_LEAVES || index >= leaves) {
    throw new Error(`a batch of ${leaves} leaves has no leaf ${index}`);
  }
  const found = rootOf(fromHex(digest), BigInt(index), BigInt(leaves), path.map(fromHex));
  if (found === null || !sameBytes(found, fromHex(root))) {
    throw new Error('the path does not lead from the payload to the root of the batch');
  }
}

/** The root that the path leads to; `null` where it is longer or shorter than that of the leaf. */
function rootOf(digest, index, leaves, path) {
  let position = index;
  let last = leaves - 1n;
  let hash = leafHash(digest);
  for (const sibling of path) {
    if (last === 0n) {
      return null;
    }
    if (position % 2n === 1n || position === last) {
      hash = nodeHash(sibling, hash);
      while (position % 2n === 0n && position !== 0n) {
        position /= 2n;
        last /= 2n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    position /= 2n;
    last /= 2n;
  }
  return last === 0n ? hash : null;
}
