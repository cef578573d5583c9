// SPDX-License-Identifier: Apache-2.0
//
// What the RPC answers to whoever wants to trust no node: where a proof is made, what is in it, and what is said when
// none can be made. That a bundle verifies is another test's business.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { base64Decode, blake2AsHex } from '@polkadot/util-crypto';
import { u8aToHex } from '@polkadot/util';

import { onlyEvent, runtimeCall, submit } from './chain.mjs';
import { decodeGrandpaAuthorities } from './consensus.mjs';
import { BLOCK, check, devSigner, startDev, until } from './harness.mjs';
import { attestation, ordered } from './receipts.mjs';

const INVALID_PARAMS = -32602;
const UNAVAILABLE = 7001;
const UNKNOWN_RECEIPT = 7002;
const NOT_PROVABLE_YET = 7003;
const NO_JUSTIFICATION = 7004;

const HASH = `0x${'7f'.repeat(32)}`;
const RECEIPT = 0;

let node;
let forgetful;
let api;
let alice;

before(async () => {
  // The second node keeps the state of one block, so it has soon lost that of the first.
  [node, forgetful] = await Promise.all([startDev(), startDev(['--state-pruning=1'])]);
  api = node.api;
  alice = await devSigner(api, '//Alice');
});

after(() => Promise.all([node?.stop(), forgetful?.stop()]));

/** The number of a block, or of the one that is final now. */
async function numberOf(hash) {
  const header = await node.send('chain_getHeader', [hash ?? (await node.send('chain_getFinalizedHead'))]);
  return Number(header.number);
}

/** The bundle, as soon as the node can make it. */
async function proven(params) {
  return until(`a proof of ${params}`, 30 * BLOCK, async () => {
    try {
      return await node.send('receipts_proof', params);
    } catch (error) {
      assert.ok([NOT_PROVABLE_YET, NO_JUSTIFICATION].includes(error.code), error.message);
      return undefined;
    }
  });
}

/** The hash of the block that a bundle proves the state of. */
function blockOf({ header }) {
  return blake2AsHex(base64Decode(header), 256);
}

check('nothing is proven before it is final, and everything once it is', async () => {
  const { status, events } = await submit(attestation(api, 'payload'), alice);
  assert.equal(Number(onlyEvent({ events }, 'receipts', 'Attested').id), RECEIPT);
  const written = await numberOf(status.asInBlock.toHex());

  const refused = await node.send('receipts_proof', [RECEIPT]).catch((error) => error);
  assert.ok([NOT_PROVABLE_YET, NO_JUSTIFICATION].includes(refused.code), refused.message);
  if (refused.code === NOT_PROVABLE_YET) {
    assert.match(refused.message, /receipt 0 was not written by block \d+, the one to prove it at: ask again/);
    assert.ok(refused.data.number < written);
    assert.equal(await node.send('chain_getBlockHash', [refused.data.number]), refused.data.hash);
  }

  const before = await numberOf();
  const bundle = await proven([RECEIPT]);
  const block = await numberOf(blockOf(bundle));
  assert.ok(block >= written, 'it holds the receipt');
  assert.ok(block >= before, `proven at ${block}, though ${before} was final when it was asked for`);
  assert.ok(block < written + 16, 'and not only when a justification is stored');
});

check('a bundle is of the block that it names, and holds the nodes on the way to its entries', async () => {
  const bundle = await node.send('receipts_proof', [RECEIPT, { head: true }]);
  const at = blockOf(bundle);
  assert.deepEqual(Object.keys(bundle), [
    'format',
    'version',
    'genesisHash',
    'setId',
    'header',
    'justification',
    'proof',
    'receipt',
    'head',
  ]);
  assert.deepEqual([bundle.format, bundle.version, bundle.setId], ['tonnetz-proof-bundle', 1, 0]);
  assert.equal(bundle.genesisHash, api.genesisHash.toHex());
  assert.deepEqual(bundle.receipt, await node.send('receipts_get', [RECEIPT, at]));
  assert.deepEqual(bundle.head, await node.send('receipts_head', [alice.address, at]));

  const keys = [
    api.query.receipts.receipts.key(ordered(RECEIPT)),
    api.query.receipts.revocations.key(ordered(RECEIPT)),
    api.query.receipts.head.key(alice.address),
    api.query.operators.suspensions.key(alice.address),
  ];
  const { proof } = await node.send('state_getReadProof', [keys, at]);
  const nodes = bundle.proof.map((text) => u8aToHex(base64Decode(text)));
  assert.deepEqual(nodes, [...proof].sort());
  assert.equal(new Set(nodes).size, nodes.length);

  const { head, proof: fewer } = await node.send('receipts_proof', [RECEIPT, {}, at]);
  assert.equal(head, null);
  assert.ok(fewer.length < nodes.length, 'the head costs nodes of its own');
});

