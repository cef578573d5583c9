// SPDX-License-Identifier: Apache-2.0
//
// Reads values out of a storage proof: the nodes of the state's base-16 trie, state version 1, between its root and
// what is asked for. Source of the format: the Polkadot protocol specification, "State storage and storage trie";
// hashed values: "state version 1" there.

import { blake2b256, compareBytes, toHex } from './bytes.mjs';
import { decodeWhole } from './scale.mjs';

const HASH_LENGTH = 32;

// The kinds of nodes: the bits that they begin with, how many these are, what the node holds. The rest of the first
// byte begins the length of the partial key.
const KINDS = [
  { prefix: 0b01, bits: 2, children: false, value: 'inline' },
  { prefix: 0b10, bits: 2, children: true, value: 'none' },
  { prefix: 0b11, bits: 2, children: true, value: 'inline' },
  { prefix: 0b001, bits: 3, children: false, value: 'hashed' },
  { prefix: 0b0001, bits: 4, children: true, value: 'hashed' },
];

// Longer than any key of this chain's state.
const MAX_NIBBLES = 2 ** 16;

/** A storage proof. What has not been needed by the reads so far can be told, so that nothing superfluous is in it. */
export class StorageProof {
  #root;
  #nodes;
  #unused;

  /**
   * @param {Uint8Array} root the state root
   * @param {Uint8Array[]} nodes each once, in ascending order
   */
  constructor(root, nodes) {
    const disorder = nodes.findIndex((node, index) => index > 0 && compareBytes(nodes[index - 1], node) >= 0);
    if (disorder > 0) {
      throw new Error(`node ${disorder} of the storage proof is not in ascending order, or there twice`);
    }
    this.#root = root;
    this.#nodes = new Map(nodes.map((node) => [toHex(blake2b256(node)), node]));
    this.#unused = new Set(this.#nodes.keys());
  }

  /**
   * What the state holds under a key; `null` if it is proved to hold nothing.
   *
   * @param {Uint8Array} key
   * @throws if a node is missing or is none
   */
  read(key) {
    let rest = nibblesOf(key);
    let bytes = this.#take(this.#root);
    for (;;) {
      const node = decodeNode(bytes);
      if (node === null || !startsWith(rest, node.partial)) {
        return null;
      }
      rest = rest.slice(node.partial.length);
      if (rest.length === 0) {
        return node.hashed ? this.#take(node.value) : node.value;
      }
      const child = node.children[rest[0]];
      if (child === undefined) {
        return null;
      }
      // A node of 32 bytes or more is referred to by its hash; a shorter one stands in its parent.
      bytes = child.length === HASH_LENGTH ? this.#take(child) : child;
      rest = rest.slice(1);
    }
  }

  /** Throws unless each node has been needed. */
  end() {
    if (this.#unused.size > 0) {
      throw new Error(`${this.#unused.size} nodes of the storage proof are superfluous`);
    }
  }

  #take(hash) {
    const name = toHex(hash);
    const bytes = this.#nodes.get(name);
    if (bytes === undefined) {
      throw new Error(`the storage proof lacks the node ${name}`);
    }
    this.#unused.delete(name);
    return bytes;
  }
}

/** A node: `partial` in nibbles, `value` or null, `hashed` if the value stands elsewhere. `null` for an empty trie. */
function decodeNode(bytes) {
  if (bytes.length === 1 && bytes[0] === 0) {
    return null;
  }
  return decodeWhole(bytes, (reader) => {
    const first = reader.u8();
    const kind = KINDS.find(({ prefix, bits }) => first >> (8 - bits) === prefix);
    if (kind === undefined) {
      throw new Error(`a trie node begins with ${toHex(Uint8Array.of(first))}`);
    }
    const partial = readPartial(reader, partialLength(reader, first, kind.bits));
    const bitmap = kind.children ? reader.u16() : 0;
    if (kind.children && bitmap === 0) {
      throw new Error('a branch of the trie has no children');
    }
    const value = readValue(reader, kind.value);
    const children = Array.from({ length: 16 }, (_, nibble) => ((bitmap >> nibble) & 1 ? reader.bytes() : undefined));
    return { partial, value, hashed: kind.value === 'hashed', children };
  });
}

/** Bits of the first byte; where they are all set, the bytes that follow are added, up to the first below 255. */
function partialLength(reader, first, bits) {
  const full = 0xff >> bits;
  let length = first & full;
  if (length < full) {
    return length;
  }
  for (;;) {
    const more = reader.u8();
    length += more;
    if (length > MAX_NIBBLES) {
      throw new Error('a trie node has a longer key than any');
    }
    if (more < 255) {
      return length;
    }
  }
}

/** An odd number of nibbles is preceded by one of zero. */
function readPartial(reader, length) {
  const nibbles = nibblesOf(reader.take(Math.ceil(length / 2)));
  if (length % 2 === 1 && nibbles.shift() !== 0) {
    throw new Error('the key of a trie node is not padded with zero');
  }
  return nibbles;
}

function readValue(reader, kind) {
  switch (kind) {
    case 'inline':
      return reader.bytes();
    case 'hashed':
      return reader.take(HASH_LENGTH);
    default:
      return null;
  }
}

function nibblesOf(bytes) {
  return [...bytes].flatMap((byte) => [byte >> 4, byte & 0xf]);
}

function startsWith(nibbles, prefix) {
  return prefix.every((nibble, index) => nibbles[index] === nibble);
}
