// SPDX-License-Identifier: Apache-2.0
//
// What the chain offers: no classical signature type, and exactly the RPC methods that its documentation lists.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';

import { submit } from './chain.mjs';
import { check, devSigner, inspectKey, startDev } from './harness.mjs';
import { FalconSigner } from './pq-signer.mjs';
import { documentedMethods } from './surface.mjs';

const SURFACE = new URL('../../docs/RUNTIME_SURFACE.md', import.meta.url);
const VECTORS = new URL('../../primitives/crypto/tests/vectors/falcon512.json', import.meta.url);
const CLASSICAL = /sr25519|ed25519|ecdsa|secp256|bls12|bls381|bandersnatch|multisignature|multisigner|anysignature/i;

const EXTRINSIC = 'sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic';

// polkadot-js refuses to decode any type with a longer array, and with it every type that contains it.
const LONGEST_ARRAY = 2_048;

let node;
let api;

before(async () => {
  node = await startDev();
  api = node.api;
});

after(() => node?.stop());

function typeName({ type }) {
  return type.path.map(String).join('::');
}

/** The names of the variants and fields of a type. */
function memberNames({ type: { def } }) {
  if (def.isVariant) {
    return def.asVariant.variants.flatMap(({ name, fields }) => [String(name), ...fields.map(fieldName)]);
  }
  return def.isComposite ? def.asComposite.fields.map(fieldName) : [];
}

function fieldName({ name, typeName: rust }) {
  return `${name.unwrapOr('')} ${rust.unwrapOr('')}`;
}

/** The parameter of the runtime's `UncheckedExtrinsic` with this name, as a portable type. */
function extrinsicParameter(name) {
  const { types } = api.registry.lookup;
  const extrinsic = types.find((type) => typeName(type) === EXTRINSIC);
  const parameter = extrinsic.type.params.find((candidate) => String(candidate.name) === name);
  return types.find(({ id }) => id.eq(parameter.type.unwrap()));
}

check('an extrinsic is signed with Falcon-512 or SPHINCS+ and nothing else', async () => {
  const signature = extrinsicParameter('Signature');
  assert.equal(typeName(signature), 'tonnetz_crypto::signature::Signature');
  const variants = signature.type.def.asVariant.variants.map(({ name, index }) => [index.toNumber(), String(name)]);
  assert.deepEqual(variants, [
    [0, 'Falcon512'],
    [1, 'SphincsShake128s'],
  ]);
  assert.equal(api.registry.createType('ExtrinsicSignature').toRawType().includes('Falcon512'), true);
});

check('no type of the metadata is a classical key or signature', async () => {
  const names = (type) => [typeName(type), ...memberNames(type)].join(' ');
  const found = api.registry.lookup.types.filter((type) => CLASSICAL.test(names(type)));
  assert.deepEqual(found.map(typeName), []);
});

check('polkadot-js can decode every type of the metadata', async () => {
  const { lookup } = api.registry;
  const tooLong = lookup.types
    .filter(({ type: { def } }) => def.isArray && def.asArray.len.toNumber() > LONGEST_ARRAY)
    .map(({ id, type }) => `type ${id}: an array of ${type.def.asArray.len}`);
  assert.deepEqual(tooLong, []);
  lookup.types.forEach(({ id }) => lookup.getTypeDef(id));
});

// polkadot-js takes an extrinsic for a signed one when its signature is not what the type's default looks like; that
// default must be empty for it, or it can decode no block with an inherent.
check('polkadot-js decodes a block, and tells its inherent from its transaction', async () => {
  assert.ok(api.createType('ExtrinsicSignature').isEmpty, 'the default signature');
  const alice = await devSigner(api, '//Alice');
  const { status } = await submit(api.tx.system.remarkWithEvent('0x2a'), alice);
  const hash = status.asInBlock.toHex();
  const { block } = await api.rpc.chain.getBlock(hash);
  assert.deepEqual(
    block.extrinsics.map(({ isSigned, method }) => [method.section, method.method, isSigned]),
    [
      ['timestamp', 'set', false],
      ['system', 'remarkWithEvent', true],
    ],
  );
  const raw = await node.send('chain_getBlock', [hash]);
  assert.deepEqual(block.extrinsics.map((extrinsic) => extrinsic.toHex()), raw.block.extrinsics);
});

check('the node derives the keys of the vectors, and noble agrees that they are keys', async () => {
  const { derived } = JSON.parse(readFileSync(VECTORS, 'utf8'));
  const paths = derived.filter(({ suri }) => suri.startsWith('//'));
  assert.ok(paths.length > 1);
  for (const { suri, seed, accountId } of paths) {
    const key = await inspectKey(suri);
    const { address } = FalconSigner.fromKeyJson(key);
    assert.deepEqual([key.seed, key.accountId, key.ss58Address], [`0x${seed}`, `0x${accountId}`, address], suri);
  }
});

check('rpc_methods lists exactly the documented methods', async () => {
  const { methods } = await node.send('rpc_methods');
  assert.deepEqual([...methods].sort(), documentedMethods(readFileSync(SURFACE, 'utf8')));
});
