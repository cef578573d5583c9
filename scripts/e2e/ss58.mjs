// SPDX-License-Identifier: Apache-2.0
//
// Addresses of accounts in the SS58 format, with the chain's prefix alone.

import { blake2b } from '@noble/hashes/blake2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

const PREFIX = Uint8Array.of(42);
const CHECKSUM_DOMAIN = utf8ToBytes('SS58PRE');
const CHECKSUM_LENGTH = 2;
const ACCOUNT_LENGTH = 32;
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** The address of an account id of 32 bytes. */
export function encodeAddress(account) {
  const payload = concatBytes(PREFIX, account);
  return base58(concatBytes(payload, checksum(payload)));
}

/** The account id, or `null` where the text is not the address of one. */
export function decodeAddress(text) {
  const bytes = fromBase58(text, PREFIX.length + ACCOUNT_LENGTH + CHECKSUM_LENGTH);
  const account = bytes?.subarray(PREFIX.length, -CHECKSUM_LENGTH);
  return account !== undefined && encodeAddress(account) === text ? account : null;
}

function checksum(payload) {
  return blake2b(concatBytes(CHECKSUM_DOMAIN, payload), { dkLen: 64 }).subarray(0, CHECKSUM_LENGTH);
}

/** The first byte is that of the prefix, not zero: there are no leading digits of zero. */
function base58(bytes) {
  let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let text = '';
  for (; number > 0n; number /= 58n) {
    text = ALPHABET[Number(number % 58n)] + text;
  }
  return text;
}

/** `length` bytes, or `undefined` where the text stands for a larger number or for none. */
function fromBase58(text, length) {
  const digits = [...text].map((digit) => ALPHABET.indexOf(digit));
  if (digits.length > 2 * length || digits.includes(-1)) {
    return undefined;
  }
  let number = digits.reduce((sum, digit) => sum * 58n + BigInt(digit), 0n);
  const bytes = new Uint8Array(length);
  for (let place = length - 1; place >= 0; place -= 1, number /= 256n) {
    bytes[place] = Number(number % 256n);
  }
  return number === 0n ? bytes : undefined;
}
