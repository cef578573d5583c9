// SPDX-License-Identifier: Apache-2.0
//
// The little of SCALE that seals and justifications need, by hand: the tests that use it must not depend on the
// decoders whose results they check.

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

  u32() {
    this.take(4);
    return this.#view.getUint32(this.#offset - 4, true);
  }

  u64() {
    this.take(8);
    return this.#view.getBigUint64(this.#offset - 8, true);
  }

  /** A compact integer below 2^30, which is enough for lengths and for the block numbers of a test. */
  compact() {
    const first = this.u8();
    const mode = first & 0b11;
    if (mode === 3) {
      throw new Error('a compact integer of 2^30 or more is not expected here');
    }
    let value = first;
    for (let shift = 8; shift < 8 << mode; shift += 8) {
      value += this.u8() * 2 ** shift;
    }
    return Math.floor(value / 4);
  }

  /** `Vec<T>`, each item read by `item(reader)`. */
  vec(item) {
    return Array.from({ length: this.compact() }, () => item(this));
  }

  /** `Vec<u8>`. */
  bytes() {
    return this.take(this.compact());
  }

  /** Throws unless everything has been read. */
  end() {
    if (this.left !== 0) {
      throw new Error(`${this.left} bytes too many`);
    }
  }
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
