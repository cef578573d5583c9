// SPDX-License-Identifier: Apache-2.0
//
// Changes of a bundle that no verifier may overlook: the same ones in every run.

import { fromBase64, toBase64 } from './bytes.mjs';

/** A generator of integers in [0, limit), the same sequence for the same seed. Mulberry32, by Tommy Ettinger (2017). */
export function randomIntegers(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** The file with one byte changed to another one. */
export function changedByte(bytes, random) {
  const changed = Uint8Array.from(bytes);
  const place = random(changed.length);
  changed[place] ^= 1 + random(255);
  return changed;
}

/** The canonical text of the bundle with one of the things that it says changed. */
export function changedContent(text, random) {
  const bundle = JSON.parse(text);
  const changes = [
    () => (bundle.setId += 1 + random(3)),
    () => (bundle.header = changedBase64(bundle.header, random)),
    () => (bundle.justification = changedBase64(bundle.justification, random)),
    () => (bundle.proof = changedNodes(bundle.proof, random)),
    () => changeField(bundle.receipt, random),
    () => (bundle.head = bundle.head === null ? { next: 1, hash: bundle.genesisHash } : null),
    () => (bundle.genesisHash = changedHex(bundle.genesisHash, random)),
  ];
  changes[random(changes.length)]();
  return JSON.stringify(bundle);
}

/** A byte changed, added or removed. */
function changedBase64(text, random) {
  const bytes = fromBase64(text);
  const ways = [
    () => changedByte(bytes, random),
    () => Uint8Array.of(...bytes, random(256)),
    () => bytes.subarray(0, -1 - random(8)),
  ];
  return toBase64(ways[Math.max(0, random(8) - 5)]());
}

/** A node changed, removed, repeated or moved. */
function changedNodes(nodes, random) {
  const place = random(nodes.length);
  const others = nodes.toSpliced(place, 1);
  const ways = [
    () => nodes.with(place, changedBase64(nodes[place], random)),
    () => others,
    () => nodes.toSpliced(place, 0, nodes[place]),
    () => others.toSpliced((place + 1) % nodes.length, 0, nodes[place]),
  ];
  return ways[random(ways.length)]();
}

/** One of the fields, at any depth. */
function changeField(object, random) {
  const names = Object.keys(object);
  const name = names[random(names.length)];
  const value = object[name];
  if (typeof value === 'number') {
    object[name] = value + 1;
  } else if (typeof value === 'string') {
    object[name] = value.startsWith('0x') ? changedHex(value, random) : otherWord(value);
  } else if (value === null) {
    object[name] = 7;
  } else {
    changeField(value, random);
  }
}

function changedHex(value, random) {
  const place = 2 + random(Math.max(1, value.length - 2));
  const digit = (Number.parseInt(value[place] ?? '0', 16) + 1 + random(15)) % 16;
  return value.slice(0, place) + digit.toString(16) + value.slice(place + 1);
}

/** Another kind or source; an address with a letter changed is none. */
function otherWord(value) {
  const words = { call: 'pallet', pallet: 'autonomous', document: 'artifact', artifact: 'decision' };
  return words[value] ?? `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}`;
}
