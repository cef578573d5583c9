// SPDX-License-Identifier: Apache-2.0
//
// What several tests do with a chain: submit, wait, read events, ask for raw bytes.

import { falcon512padded } from '@noble/post-quantum/falcon.js';
import { hexToU8a } from '@polkadot/util';

import { BLOCK, until, withDeadline } from './harness.mjs';
import { FalconSigner } from './pq-signer.mjs';

/** One unit of the chain's money in its smallest parts. */
export const TNZ = 10n ** 12n;

// A transaction is in the next block or the one after; the rest is for a busy machine.
const INCLUSION_DEADLINE = 20 * BLOCK;
const FINALITY_DEADLINE = 40 * BLOCK;
const JUSTIFICATION_DEADLINE = 30 * BLOCK;

/** A new key that no chain knows. */
export function freshSigner(api) {
  return new FalconSigner(falcon512padded.keygen()).connect(api);
}

/**
 * Submits an extrinsic and waits until it is in a block.
 *
 * @returns {Promise<import('@polkadot/api').SubmittableResult>}
 * @throws when the chain refuses it, or includes it and its call fails: the message is the chain's name for the error
 */
export async function submit(extrinsic, signer) {
  return submitUntil(extrinsic, signer, INCLUSION_DEADLINE, ({ status }) => status.isInBlock || status.isFinalized);
}

/** The same, until the block is finalised. */
export async function submitFinalized(extrinsic, signer) {
  return submitUntil(extrinsic, signer, FINALITY_DEADLINE, ({ status }) => status.isFinalized);
}

/** The data of the one event of this kind among those of an extrinsic. */
export function onlyEvent(result, section, method) {
  const found = result.events.filter(({ event }) => event.section === section && event.method === method);
  if (found.length !== 1) {
    const all = result.events.map(({ event }) => `${event.section}.${event.method}`).join(', ');
    throw new Error(`one ${section}.${method} expected, found ${found.length} among: ${all}`);
  }
  return found[0].event.data;
}

/** The name of a `DispatchError` as the chain's documentation has it: `receipts.NotIssuer`, `BadOrigin`. */
export function errorName(registry, dispatchError) {
  if (!dispatchError.isModule) {
    return dispatchError.toString();
  }
  const { section, name } = registry.findMetaError(dispatchError.asModule);
  return `${section}.${name}`;
}

/** The raw SCALE bytes that a runtime API answers. */
export async function runtimeCall(node, name, at, argument = '0x') {
  return hexToU8a(await node.send('state_call', [name, argument, at]));
}

/** The next justification that a node publishes, as SCALE bytes. */
export async function nextJustification(api) {
  let unsubscribe = () => {};
  const next = new Promise((resolve, reject) => {
    const subscription = api.rpc.grandpa.subscribeJustifications((bytes) => resolve(bytes.toU8a(true)));
    subscription.then((stop) => (unsubscribe = stop), reject);
  });
  try {
    return await withDeadline(next, JUSTIFICATION_DEADLINE, () => 'no justification has been published');
  } finally {
    unsubscribe();
  }
}

/** Waits until the chain has made `count` more blocks: the node lives. */
export async function moreBlocks(api, count) {
  const best = async () => (await api.rpc.chain.getHeader()).number.toNumber();
  const goal = (await best()) + count;
  await until(`block ${goal}`, (count + 20) * BLOCK, async () => (await best()) >= goal);
}

async function submitUntil(extrinsic, signer, deadline, isDone) {
  let unsubscribe = () => {};
  const done = new Promise((resolve, reject) => {
    const onResult = (result) => {
      if (result.isError) {
        reject(new Error(`the pool gave the extrinsic up: ${result.status.type}`));
      } else if (isDone(result)) {
        resolve(result);
      }
    };
    extrinsic.signAndSend(signer.address, { signer, nonce: -1 }, onResult).then((stop) => (unsubscribe = stop), reject);
  });
  try {
    const result = await withDeadline(done, deadline, () => `${name(extrinsic)} waits for its block`);
    if (result.dispatchError) {
      throw new Error(errorName(extrinsic.registry, result.dispatchError));
    }
    return result;
  } finally {
    unsubscribe();
  }
}

function name({ method }) {
  return `${method.section}.${method.method}`;
}
