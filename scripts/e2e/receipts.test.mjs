// SPDX-License-Identifier: Apache-2.0
//
// Four validators: batches, statements of strangers, countersignatures, and bundles that two verifiers which share no
// code verify offline, across a change of the authority set.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';

import { stringToHex, stringToU8a, u8aToHex } from '@polkadot/util';

import { freshSigner, onlyEvent, submit, submitFinalized, TNZ } from './chain.mjs';
import {
  BLOCK,
  check,
  devSigner,
  runClient,
  startLocalNetwork,
  stopAll,
  until,
  writeScratch,
} from './harness.mjs';
import { batchOf, leafProof } from './merkle-tree.mjs';
import { encodeSignature } from './pq-signer.mjs';
import { attestation, digestOf, statementBytes, subjectOf } from './receipts.mjs';
import { localSpecWithSetChange } from './set-change.mjs';
import { loadTrust, verifyBundle } from './verify-bundle.mjs';

const VALIDATORS = 4;
const LAST_BLOCK_OF_SET_0 = 10;
const FINALITY_DEADLINE = 40 * BLOCK;

const MAX_BUNDLE = 40_000;
const STATEMENT = 'tonnetz/statement/v1';
const ARTIFACT = 5;

// Codes of RPC errors: the receipt is not in a finalised state yet; nothing is finalised yet.
const NOT_YET = [7003, 7004];

const OK = 0;
const REVOKED = 11;
const EXPIRED = 12;
const UNKNOWN_SET = 22;
const BAD_VOTES = 23;
const WRONG_RECEIPT = 26;
const WRONG_PAYLOAD = 27;
const WRONG_LEAF = 28;

const PAYLOADS = ['first', 'second', 'third'];
const DIGESTS = PAYLOADS.map(digestOf);

let spec;
let nodes = [];
let node;
let api;
let alice;
let bob;
let charlie;
let dave;
let eve;
let ferdie;
let genesisTrust;
let trust;
let early;
let shortLived;
let revoked;
let batch;

before(async () => {
  spec = await localSpecWithSetChange(LAST_BLOCK_OF_SET_0);
  nodes = await startLocalNetwork(VALIDATORS, spec);
  [node] = nodes;
  ({ api } = node);
  const names = ['//Alice', '//Bob', '//Charlie', '//Dave', '//Eve', '//Ferdie'];
  [alice, bob, charlie, dave, eve, ferdie] = await Promise.all(names.map((name) => devSigner(api, name)));
});

after(() => stopAll(nodes));

/** Submits and returns the number of the receipt that was written. */
async function attested(extrinsic, signer, send = submit) {
  return onlyEvent(await send(extrinsic, signer), 'receipts', 'Attested').id.toNumber();
}

/** Each of these is refused by the chain for the reason given; all at once, so each needs a signer of its own. */
async function refusals(...cases) {
  await Promise.all(
    cases.map(([extrinsic, signer, error]) =>
      assert.rejects(submit(extrinsic, signer), { message: `receipts.${error}` }, error),
    ),
  );
}

/** A statement of an issuer, and its signature. */
function stated(issuer, nonce, changes = {}) {
  const { context = STATEMENT, genesis = api.genesisHash.toHex(), signer = issuer, ...rest } = changes;
  const statement = {
    issuer: issuer.address,
    kind: ARTIFACT,
    subject: subjectOf('a build'),
    digest: digestOf(`build ${nonce}`),
    parent: null,
    uri: 'https://example.org/build',
    expires: 1_000_000,
    nonce,
    validUntil: 10_000,
    ...rest,
  };
  const signature = signer.sign(context, statementBytes(genesis, statement));
  return { statement, signature: u8aToHex(encodeSignature(signer.publicKey, signature)) };
}

function relayed({ statement, signature }) {
  return api.tx.receipts.attestStatement({ ...statement, kind: 'Artifact' }, signature);
}

/** What a page of receipts has in it. */
function ids({ items }) {
  return items.map(({ id }) => id);
}

