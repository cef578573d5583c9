// SPDX-License-Identifier: Apache-2.0
//
// The little of SCALE that seals, justifications and receipts need, by hand: what uses it must not depend on the
// decoders whose results it checks. Strict: what no encoder writes is no encoding.

const MAX_U32 = 2 ** 32 - 1;

/** Reads SCALE values one after the other; throws where the bytes end too early. */
export class Reader {
  #bytes;
  #view;
  #offset = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The number of bytes not read yet. */
  get left() {
    return this.#bytes.length - this.#offset;
  }

  /** `length` bytes as they are. */
  take(length) {
    if (length > this.left) {
      throw new Error(`${length} bytes expected at offset ${this.#offset}, ${this.left} are left`);
    }
    this.#offset += length;
    return this.#bytes.subarray(this.#offset - length, this.#offset);
  }

  u8() {
    return this.take(1)[0];
  }

  bool() {
    const value = this.u8();
    if (value > 1) {
      throw new Error(`a bool is 0 or 1, not ${value}`);
    }
    return value === 1;
  }

  u16() {
    this.take(2);
    return this.#view.getUint16(this.#offset - 2, true);
  }

  u32() {
    this.take(4);
    return this.#view.getUint32(this.#offset - 4, true);
  }

  u64() {
    this.take(8);
    return this.#view.getBigUint64(this.#offset - 8, true);
  }

  /** A compact integer of 32 bits: lengths and block numbers. */
  compact() {
    const value = this.compactBig();
    if (value > MAX_U32) {
      throw new Error(`a compact integer of 32 bits expected, this one is ${value}`);
    }
    return Number(value);
  }

  /** A compact integer of any size. */
  compactBig() {
    const first = this.u8();
    const mode = first & 0b11;
    if (mode === 3) {
      return this.#longCompact((first >> 2) + 4);
    }
    let value = first;
    for (let shift = 8; shift < 8 << mode; shift += 8) {
      value += this.u8() * 2 ** shift;
    }
    value = Math.floor(value / 4);
    if (mode > 0 && value < 2 ** ((4 << mode) - 2)) {
      throw new Error(`the compact integer ${value} is not in its shortest form`);
    }
    return BigInt(value);
  }

  /** `Option<T>`, `null` for none. */
  option(item) {
    return this.bool() ? item(this) : null;
  }

  /** `Vec<T>`, each item read by `item(reader)`. */
  vec(item) {
    return Array.from({ length: this.compact() }, () => item(this));
  }

  /** `Vec<u8>`. */
  bytes() {
    return this.take(this.compact());
  }

  /** What `item(reader)` reads, with the bytes that it was read from. */
  withBytes(item) {
    const start = this.#offset;
    const value = item(this);
    return [value, this.#bytes.subarray(start, this.#offset)];
  }

  /** Throws unless everything has been read. */
  end() {
    if (this.left !== 0) {
      throw new Error(`${this.left} bytes too many`);
    }
  }

  #longCompact(length) {
    const value = this.take(length).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
    const least = length === 4 ? 1n << 30n : 1n << BigInt(8 * (length - 1));
    if (value < least) {
      throw new Error(`the compact integer ${value} is not in its shortest form`);
    }
    return value;
  }
}

/** What `decode(reader)` makes of all the bytes; throws if any are left. */
export function decodeWhole(bytes, decode) {
  const reader = new Reader(bytes);
  const value = decode(reader);
  reader.end();
  return value;
}

/** @param {number} value below 2^30 */
export function compact(value) {
  if (value < 1 << 6) {
    return Uint8Array.of(value << 2);
  }
  if (value < 1 << 14) {
    return littleEndian(BigInt(value) * 4n + 1n, 2);
  }
  if (value < 1 << 30) {
    return littleEndian(BigInt(value) * 4n + 2n, 4);
  }
  throw new Error(`${value} is too large for this encoder`);
}

export function u32(value) {
  return littleEndian(BigInt(value), 4);
}

export function u64(value) {
  return littleEndian(BigInt(value), 8);
}

function littleEndian(value, length) {
  return Uint8Array.from({ length }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}
