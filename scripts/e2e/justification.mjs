// SPDX-License-Identifier: Apache-2.0
//
// The votes that finalise a block, decoded and verified without the chain's own code.
//
// What makes votes sufficient is defined in: Stewart, Kokoris-Kogia, "GRANDPA: a Byzantine Finality Gadget" (2020).

import { falcon512padded } from '@noble/post-quantum/falcon.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

import { sameBytes, toHex } from './bytes.mjs';
import { AUTHORITY_KEY_LENGTH, decodeHeader, HASH_LENGTH } from './header.mjs';
import { decodeWhole, u32, u64 } from './scale.mjs';

const SIGNATURE_LENGTH = 666;

// A signature covers the length of its context, the context, the message.
const CONTEXT = utf8ToBytes('tonnetz/v1');
const CONTEXT_PREFIX = concatBytes(Uint8Array.of(CONTEXT.length), CONTEXT);

// `finality_grandpa::Message::Precommit`.
const PRECOMMIT = 1;

/**
 * A `GrandpaJustification`.
 *
 * @param {Uint8Array} bytes
 */
export function decodeJustification(bytes) {
  return decodeWhole(bytes, (reader) => ({
    round: reader.u64(),
    targetHash: toHex(reader.take(HASH_LENGTH)),
    targetNumber: reader.u32(),
    precommits: reader.vec(decodePrecommit),
    ancestries: reader.vec(decodeHeader),
  }));
}

function decodePrecommit(reader) {
  return {
    hash: reader.take(HASH_LENGTH),
    number: reader.u32(),
    signature: reader.take(SIGNATURE_LENGTH),
    id: reader.take(AUTHORITY_KEY_LENGTH),
  };
}

/**
 * Whether a precommit was signed by the key that it names, for this round of this authority set.
 *
 * @param {ReturnType<typeof decodePrecommit>} precommit
 * @param {bigint} round
 * @param {bigint} setId
 */
export function precommitIsValid({ hash, number, signature, id }, round, setId) {
  const message = concatBytes(CONTEXT_PREFIX, Uint8Array.of(PRECOMMIT), hash, u32(number), u64(round), u64(setId));
  return falcon512padded.verify(signature, message, id);
}

/**
 * The voters of an authority set by key in hex, how much weight may be faulty, and how much finalises: more than two
 * thirds.
 *
 * @param {{ key: Uint8Array, weight: bigint }[]} authorities
 */
export function votersOf(authorities) {
  const weights = new Map();
  for (const { key, weight } of authorities) {
    const id = toHex(key);
    if (weight > 0n) {
      weights.set(id, (weights.get(id) ?? 0n) + weight);
    }
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n || total >= 1n << 64n) {
    throw new Error(`an authority set weighs 1 to 2^64 - 1, not ${total}`);
  }
  const faulty = (total - 1n) / 3n;
  return { weights, faulty, threshold: total - faulty };
}

/**
 * An authority set.
 *
 * @typedef {object} AuthoritySet
 * @property {bigint} id its number
 * @property {ReturnType<typeof votersOf>} voters
 * @property {number | null} after the last block of the set before
 * @property {number | null} last its own last block, where it is known
 */

/**
 * Holds the votes to finalise the block that they name, as votes of this set.
 *
 * @param {ReturnType<typeof decodeJustification>} justification
 * @param {AuthoritySet} set
 * @throws with the reason, where they do not
 */
export function verifyJustification(justification, set) {
  const { round, targetHash, targetNumber, precommits, ancestries } = justification;
  checkRange(targetNumber, set);
  const equivocators = checkVoters(precommits, set);
  checkWeight(targetHash, descent(precommits, targetHash, targetNumber, ancestries), equivocators, set.voters);
  // Last, because it is by far the most work.
  const forged = precommits.findIndex((precommit) => !precommitIsValid(precommit, round, set.id));
  if (forged >= 0) {
    throw new Error(`vote ${forged} is not signed by its authority in round ${round} of set ${set.id}`);
  }
}

