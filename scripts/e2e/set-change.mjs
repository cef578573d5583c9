// SPDX-License-Identifier: Apache-2.0
//
// A chain whose authority set changes within a minute. A session takes ten minutes and a rotation of keys two of them;
// what GRANDPA and proofs see of it is a scheduled change, which is planted in the state of the first block here.

import { hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { xxhashAsHex } from '@polkadot/util-crypto';

import { decodeGrandpaAuthorities } from './consensus.mjs';
import { rawChainSpec } from './harness.mjs';
import { compact, u32, u64 } from './scale.mjs';

const AUTHORITIES = grandpaKey('Authorities');
const PENDING_CHANGE = grandpaKey('PendingChange');
const CURRENT_SET_ID = grandpaKey('CurrentSetId');

const NO_DELAY = u32(0);
const NOT_FORCED = Uint8Array.of(0);

/**
 * The raw specification of the chain `local` in which one validator's votes do not count up to a block, and those of
 * all do after it.
 *
 * @param {number} block the last one of set 0
 * @returns {Promise<object>}
 */
export async function localSpecWithSetChange(block) {
  const spec = await rawChainSpec('local');
  const state = spec.genesis.raw.top;
  const all = decodeGrandpaAuthorities(hexToU8a(state[AUTHORITIES]));
  state[AUTHORITIES] = u8aToHex(encodeAuthorities(all.slice(0, -1)));
  state[PENDING_CHANGE] = u8aToHex(u8aConcat(u32(block), NO_DELAY, encodeAuthorities(all), NOT_FORCED));
  // The runtime counts sets by sessions, of which none ends here: this is right from the change on.
  state[CURRENT_SET_ID] = u8aToHex(u64(1));
  return spec;
}

function encodeAuthorities(authorities) {
  return u8aConcat(compact(authorities.length), ...authorities.flatMap(({ key, weight }) => [key, u64(weight)]));
}

function grandpaKey(item) {
  return xxhashAsHex('Grandpa', 128) + xxhashAsHex(item, 128).slice(2);
}
