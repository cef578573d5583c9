// SPDX-License-Identifier: Apache-2.0
//
// Four validators: they finalise, and an implementation that shares no code with theirs verifies their seals and votes.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { hexToU8a, u8aToHex } from '@polkadot/util';

import { nextJustification, runtimeCall, submit } from './chain.mjs';
import {
  blockHash,
  decodeAuraAuthorities,
  decodeGrandpaAuthorities,
  decodeSeal,
  sealIsValid,
} from './consensus.mjs';
import { BLOCK, check, devSigner, startLocalNetwork, stopAll, until } from './harness.mjs';
import { decodeJustification, precommitIsValid } from './justification.mjs';
import { SIGNATURE_LENGTH } from './pq-signer.mjs';
import { Reader } from './scale.mjs';

const VALIDATORS = 4;
const FINALISED = 5;

let nodes = [];
let api;

before(async () => {
  nodes = await startLocalNetwork(VALIDATORS);
  [{ api }] = nodes;
});

after(() => stopAll(nodes));

async function finalizedNumber(node) {
  const header = await node.send('chain_getHeader', [await node.send('chain_getFinalizedHead')]);
  return Number(header.number);
}

/** The header at a height, as JSON. */
async function headerAt(node, number) {
  return node.send('chain_getHeader', [await node.send('chain_getBlockHash', [number])]);
}

function flipped(hex) {
  const bytes = hexToU8a(hex);
  bytes[bytes.length - 100] ^= 1;
  return u8aToHex(bytes);
}

check(`all finalise block ${FINALISED}, and the same one`, async () => {
  await until(`block ${FINALISED} to be final on all nodes`, (FINALISED + 30) * BLOCK, async () => {
    const numbers = await Promise.all(nodes.map(finalizedNumber));
    return numbers.every((number) => number >= FINALISED);
  });
  const hashes = await Promise.all(nodes.map((node) => node.send('chain_getBlockHash', [FINALISED])));
  assert.equal(new Set(hashes).size, 1, hashes.join(', '));
});

check("the seals of finalised blocks are Falcon-512 signatures of their slots' authors", async () => {
  const slots = new Set();
  for (let number = 1; number <= FINALISED; number += 1) {
    const header = await headerAt(nodes[0], number);
    assert.equal(blockHash(header), await nodes[0].send('chain_getBlockHash', [number]));
    const { signature, slot } = decodeSeal(header);
    assert.deepEqual([signature.length, signature[0]], [SIGNATURE_LENGTH, 0x39], `block ${number}`);
    const authorities = decodeAuraAuthorities(await runtimeCall(nodes[0], 'AuraApi_authorities', header.parentHash));
    assert.equal(authorities.length, VALIDATORS);
    assert.ok(sealIsValid(header, authorities), `the seal of block ${number}`);
    assert.ok(!sealIsValid({ ...header, stateRoot: header.parentHash }, authorities), `another header ${number}`);
    slots.add(slot % BigInt(VALIDATORS));
  }
  assert.ok(slots.size > 1, 'several validators make blocks');
});

check('the votes of a justification are Falcon-512 signatures of more than two thirds of the authorities', async () => {
  const { round, targetHash, targetNumber, precommits } = decodeJustification(await nextJustification(api));
  assert.equal(targetHash, await nodes[0].send('chain_getBlockHash', [targetNumber]));

  const ask = (name) => runtimeCall(nodes[0], `GrandpaApi_${name}`, targetHash);
  const authorities = decodeGrandpaAuthorities(await ask('grandpa_authorities'));
  const setId = new Reader(await ask('current_set_id')).u64();
  assert.equal(authorities.length, VALIDATORS);

  const known = new Set(authorities.map(({ key }) => u8aToHex(key)));
  const voters = new Set(precommits.map(({ id }) => u8aToHex(id)));
  assert.equal(voters.size, precommits.length, 'each votes once');
  assert.ok([...voters].every((id) => known.has(id)), 'only authorities vote');
  assert.ok(voters.size * 3 > VALIDATORS * 2, `${voters.size} votes of ${VALIDATORS}`);

  for (const precommit of precommits) {
    assert.ok(precommitIsValid(precommit, round, setId));
    assert.ok(!precommitIsValid(precommit, round, setId + 1n), 'in another set');
    assert.ok(!precommitIsValid({ ...precommit, number: precommit.number + 1 }, round, setId), 'for another block');
  }
});

check('a validator rotates its keys with a proof of possession, and not without', async () => {
  const alice = await devSigner(api, '//Alice');
  const { keys, proof } = await nodes[0].send('author_rotateKeysWithOwner', [u8aToHex(alice.accountId)]);

  const refused = { message: 'session.InvalidProof' };
  await assert.rejects(submit(api.tx.session.setKeys(keys, flipped(proof)), alice), refused);

  // The proof names the owner.
  const bob = await devSigner(api, '//Bob');
  await assert.rejects(submit(api.tx.session.setKeys(keys, proof), bob), refused);

  await submit(api.tx.session.setKeys(keys, proof), alice);
  const registered = await api.query.session.nextKeys(alice.address);
  assert.equal(registered.unwrap().toHex(), keys);
});
