// SPDX-License-Identifier: Apache-2.0
//
// What a user does with polkadot-js and no types bundle: pay, attest, read back by RPC and by storage, revoke.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { hexToU8a, stringToHex, u8aConcat } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';

import { freshSigner, onlyEvent, submit, submitFinalized, TNZ } from './chain.mjs';
import { check, devSigner, startDev } from './harness.mjs';
import { estimateFee } from './pq-signer.mjs';
import { attestation, digestOf, ordered, subjectOf } from './receipts.mjs';

const URI = 'https://example.org/adr/7.md';
const EXPIRES = 1_000_000;
const PAGE = 256;

let node;
let api;
let alice;
let bob;

before(async () => {
  node = await startDev();
  api = node.api;
  alice = await devSigner(api, '//Alice');
  bob = await devSigner(api, '//Bob');
});

after(() => node?.stop());

async function free(address) {
  return (await api.query.system.account(address)).data.free.toBigInt();
}

/** What `receipts_get` answers. */
async function receipt(id) {
  return (await api.rpc.receipts.get(id)).unwrap().toJSON();
}

/** The numbers of a page's receipts, and where the next page starts. */
function ids(page) {
  const { items, next } = page.toJSON();
  return { ids: items.map(({ id }) => id), next };
}

/** Attests and returns the number of the receipt. */
async function attest(signer, payload, options) {
  const result = await submit(attestation(api, payload, options), signer);
  return onlyEvent(result, 'receipts', 'Attested').id.toNumber();
}

check('a transfer arrives, and costs what was estimated', async () => {
  const recipient = freshSigner(api);
  const transfer = api.tx.balances.transferKeepAlive(recipient.address, 5n * TNZ);
  const { partialFee } = await estimateFee(api, transfer, alice.address);
  const start = await free(alice.address);
  const result = await submitFinalized(transfer, alice);
  const { actualFee } = onlyEvent(result, 'transactionPayment', 'TransactionFeePaid');
  assert.equal(actualFee.toBigInt(), partialFee.toBigInt());
  assert.equal(await free(recipient.address), 5n * TNZ);
  assert.equal(await free(alice.address), start - 5n * TNZ - actualFee.toBigInt());
});

check('a receipt is read back by RPC as it was attested', async () => {
  const options = { kind: 'ArchitectureDecision', subject: 'ledger', uri: URI, expires: EXPIRES };
  const result = await submit(attestation(api, 'we use receipts', options), alice);
  const attested = onlyEvent(result, 'receipts', 'Attested');
  const info = await receipt(attested.id);
  const header = await api.rpc.chain.getHeader(result.status.asInBlock);
  const time = await (await api.at(header.hash)).query.timestamp.now();
  assert.deepEqual(info.receipt, {
    issuer: alice.address,
    sequence: 0,
    kind: 'architectureDecision',
    subject: subjectOf('ledger'),
    digest: digestOf('we use receipts'),
    parent: null,
    batch: null,
    at: header.number.toNumber(),
    time: time.toNumber(),
    expires: EXPIRES,
    uri: stringToHex(URI),
    relayer: null,
  });
  assert.deepEqual([info.id, info.source, info.revoked], [attested.id.toNumber(), 'call', null]);
});

check('the same receipt is read back from storage, and its link and head can be recomputed', async () => {
  const id = (await api.query.receipts.byIssuer(alice.address, ordered(0))).unwrap();
  const entry = (await api.query.receipts.receipts(ordered(id))).unwrap().asFull;
  const info = await receipt(id);
  assert.equal(entry.receipt.issuer.toString(), alice.address);
  assert.equal(entry.receipt.digest.toHex(), digestOf('we use receipts'));
  assert.equal(entry.receipt.uri.toUtf8(), URI);
  assert.ok(entry.receipt.kind.isArchitectureDecision);
  assert.equal(blake2AsHex(entry.receipt.toU8a(), 256), info.link);

  const head = (await api.rpc.receipts.head(alice.address)).toJSON();
  const stored = await api.query.receipts.head(alice.address);
  assert.deepEqual(head, { next: 1, hash: blake2AsHex(u8aConcat(new Uint8Array(32), hexToU8a(info.link)), 256) });
  // polkadot-js adds an underscore to a field that is called like one of its own methods.
  assert.deepEqual([stored.next.toNumber(), stored.hash_.toHex()], [head.next, head.hash]);
});

