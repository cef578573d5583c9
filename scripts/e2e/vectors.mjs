// SPDX-License-Identifier: Apache-2.0
//
// The vectors that the chain's own verifier made and every other one is compared on.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../primitives/proof/tests/vectors/', import.meta.url);

/** The path of a vector's file. */
export function vectorPath(name) {
  return fileURLToPath(new URL(name, FOLDER));
}

/** The bytes of a vector's file. */
export function vector(name) {
  return new Uint8Array(readFileSync(vectorPath(name)));
}

/** The text of a vector's file without the newline at its end. */
export function vectorText(name) {
  return readFileSync(vectorPath(name), 'utf8').trimEnd();
}

/**
 * What is to be found of each vector.
 *
 * @type {{ bundle: string, trust: string, payload: string | null, fails: string | null, exit: number }[]}
 */
export const VECTORS = JSON.parse(vectorText('index.json'));

/** The names of the bundles that hold with the trust file that knows every set. */
export const GOOD = [
  ...new Set(VECTORS.filter(({ exit, trust }) => exit === 0 && trust === 'trust.json').map(({ bundle }) => bundle)),
];
