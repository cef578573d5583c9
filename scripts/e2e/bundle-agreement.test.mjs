// SPDX-License-Identifier: Apache-2.0
//
// Two verifiers that share no code, the client's and the one of this folder, find the same in the same files. Needs the
// client, and no node.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runClient, writeScratch } from './harness.mjs';
import { changedByte, changedContent, randomIntegers } from './mutations.mjs';
import { GOOD, vector, vectorPath, VECTORS, vectorText } from './vectors.mjs';
import { loadTrust, verifyBundle } from './verify-bundle.mjs';

const TRUST = 'trust.json';

// As many processes of the client.
const BYTE_MUTATIONS = 60;
const CONTENT_MUTATIONS = 140;

const trusted = loadTrust(vector(TRUST));

const bytesOf = (text) => new TextEncoder().encode(text);

/** The exit code of the client, and the step that it says failed; `null` for none. */
async function byClient(...args) {
  const { code, stdout, stderr } = await runClient(['receipt', 'verify', ...args, '--json']);
  assert.notEqual(stdout, '', stderr);
  const failed = JSON.parse(stdout).steps.find(({ verdict }) => verdict === 'failed');
  return [code, failed?.step ?? null];
}

function byThisFolder(bytes, trust, options = {}) {
  const { exitCode, steps } = verifyBundle(bytes, trust, options);
  return [exitCode, steps.find(({ verdict }) => verdict === 'failed')?.step ?? null];
}

test('on every vector', async () => {
  for (const { bundle, trust, payload } of VECTORS) {
    const bytes = payload === null ? undefined : bytesOf(payload);
    const extra = payload === null ? [] : ['--payload', writeScratch('payload', payload)];
    const found = await byClient(vectorPath(bundle), '--trust', vectorPath(trust), ...extra);
    assert.deepEqual(found, byThisFolder(vector(bundle), loadTrust(vector(trust)), { payload: bytes }), bundle);
  }
});

test(`on ${BYTE_MUTATIONS + CONTENT_MUTATIONS} changed bundles`, async () => {
  const random = randomIntegers(512);
  const codes = new Set();
  for (let count = 0; count < BYTE_MUTATIONS + CONTENT_MUTATIONS; count += 1) {
    const text = vectorText(GOOD[random(GOOD.length)]);
    const changed = count < BYTE_MUTATIONS ? changedByte(bytesOf(text), random) : bytesOf(changedContent(text, random));
    const path = writeScratch('changed.bundle', changed);
    const found = await byClient(path, '--trust', vectorPath(TRUST));
    assert.deepEqual(found, byThisFolder(changed, trusted), new TextDecoder().decode(changed));
    codes.add(found[0]);
  }
  assert.deepEqual([...codes].toSorted(), [20, 21, 22, 23, 24, 25, 26], 'changes of every kind');
});