check('several receipts are attested together, or none', async () => {
  const first = (await api.query.receipts.nextId()).toNumber();
  const item = (kind, payload, parent) => ({
    kind,
    subject: subjectOf('bundle'),
    digest: digestOf(payload),
    parent,
    uri: '',
    expires: null,
  });
  const many = api.tx.receipts.attestMany([
    item('Artifact', 'build', null),
    item('Deployment', 'rollout', first),
    item({ Custom: 7 }, 'anything', null),
  ]);
  await submit(many, bob);
  const infos = await Promise.all([first, first + 1, first + 2].map(receipt));
  assert.deepEqual(infos.map((info) => [info.receipt.kind, info.receipt.sequence, info.receipt.parent]), [
    ['artifact', 0, null],
    ['deployment', 1, first],
    [{ custom: 7 }, 2, null],
  ]);

  const unknown = api.tx.receipts.attestMany([item('Document', 'good', null), item('Document', 'bad', first + 99)]);
  await assert.rejects(submit(unknown, bob), { message: 'receipts.UnknownParent' });
  assert.equal((await api.query.receipts.nextId()).toNumber(), first + 3);
});

check('receipts are found by issuer, page by page', async () => {
  const { ids: all, next } = ids(await api.rpc.receipts.byIssuer(bob.address, 0, PAGE));
  assert.deepEqual([all.length, next], [3, null]);
  const page = ids(await api.rpc.receipts.byIssuer(bob.address, 0, 2));
  assert.deepEqual(page, { ids: all.slice(0, 2), next: 2 });
  assert.deepEqual(ids(await api.rpc.receipts.byIssuer(bob.address, page.next, 2)), { ids: all.slice(2), next: null });
  const head = (await api.rpc.receipts.head(bob.address)).toJSON();
  assert.equal(head.next, all.length);
});

check('receipts are found by subject and by digest, of all issuers or of one', async () => {
  const options = { subject: 'shared subject' };
  const byAlice = await attest(alice, 'shared payload', options);
  const byBob = await attest(bob, 'shared payload', options);
  const queries = [
    (...rest) => api.rpc.receipts.bySubject(subjectOf('shared subject'), ...rest),
    (...rest) => api.rpc.receipts.byDigest(digestOf('shared payload'), ...rest),
  ];
  for (const query of queries) {
    assert.deepEqual(ids(await query(null, 0, PAGE)), { ids: [byAlice, byBob], next: null });
    assert.deepEqual(ids(await query(null, 0, 1)), { ids: [byAlice], next: byBob });
    assert.deepEqual(ids(await query(bob.address, 0, PAGE)), { ids: [byBob], next: null });
    assert.deepEqual(ids(await query(null, byBob + 1, PAGE)), { ids: [], next: null });
  }
});

check('an unknown receipt and an unknown issuer are nothing, not an error', async () => {
  assert.ok((await api.rpc.receipts.get(1_000_000)).isNone);
  assert.deepEqual(ids(await api.rpc.receipts.byIssuer(freshSigner(api).address, 0, PAGE)), { ids: [], next: null });
});

check('the past is read at its block', async () => {
  const genesis = await api.rpc.chain.getBlockHash(0);
  assert.ok((await api.rpc.receipts.get(0, genesis)).isNone);
  assert.ok((await api.rpc.receipts.get(0)).isSome);
});

check('a receipt is revoked by its issuer alone, and stays what it was', async () => {
  const id = await attest(alice, 'a build with a flaw', { kind: 'Artifact' });
  const before = await receipt(id);
  const revoke = api.tx.receipts.revoke(id, 'wrong compiler');
  await assert.rejects(submit(revoke, bob), { message: 'receipts.NotIssuer' });

  const result = await submit(revoke, alice);
  assert.equal(onlyEvent(result, 'receipts', 'Revoked').id.toNumber(), id);
  const { revoked, ...rest } = await receipt(id);
  const { number } = await api.rpc.chain.getHeader(result.status.asInBlock);
  assert.deepEqual([revoked.at, revoked.reason], [number.toNumber(), stringToHex('wrong compiler')]);
  assert.deepEqual({ ...rest, revoked: null }, before);

  const stored = (await api.query.receipts.revocations(ordered(id))).unwrap();
  assert.equal(stored.reason.toUtf8(), 'wrong compiler');
  await assert.rejects(submit(api.tx.receipts.revoke(id, ''), alice), { message: 'receipts.AlreadyRevoked' });
});

check('what the chain refuses has a name', async () => {
  const refused = {
    'receipts.UriTooLong': attestation(api, 'x', { uri: 'u'.repeat(129) }),
    'receipts.Expired': attestation(api, 'x', { expires: 1 }),
    'receipts.NoItems': api.tx.receipts.attestMany([]),
  };
  for (const [message, call] of Object.entries(refused)) {
    await assert.rejects(submit(call, alice), { message });
  }
});
