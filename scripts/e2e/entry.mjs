// SPDX-License-Identifier: Apache-2.0
//
// What the state holds of a receipt: under which keys, in which bytes, and how its JSON shows it.

import { concatBytes } from '@noble/hashes/utils.js';

import { blake2b128, blake2b256, fromHex, toHex } from './bytes.mjs';
import { HASH_LENGTH } from './header.mjs';
import { decodeWhole } from './scale.mjs';
import { encodeAddress } from './ss58.mjs';

// twox128 of "Receipts", a pallet, and of the names of its maps.
const PALLET = '0x5087a88ab53079a394ab62a465d46183';
const MAPS = {
  receipts: '0x5087a88ab53079a394ab62a465d46183',
  revocations: '0xdb2a37d5efc28fc52193a6d1c44bcb8f',
  head: '0x05fe52c2045750c3c492ccdcf62e2b9c',
};

// twox128 of "Operators", a pallet, and of "Suspensions", its map.
const SUSPENSIONS = '0x34a0a3fbf14e6c92456ca7bd91d59a575dd5f3679e83b14ce6d7b388fae08646';

const ACCOUNT_LENGTH = 32;
const MAX_URI_LENGTH = 128;
const MAX_REASON_LENGTH = 64;

/** `Kind`, by the index of its variant, as JSON names it. */
export const KINDS = [
  'decision',
  'action',
  'refusal',
  'deployment',
  'architectureDecision',
  'artifact',
  'document',
  'modelRun',
  'coherence',
  'container',
  'upgradeHealth',
  'ceremony',
  'settlement',
];
const CUSTOM = 255;

/** `Source`, by the index of its variant, as JSON names it. */
export const SOURCES = ['call', 'pallet', 'autonomous'];

const FULL = 0;
const PRUNED = 1;

/** The key of a receipt's entry. */
export function receiptKey(id) {
  return concatBytes(fromHex(PALLET), fromHex(MAPS.receipts), bigEndian(id));
}

/** The key of a receipt's revocation; there is nothing under it unless the receipt is revoked. */
export function revocationKey(id) {
  return concatBytes(fromHex(PALLET), fromHex(MAPS.revocations), bigEndian(id));
}

/** The key of the head of an issuer's chain. */
export function headKey(issuer) {
  return concatBytes(fromHex(PALLET), fromHex(MAPS.head), blake2b128(issuer), issuer);
}

/** The key of an issuer's last suspension; there is nothing under it if it never was. */
export function suspensionKey(issuer) {
  return concatBytes(fromHex(SUSPENSIONS), blake2b128(issuer), issuer);
}

/**
 * An `Entry`: what JSON shows of the receipt under `id`, and whose it is.
 *
 * @param {Uint8Array} bytes
 */
export function decodeEntry(bytes) {
  return decodeWhole(bytes, (reader) => {
    const variant = reader.u8();
    switch (variant) {
      case FULL:
        return decodeFull(reader);
      case PRUNED:
        return decodePruned(reader);
      default:
        throw new Error(`an entry of an unknown kind ${variant}`);
    }
  });
}

/** A `Revocation`, as JSON shows it. */
export function decodeRevocation(bytes) {
  return decodeWhole(bytes, (reader) => ({
    at: reader.u32(),
    time: safe(reader.u64()),
    reason: bounded(reader, MAX_REASON_LENGTH),
  }));
}

/** A `ChainHead`, as JSON shows it. */
export function decodeHead(bytes) {
  return decodeWhole(bytes, (reader) => ({ next: safe(reader.u64()), hash: hash(reader) }));
}

/** A `Suspension`: from which block on, up to which one if it lapses, and the account of who goes on. */
export function decodeSuspension(bytes) {
  return decodeWhole(bytes, (reader) => ({
    since: reader.u32(),
    lapses: reader.option(() => reader.u32()),
    successor: reader.option(account),
  }));
}

function decodeFull(reader) {
  const [receipt, bytes] = reader.withBytes(decodeReceipt);
  const source = decodeSource(reader);
  reader.bool();
  decodeAmount(reader);
  decodeAmount(reader);
  return { link: toHex(blake2b256(bytes)), source, receipt };
}

function decodePruned(reader) {
  const link = hash(reader);
  const source = decodeSource(reader);
  reader.take(ACCOUNT_LENGTH);
  decodeAmount(reader);
  return { link, source, receipt: null };
}

function decodeReceipt(reader) {
  return {
    issuer: account(reader),
    sequence: safe(reader.u64()),
    kind: decodeKind(reader),
    subject: hash(reader),
    digest: hash(reader),
    parent: reader.option(() => safe(reader.u64())),
    batch: reader.option(() => ({ root: hash(reader), leaves: safe(reader.u64()) })),
    at: reader.u32(),
    time: safe(reader.u64()),
    expires: reader.option(() => reader.u32()),
    uri: bounded(reader, MAX_URI_LENGTH),
    relayer: reader.option(account),
  };
}

function decodeKind(reader) {
  const index = reader.u8();
  if (index === CUSTOM) {
    return { custom: reader.u32() };
  }
  return named(KINDS, index, 'kind');
}

function decodeSource(reader) {
  return named(SOURCES, reader.u8(), 'source');
}

function named(names, index, what) {
  const name = names[index];
  if (name === undefined) {
    throw new Error(`a receipt of an unknown ${what} ${index}`);
  }
  return name;
}

/** A compact amount of money, which no bundle shows. */
function decodeAmount(reader) {
  if (reader.compactBig() >= 1n << 128n) {
    throw new Error('an amount of more than 128 bits');
  }
}

function hash(reader) {
  return toHex(reader.take(HASH_LENGTH));
}

function account(reader) {
  return encodeAddress(reader.take(ACCOUNT_LENGTH));
}

function bounded(reader, limit) {
  const bytes = reader.bytes();
  if (bytes.length > limit) {
    throw new Error(`${bytes.length} bytes where the state holds ${limit} at most`);
  }
  return toHex(bytes);
}

/** An integer that a JavaScript number holds exactly, as JSON must. */
function safe(value) {
  if (value > Number.MAX_SAFE_INTEGER) {
    throw new Error(`the number ${value} is beyond 2^53 - 1, which JavaScript cannot hold exactly`);
  }
  return Number(value);
}

function bigEndian(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}
