// SPDX-License-Identifier: Apache-2.0
//
// Reads the list of RPC methods in docs/RUNTIME_SURFACE.md: a fenced block marked `rpc_methods`, one method a line, in
// alphabetical order.

const OPEN = /^```rpc_methods$/;
const CLOSE = /^```$/;
const METHOD = /^[a-z][A-Za-z0-9]*_[A-Za-z0-9_]+$/;

/**
 * @param {string} markdown
 * @returns {string[]}
 * @throws at anything that is not exactly such a block
 */
export function documentedMethods(markdown) {
  const lines = markdown.split('\n');
  const opening = lines.flatMap((line, index) => (OPEN.test(line) ? [index] : []));
  if (opening.length !== 1) {
    throw new Error(`one block marked rpc_methods expected, found ${opening.length}`);
  }
  const rest = lines.slice(opening[0] + 1);
  const length = rest.findIndex((line) => CLOSE.test(line));
  if (length === -1) {
    throw new Error('the block marked rpc_methods is not closed');
  }
  if (length === 0) {
    throw new Error('the block marked rpc_methods is empty');
  }
  const methods = rest.slice(0, length);
  methods.forEach(checkLine);
  return methods;
}

function checkLine(method, index, methods) {
  const line = `line ${index + 1}`;
  if (!METHOD.test(method)) {
    throw new Error(`${line}: "${method}" is no method name`);
  }
  if (index > 0 && methods[index - 1] >= method) {
    throw new Error(`${line}: "${method}" is not in alphabetical order, or twice`);
  }
}