check('an older block is proven from there on', async () => {
  const at = await node.send('chain_getFinalizedHead');
  const bundle = await node.send('receipts_proof', [RECEIPT, null, at]);
  assert.ok((await numberOf(blockOf(bundle))) >= (await numberOf(at)));
});

check('what cannot be proven has its code', async () => {
  const best = await node.send('chain_getBlockHash');
  for (const [params, code, message] of [
    [[7], UNKNOWN_RECEIPT, /there is no receipt 7/],
    [[RECEIPT, null, HASH], UNAVAILABLE, /unknown here/],
    [[RECEIPT, null, best], NO_JUSTIFICATION, /is not finalised by votes that this node has/],
    [[RECEIPT, { heads: true }], INVALID_PARAMS, /unknown field/],
    [[RECEIPT, true], INVALID_PARAMS, /./],
    [[-1], INVALID_PARAMS, /./],
    [['0'], INVALID_PARAMS, /./],
  ]) {
    const error = await node.send('receipts_proof', params).catch((refused) => refused);
    assert.equal(error.code, code, `${JSON.stringify(params)}: ${error.message}`);
    assert.match(`${error.message} ${error.data}`, message);
  }
});

check('the first block and its authorities are those of the chain', async () => {
  const trust = await node.send('receipts_trustGenesis');
  assert.deepEqual(trust, await node.send('receipts_trustGenesis'), 'also when it is kept');
  const { format, version, genesisHash, authorities, changes } = trust;
  assert.deepEqual([format, version, changes], ['tonnetz-trust', 1, []]);
  assert.equal(genesisHash, await node.send('chain_getBlockHash', [0]));

  const encoded = await runtimeCall(node, 'GrandpaApi_grandpa_authorities', genesisHash);
  const expected = decodeGrandpaAuthorities(encoded).map(({ key }) => u8aToHex(key));
  assert.deepEqual(
    authorities.map(({ key, weight }) => [u8aToHex(base64Decode(key)), weight]),
    expected.map((key) => [key, 1]),
  );

  const pruned = () =>
    forgetful.send('state_getStorage', ['0x', genesisHash]).then(
      () => false,
      (error) => /discarded/.test(error.message),
    );
  await until('the state of the first block to be pruned', 30 * BLOCK, pruned);
  assert.deepEqual(await forgetful.send('receipts_trustGenesis'), trust, 'from the chain specification');
});

check('the authority set has not changed', async () => {
  for (const setId of [0, 1, Number.MAX_SAFE_INTEGER]) {
    assert.deepEqual(await node.send('receipts_setChanges', [setId]), { changes: [], next: null });
  }
  for (const setId of [-1, 0.5, '0', null]) {
    const error = await node.send('receipts_setChanges', [setId]).catch((refused) => refused);
    assert.equal(error.code, INVALID_PARAMS, `${setId}: ${error.message}`);
  }
});

check('lineage, witnesses, volume and the nonce of statements', async () => {
  const child = attestation(api, 'child', { parent: RECEIPT });
  const { status, events } = await submit(child, alice);
  const id = Number(onlyEvent({ events }, 'receipts', 'Attested').id);
  const at = status.asInBlock.toHex();

  const lineage = await node.send('receipts_lineage', [id, at]);
  assert.deepEqual([lineage.items.map((item) => item.id), lineage.next], [[id, RECEIPT], null]);
  assert.deepEqual(lineage.items[0], await node.send('receipts_get', [id, at]));
  assert.deepEqual(await node.send('receipts_witnesses', [id, 0, 256, at]), { items: [], next: null });
  assert.equal(await node.send('receipts_volume', [alice.address, at]), 2);
  assert.equal(await node.send('receipts_volume', [alice.address, api.genesisHash.toHex()]), 0);
  assert.equal(await node.send('receipts_statementNonce', [alice.address, at]), 0);
});

check('the methods are those of rpc.mjs', async () => {
  const { methods } = await node.send('rpc_methods');
  const known = Object.keys(api.rpc.receipts).map((name) => `receipts_${name}`);
  assert.deepEqual(known.sort(), methods.filter((name) => name.startsWith('receipts_')).sort());
  assert.equal(String((await api.rpc.receipts.trustGenesis()).toJSON().genesisHash), api.genesisHash.toHex());
  assert.equal((await api.rpc.receipts.volume(alice.address)).toNumber(), 2);
});
