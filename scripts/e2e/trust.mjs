// SPDX-License-Identifier: Apache-2.0
//
// The authority sets of a chain from genesis on, each proved by the votes of the one before.

import { headerOf, scheduledAuthorities } from './header.mjs';
import { decodeJustification, verifyJustification, votersOf } from './justification.mjs';
import { readTrust } from './bundle.mjs';
import { toHex } from './bytes.mjs';

/**
 * The sets that a trust file proves, by their number.
 *
 * @param {Uint8Array} bytes the file
 * @returns {{ genesisHash: string, sets: import('./justification.mjs').AuthoritySet[] }}
 * @throws at the first change that does not hold
 */
export function verifyTrust(bytes) {
  const { genesisHash, authorities, changes } = readTrust(bytes);
  const genesis = authorities.map(({ key, weight }) => ({ key, weight: BigInt(weight) }));
  const sets = [{ id: 0n, voters: votersOf(genesis), after: null, last: null }];
  changes.forEach((change, index) => {
    try {
      follow(sets, change);
    } catch (error) {
      throw new Error(`change ${index} of the authority set: ${error.message}`);
    }
  });
  return { genesisHash, sets };
}

/** Ends the last set with the block of the change and adds the next set. */
function follow(sets, change) {
  const header = headerOf(change.header);
  const justification = decodeJustification(change.justification);
  const authorities = scheduledAuthorities(header);
  const last = sets.at(-1);
  verifyJustification(justification, last);
  if (justification.targetHash !== toHex(header.hash) || justification.targetNumber !== header.number) {
    throw new Error(`the votes are for block ${justification.targetNumber}, the header is of block ${header.number}`);
  }
  last.last = header.number;
  sets.push({ id: last.id + 1n, voters: votersOf(authorities), after: header.number, last: null });
}