/** The text of the bundle that proves a receipt, as soon as a finalised block holds what it has to. */
async function provenWhen(id, holds, options = { head: false }) {
  const bundle = await until(`a proof of receipt ${id}`, FINALITY_DEADLINE, async () => {
    try {
      const found = await node.send('receipts_proof', [id, options]);
      return holds(found) && found;
    } catch (error) {
      if (NOT_YET.includes(error.code)) {
        return undefined;
      }
      throw error;
    }
  });
  return JSON.stringify(bundle);
}

async function proven(id, options) {
  return provenWhen(id, () => true, options);
}

/** The text of the bundle that proves a receipt at the last block of set 0. */
async function provenAtChange(id) {
  const at = await node.send('chain_getBlockHash', [LAST_BLOCK_OF_SET_0]);
  return JSON.stringify(await node.send('receipts_proof', [id, { head: false }, at]));
}

/** The exit code, which the verifier of the client and the one in this folder must agree on. */
async function verified(name, bundle, trustFile, { payload, leaf } = {}) {
  const bytes = (text) => (text === undefined ? undefined : stringToU8a(text));
  const report = verifyBundle(bytes(bundle), loadTrust(bytes(trustFile)), { payload: bytes(payload), leaf });

  const file = (kind, text) => writeScratch(`${name.replaceAll(' ', '-')}.${kind}`, text);
  const optional = (kind, text) => (text === undefined ? [] : [`--${kind}`, file(kind, text)]);
  const files = [file('bundle', bundle), '--trust', file('trust', trustFile)];
  const extra = [...optional('payload', payload), ...optional('leaf', leaf && JSON.stringify(leaf))];
  const { code, stdout, stderr } = await runClient(['receipt', 'verify', ...files, ...extra, '--json']);
  const found = JSON.stringify(report.steps, null, 2);
  assert.equal(code, report.exitCode, `${name}: the two verifiers disagree\n${found}\n${stdout}${stderr}`);
  return report.exitCode;
}

check('receipts are attested while the first set votes', async () => {
  genesisTrust = JSON.stringify(await node.send('receipts_trustGenesis'));
  [early, shortLived] = await Promise.all([
    // Finalised, because the first blocks of validators that are just finding each other may be on forks.
    attested(attestation(api, 'before the change', { kind: 'Decision' }), alice, submitFinalized),
    attested(attestation(api, 'short-lived', { expires: LAST_BLOCK_OF_SET_0 + 1 }), bob, submitFinalized),
  ]);
  for (const id of [early, shortLived]) {
    const { receipt } = await node.send('receipts_get', [id]);
    assert.ok(receipt.at <= LAST_BLOCK_OF_SET_0, `written by block ${receipt.at}: the network was slow to start`);
  }
});

check('a batch is one receipt, and has 1 to 2^40 leaves', async () => {
  const { root, leaves } = batchOf(DIGESTS);
  const attestBatch = (count) => api.tx.receipts.attestBatch('Artifact', subjectOf('batch'), root, count, '', null);
  const [id] = await Promise.all([
    attested(attestBatch(leaves), alice),
    refusals([attestBatch(0), bob, 'EmptyBatch'], [attestBatch(2n ** 40n + 1n), charlie, 'TooManyLeaves']),
  ]);
  const { receipt } = await node.send('receipts_get', [id]);
  assert.deepEqual([receipt.batch, receipt.digest], [{ root, leaves }, root]);
  const found = await node.send('receipts_byDigest', [root, null, 0, 256]);
  assert.deepEqual(ids(found), [id]);
  batch = id;
});

