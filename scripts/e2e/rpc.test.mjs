// SPDX-License-Identifier: Apache-2.0
//
// What the RPC of receipts says to bad input: a stable code and what to do, and the node goes on.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { check, inspectKey, startDev } from './harness.mjs';

const INVALID_PARAMS = -32602;
const UNAVAILABLE = 7001;
const HASH = `0x${'7f'.repeat(32)}`;

let node;
let account;

before(async () => {
  node = await startDev();
  account = (await inspectKey('//Alice')).ss58Address;
});

after(() => node?.stop());

/** The answer as it comes over HTTP, without a client that checks anything first. */
async function raw(body) {
  const response = await fetch(node.url.replace(/^ws/, 'http'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return response.text();
}

async function call(method, params) {
  return JSON.parse(await raw(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })));
}

check('a page has 1 to 256 items', async () => {
  for (const limit of [0, 257, 4294967295]) {
    for (const [method, params] of [
      ['receipts_byIssuer', [account, 0, limit]],
      ['receipts_bySubject', [HASH, null, 0, limit]],
      ['receipts_byDigest', [HASH, account, 0, limit]],
      ['receipts_witnesses', [0, 0, limit]],
    ]) {
      const { error } = await call(method, params);
      assert.equal(error?.code, INVALID_PARAMS, method);
      assert.match(error.message, new RegExp(`limit is ${limit}: use 1 to 256`));
    }
  }
  for (const limit of [1, 256]) {
    const { result } = await call('receipts_byIssuer', [account, 0, limit]);
    assert.deepEqual(result, { items: [], next: null });
  }
});

check('a block that is not there has its code', async () => {
  for (const [method, params] of [
    ['receipts_get', [0, HASH]],
    ['receipts_head', [account, HASH]],
    ['receipts_byIssuer', [account, 0, 1, HASH]],
    ['receipts_bySubject', [HASH, null, 0, 1, HASH]],
    ['receipts_byDigest', [HASH, null, 0, 1, HASH]],
    ['receipts_lineage', [0, HASH]],
    ['receipts_witnesses', [0, 0, 1, HASH]],
    ['receipts_volume', [account, HASH]],
    ['receipts_statementNonce', [account, HASH]],
    ['receipts_proof', [0, null, HASH]],
  ]) {
    const { error } = await call(method, params);
    assert.equal(error?.code, UNAVAILABLE, method);
    assert.match(error.message, /unknown here or its state was pruned/);
  }
});

check('malformed parameters are refused by name', async () => {
  const others = [-1, 1.5, '1', 'Ünïcödé\u0000', [], {}, null, HASH.slice(0, -1), `${account}x`, 'x'.repeat(100_000)];
  for (const value of others) {
    for (const [method, params] of [
      ['receipts_get', [value]],
      ['receipts_head', [value]],
      ['receipts_byIssuer', [value, 0, 1]],
      ['receipts_bySubject', [value, null, 0, 1]],
      ['receipts_byDigest', [HASH, null, value, 1]],
      ['receipts_lineage', [value]],
      ['receipts_witnesses', [value, 0, 1]],
      ['receipts_volume', [value]],
      ['receipts_statementNonce', [value]],
      ['receipts_proof', [value]],
      ['receipts_setChanges', [value]],
    ]) {
      const { error } = await call(method, params);
      assert.equal(error?.code, INVALID_PARAMS, `${method} ${JSON.stringify(value).slice(0, 50)}`);
    }
  }
});

check('keys are inserted and found, each under its type', async () => {
  const suri = '//Rpc//validator';
  const { publicKey } = await inspectKey(suri);
  const has = async (type) => (await call('author_hasKey', [publicKey, type])).result;
  assert.equal(await has('gran'), false);
  assert.equal((await call('author_insertKey', ['gran', suri, publicKey])).error, undefined);
  assert.equal(await has('gran'), true);
  assert.equal(await has('aura'), false);
  const stranger = (await inspectKey('//Rpc//stranger')).publicKey;
  assert.ok((await call('author_insertKey', ['gran', suri, stranger])).error, 'a key of another secret');
  assert.equal((await call('author_hasKey', [stranger, 'gran'])).result, false);
});

check('the health of the node is asked over plain HTTP', async () => {
  const response = await fetch(`${node.url.replace(/^ws/, 'http')}/health`);
  assert.equal(response.status, 200);
  assert.equal((await response.json()).isSyncing, false);
});

check('the node outlives what is no request', async () => {
  for (const body of ['', '{', '[]', 'null', '[['.repeat(10_000), '{"jsonrpc":"2.0","id":1,"method":"receipts_"}']) {
    await raw(body);
  }
  const { result } = await call('receipts_head', [account]);
  assert.deepEqual(result, { next: 0, hash: `0x${'00'.repeat(32)}` });
});
