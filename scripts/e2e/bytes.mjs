// SPDX-License-Identifier: Apache-2.0
//
// Bytes as the verifier of bundles needs them: their texts, their order, their hashes. With noble alone.

import { blake2b } from '@noble/hashes/blake2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** `0x` and lower-case hex. */
export function toHex(bytes) {
  return `0x${bytesToHex(bytes)}`;
}

/** @param {string} hex `0x` and an even number of hexadecimal digits */
export function fromHex(hex) {
  return hexToBytes(hex.slice(2));
}

/** Base64 of RFC 4648 with its padding. */
export function toBase64(bytes) {
  return Buffer.from(bytes).toString('base64');
}

/** The bytes, or `null` where the text is not the one that an encoder makes of them. */
export function fromBase64(text) {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : null;
}

/** Below, at or above zero, as `left` sorts before, with or after `right`. */
export function compareBytes(left, right) {
  return Buffer.compare(left, right);
}

export function sameBytes(left, right) {
  return compareBytes(left, right) === 0;
}

/** BLAKE2b with 256 bits: the chain's hash of headers, trie nodes and links. */
export function blake2b256(bytes) {
  return blake2b(bytes, { dkLen: 32 });
}

/** BLAKE2b with 128 bits, in keys of storage. */
export function blake2b128(bytes) {
  return blake2b(bytes, { dkLen: 16 });
}