check("a stranger's statement is brought to the chain by a relayer, once", async () => {
  const stranger = freshSigner(api);
  const first = stated(stranger, 0);
  const id = await attested(relayed(first), dave);
  const { receipt, source } = await node.send('receipts_get', [id]);
  assert.deepEqual([receipt.issuer, receipt.sequence, receipt.relayer], [stranger.address, 0, dave.address]);
  const { digest, uri } = first.statement;
  assert.deepEqual([receipt.kind, receipt.digest, receipt.uri], ['artifact', digest, stringToHex(uri)]);
  assert.equal(source, 'call');
  assert.equal(await node.send('receipts_statementNonce', [stranger.address]), 1);

  const anotherChain = `0x${'11'.repeat(32)}`;
  await refusals(
    [relayed(first), alice, 'NonceTooLow'],
    [relayed(stated(stranger, 2)), bob, 'NonceTooHigh'],
    [relayed(stated(stranger, 1, { genesis: anotherChain })), charlie, 'BadStatementSignature'],
    [relayed(stated(stranger, 1, { context: 'tonnetz/invite/v1' })), dave, 'BadStatementSignature'],
    [relayed(stated(stranger, 1, { signer: freshSigner(api) })), eve, 'BadStatementSignature'],
    [relayed(stated(stranger, 1, { validUntil: 1 })), ferdie, 'StatementExpired'],
  );
  assert.equal(await node.send('receipts_statementNonce', [stranger.address]), 1, 'nothing refused counts');
});

check('cancelled statements are refused, later ones are not', async () => {
  await submit(api.tx.receipts.cancelStatements(3), eve);
  assert.equal(await node.send('receipts_statementNonce', [eve.address]), 3);
  const [id] = await Promise.all([
    attested(relayed(stated(eve, 3)), alice),
    refusals(
      [relayed(stated(eve, 2)), bob, 'NonceTooLow'],
      [api.tx.receipts.cancelStatements(3), eve, 'NothingToCancel'],
    ),
  ]);
  const { receipt } = await node.send('receipts_get', [id]);
  assert.deepEqual([receipt.issuer, receipt.relayer], [eve.address, alice.address]);
  assert.equal(await node.send('receipts_statementNonce', [eve.address]), 4);
});

check('operators countersign a receipt, each once, and take it back', async () => {
  // One of its own for each: signing changes an extrinsic.
  const countersign = () => api.tx.receipts.countersign(early);
  const held = async ({ address }) => (await api.query.system.account(address)).data.reserved.toBigInt();
  const heldBefore = await held(bob);
  await Promise.all([
    submit(countersign(), bob),
    submit(countersign(), charlie),
    refusals([countersign(), eve, 'NotOperator'], [countersign(), alice, 'WitnessIsIssuer']),
  ]);
  assert.equal(await held(bob), heldBefore + TNZ / 10n);

  const all = await node.send('receipts_witnesses', [early, 0, 256]);
  assert.deepEqual(new Set(all.items.map(({ witness }) => witness)), new Set([bob.address, charlie.address]));
  assert.equal(all.next, null);
  const first = await node.send('receipts_witnesses', [early, 0, 1]);
  const second = await node.send('receipts_witnesses', [early, first.next, 1]);
  assert.deepEqual([...first.items, ...second.items], all.items);

  const withdraw = () => api.tx.receipts.withdrawCountersignature(early);
  await Promise.all([
    submit(withdraw(), bob),
    refusals([countersign(), charlie, 'AlreadyWitness'], [withdraw(), dave, 'NotWitness']),
  ]);
  assert.equal(await held(bob), heldBefore);
  const left = await node.send('receipts_witnesses', [early, 0, 256]);
  assert.deepEqual(left.items.map(({ witness }) => witness), [charlie.address]);
});

check('a receipt leads to those it derives from, and counts for who paid until it is revoked', async () => {
  const volume = await node.send('receipts_volume', [ferdie.address]);
  const child = await attested(attestation(api, 'derived', { parent: early }), ferdie);
  assert.deepEqual(ids(await node.send('receipts_lineage', [child])), [child, early]);
  assert.equal(await node.send('receipts_volume', [ferdie.address]), volume + 1);
  await submit(api.tx.receipts.revoke(child, 'superseded'), ferdie);
  assert.equal(await node.send('receipts_volume', [ferdie.address]), volume);
  revoked = child;
});