function checkRange(number, { id, after, last }) {
  if (after !== null && number <= after) {
    throw new Error(`set ${id} began after block ${after}: block ${number} is none of its own`);
  }
  if (last !== null && number > last) {
    throw new Error(`set ${id} ended with block ${last}: it cannot finalise block ${number}`);
  }
}

/** Each vote is of an authority, which has one, or two for different blocks: the keys with two are returned. */
function checkVoters(precommits, { id: setId, voters }) {
  const votes = new Map();
  const equivocators = new Set();
  for (const { id, hash } of precommits) {
    const voter = toHex(id);
    const first = votes.get(voter);
    if (!voters.weights.has(voter)) {
      throw new Error(`a vote of ${short(voter)}, who is no authority of set ${setId}`);
    }
    if (first !== undefined && (sameBytes(first, hash) || equivocators.has(voter))) {
      throw new Error(`the vote of ${short(voter)} is there more than once`);
    }
    if (first !== undefined) {
      equivocators.add(voter);
    }
    votes.set(voter, first ?? hash);
  }
  const weight = weightOf(equivocators, voters);
  if (weight > voters.faulty) {
    throw new Error(`authorities of weight ${weight} voted for two blocks each: ${voters.faulty} is the most that may`);
  }
  return equivocators;
}

/**
 * For each vote its voter and the blocks from its own down to the lowest one voted for. Headers must lead there, with
 * the numbers that the votes say, and each header must be needed.
 */
function descent(precommits, targetHash, targetNumber, ancestries) {
  const headers = new Map(ancestries.map((header) => [toHex(header.hash), header]));
  const lowest = Math.min(...precommits.map(({ number }) => number));
  const base = precommits.find(({ number }) => number === lowest);
  const used = new Set();
  const routes = precommits.map((vote) => {
    const blocks = [toHex(vote.hash)];
    let { number } = vote;
    while (blocks.at(-1) !== toHex(base.hash)) {
      const header = headers.get(blocks.at(-1));
      if (header?.number !== number) {
        throw new Error(`no headers lead from block ${vote.number} ${blocks[0]} down to the lowest one voted for`);
      }
      used.add(blocks.at(-1));
      blocks.push(toHex(header.parentHash));
      number -= 1;
    }
    const place = blocks.indexOf(targetHash);
    if (number !== base.number || (place >= 0 && vote.number - place !== targetNumber)) {
      throw new Error(`the number of block ${blocks[0]} is not the one that a vote says: ${vote.number}`);
    }
    return { voter: toHex(vote.id), blocks };
  });
  if (used.size !== ancestries.length) {
    throw new Error('the votes come with headers that none of them needs');
  }
  return routes;
}

/**
 * The target must be the highest block that enough weight stands behind. A vote stands behind its block and all below;
 * who voted for two blocks stands behind every one.
 */
function checkWeight(target, routes, equivocators, voters) {
  const behind = (block) => {
    const supporters = routes.filter(({ blocks }) => blocks.includes(block)).map(({ voter }) => voter);
    return weightOf(new Set([...supporters, ...equivocators]), voters);
  };
  const weight = behind(target);
  if (weight < voters.threshold) {
    throw new Error(`votes of weight ${weight} are for the block: ${voters.threshold} are needed`);
  }
  const children = new Set(routes.map(({ blocks }) => blocks[blocks.indexOf(target) - 1]));
  children.delete(undefined);
  if ([...children].some((child) => behind(child) >= voters.threshold)) {
    throw new Error('the votes finalise a later block than the one that they are given for');
  }
}

function weightOf(ids, voters) {
  return [...ids].reduce((sum, id) => sum + voters.weights.get(id), 0n);
}

/** The beginning of a key, which tells those of a set apart. */
function short(id) {
  return `${id.slice(0, 18)}...`;
}
