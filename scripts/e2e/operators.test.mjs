// SPDX-License-Identifier: Apache-2.0
//
// Operators through polkadot-js: they register, are certified, signal and report coherence, and are read back by RPC.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { onlyEvent, submit } from './chain.mjs';
import { check, devSigner, startDev } from './harness.mjs';
import { digestOf } from './receipts.mjs';

const DECIMALS = 10n ** 18n;
const SESSION = digestOf('test-001');

let node;
let api;
let governor;
let operators;
let verifier;

before(async () => {
  node = await startDev();
  ({ api } = node);
  const names = ['//Alice', '//Bob', '//Charlie', '//Dave', '//Ferdie'];
  [governor, ...operators] = await Promise.all(names.map((name) => devSigner(api, name)));
  verifier = operators.pop();
  await Promise.all(
    operators.map((signer, index) => submit(api.tx.operators.register(`operator-${index}`, 'OnChain', null), signer)),
  );
});

after(() => node?.stop());

/** Samples as the chain takes them, from hundredths. */
function samples(...hundredths) {
  return hundredths.map((value) => (BigInt(value) * DECIMALS) / 100n);
}

check('operators stand on the torus, and are found by account, position and neighbourhood', async () => {
  const { items, next } = (await api.rpc.operators.list(0, 256)).toJSON();
  assert.equal(next, null);
  assert.deepEqual(
    items.map(({ name }) => name).sort(),
    ['alice', 'operator-0', 'operator-1', 'operator-2'],
  );
  const one = items.find(({ account }) => account === operators[0].address);
  const alone = (await api.rpc.operators.get(one.account)).unwrap().toJSON();
  assert.deepEqual(alone, one);
  const { x, y, z } = one.position;
  const there = (await api.rpc.operators.atPosition(x, y, z, 0, 256)).toJSON().items;
  assert.ok(there.some(({ account }) => account === one.account));
});

check('a name is taken once, and a stranger is no operator', async () => {
  const again = api.tx.operators.register('operator-0', 'OnChain', null);
  await assert.rejects(submit(again, verifier), { message: 'operators.NameTaken' });
  assert.ok((await api.rpc.operators.get(verifier.address)).isNone);
  const stream = api.tx.signals.registerStream('prices', 'Market', 200);
  await assert.rejects(submit(stream, verifier), { message: 'signals.NotOperator' });
});

check('a heartbeat counts once an era', async () => {
  const era = Math.floor((await api.rpc.chain.getHeader()).number.toNumber() / 200);
  const beat = api.tx.operators.heartbeat(era, []);
  await submit(beat, operators[0]);
  assert.equal((await api.rpc.operators.uptime(operators[0].address)).unwrap().toJSON().heartbeat, true);
  await assert.rejects(submit(beat, operators[0]), { message: 'operators.DuplicateHeartbeat' });
});

check('only the governor makes validators, and never too few', async () => {
  const remove = api.tx.operators.removeValidator(governor.address);
  await assert.rejects(submit(remove, operators[0]), { message: 'BadOrigin' });
  await assert.rejects(submit(remove, governor), { message: 'operators.TooFewValidators' });
});

check('verified evidence raises the tier until it expires', async () => {
  const digest = digestOf('passport');
  const operator = operators[0];
  await submit(api.tx.certification.registerVerifier(verifier.address, [{ Evidence: 'Kyc' }]), governor);
  await submit(api.tx.certification.submitEvidence('Kyc', digest), operator);
  const until = (await api.rpc.chain.getHeader()).number.toNumber() + 6;
  await submit(api.tx.certification.verifyEvidence(operator.address, 'Kyc', digest, until), verifier);
  const tier = async () => (await api.rpc.certification.tier(operator.address)).toJSON().multiplier;
  assert.equal(await tier(), 10_000);
  while ((await api.rpc.chain.getHeader()).number.toNumber() < until) {
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assert.equal(await tier(), 7_000);
});

check('three reports of a session have a median, and each its state', async () => {
  const reports = [samples(62, 61, 63, 62), samples(50, 48, 52, 49), samples(75, 76, 74, 75)];
  await Promise.all(
    reports.map(async (signal, index) => {
      const report = api.tx.signals.reportCoherence(SESSION, signal, 0);
      await submit(report, operators[index]);
    }),
  );
  const session = (await api.rpc.signals.sessionCoherence(SESSION)).unwrap().toJSON();
  assert.equal(session.reports.length, 3);
  assert.equal(session.median.ratio, '0.62');
  const history = (await api.rpc.signals.coherenceHistory(operators[1].address, 0, 10)).toJSON().items;
  assert.equal(history.length, 1);
  const empty = api.tx.signals.reportCoherence(SESSION, [], 0);
  await assert.rejects(submit(empty, operators[0]), { message: /^signals\./ });
});

check('a stream serves its slots', async () => {
  const result = await submit(api.tx.signals.registerStream('prices', 'Market', 20), operators[2]);
  const { stream } = onlyEvent(result, 'signals', 'StreamRegistered');
  await submit(api.tx.signals.publish(stream, 1, digestOf('update'), null), operators[2]);
  // polkadot-js takes a Json for an object: a list is asked for as it is.
  const [found] = await node.send('signals_streams', [operators[2].address]);
  assert.equal(found.name, 'prices');
  const again = api.tx.signals.publish(stream, 1, digestOf('update'), null);
  await assert.rejects(submit(again, operators[2]), { message: /^signals\./ });
});