check('the authority set changes, and the node has the votes for it', async () => {
  await until('a block of the next set to be final', FINALITY_DEADLINE, async () => {
    const { number } = await node.send('chain_getHeader', [await node.send('chain_getFinalizedHead')]);
    return Number(number) > LAST_BLOCK_OF_SET_0;
  });
  const { changes, next } = await node.send('receipts_setChanges', [0]);
  assert.deepEqual([changes.length, next], [1, null]);
  assert.deepEqual(await node.send('receipts_setChanges', [1]), { changes: [], next: null });
  trust = JSON.stringify({ ...JSON.parse(genesisTrust), changes });
});

check('a bundle of the next set verifies once the trust file is updated', async () => {
  const later = await proven(early);
  assert.equal(await verified('later, genesis trust', later, genesisTrust), UNKNOWN_SET);
  assert.equal(await verified('later, updated trust', later, trust), OK);

  const earlier = await provenAtChange(early);
  assert.deepEqual([JSON.parse(earlier).setId, JSON.parse(later).setId], [0, 1]);
  assert.equal(await verified('earlier, genesis trust', earlier, genesisTrust), OK);
  assert.equal(await verified('earlier, updated trust', earlier, trust), OK);

  const claims = (bundle, setId) => JSON.stringify({ ...JSON.parse(bundle), setId });
  assert.equal(await verified('earlier as later', claims(earlier, 1), trust), BAD_VOTES);
  assert.equal(await verified('later as earlier', claims(later, 0), trust), BAD_VOTES);
});

check('the node and its specification name the same first block and authorities', async () => {
  const path = writeScratch('genesis.trust', '');
  const specPath = writeScratch('spec.json', JSON.stringify(spec));
  const { code, stderr } = await runClient(['receipt', 'trust', 'genesis', '--chain-spec', specPath, '--out', path]);
  assert.equal(code, 0, stderr);
  assert.equal(readFileSync(path, 'utf8').trimEnd(), genesisTrust);
});

check('the client updates a trust file by the same change', async () => {
  const path = writeScratch('updated.trust', genesisTrust);
  const { code, stderr } = await runClient(['receipt', 'trust', 'update', '--trust', path, '--url', node.url]);
  assert.equal(code, 0, stderr);
  assert.equal(readFileSync(path, 'utf8').trimEnd(), trust);
});

check(`a bundle of a chain with four validators has at most ${MAX_BUNDLE} bytes`, async (context) => {
  const bundle = await proven(early, { head: true });
  const { setId, head } = JSON.parse(bundle);
  assert.equal(setId, 1);
  assert.deepEqual(head, await node.send('receipts_head', [alice.address]));
  context.diagnostic(`${bundle.length} bytes with the head of the issuer's chain`);
  assert.ok(bundle.length <= MAX_BUNDLE, `${bundle.length} bytes`);
  assert.equal(await verified('with its payload', bundle, trust, { payload: 'before the change' }), OK);
  assert.equal(await verified('with another payload', bundle, trust, { payload: 'after the change' }), WRONG_PAYLOAD);

  const forged = JSON.parse(bundle);
  forged.receipt.receipt.time += 1;
  assert.equal(await verified('forged', JSON.stringify(forged), trust), WRONG_RECEIPT);
});

check('a leaf of a batch is proved', async () => {
  const bundle = await proven(batch);
  const proof = leafProof(1, DIGESTS);
  const withLeaf = (name, leaf, payload) => verified(name, bundle, trust, { leaf, payload });
  assert.equal(await withLeaf('leaf', proof, PAYLOADS[1]), OK);
  assert.equal(await withLeaf('leaf of another payload', proof, PAYLOADS[0]), WRONG_PAYLOAD);
  assert.equal(await withLeaf('leaf in another place', { ...proof, index: 0 }, PAYLOADS[1]), WRONG_LEAF);
});

check('a receipt is proved to have expired', async () => {
  assert.equal(await verified('not expired yet', await provenAtChange(shortLived), trust), OK);
  assert.equal(await verified('expired', await proven(shortLived), trust), EXPIRED);
});

check('a receipt is proved to be revoked', async () => {
  // What was finalised before the revocation says nothing of it.
  const bundle = await provenWhen(revoked, ({ receipt }) => receipt.revoked !== null);
  assert.equal(await verified('revoked', bundle, trust), REVOKED);
});
