// SPDX-License-Identifier: Apache-2.0
//
// Policies and commands through polkadot-js: what is refused leaves a receipt, what is approved is claimed once.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { freshSigner, onlyEvent, submit, TNZ } from './chain.mjs';
import { onChain, policy, push } from './commands.mjs';
import { check, devSigner, startDev } from './harness.mjs';
import { digestOf } from './receipts.mjs';

const TARGET = 'resona-mycelial';
const EVIDENCE = digestOf('evidence');
const LOG = digestOf('log');

let node;
let api;
let owner;
let planner;
let executor;
let approver;
let other;
let stranger;

before(async () => {
  node = await startDev();
  ({ api } = node);
  const names = ['//Alice', '//Bob', '//Charlie', '//Dave', '//Eve'];
  [owner, planner, executor, approver, other] = await Promise.all(names.map((name) => devSigner(api, name)));
  stranger = freshSigner(api);
  await submit(
    api.tx.utility.batchAll([
      api.tx.balances.transferKeepAlive(stranger.address, 100n * TNZ),
      api.tx.cust.createTarget(TARGET),
      api.tx.cust.setPolicy(TARGET, policy(roles())),
    ]),
    owner,
  );
});

after(() => node?.stop());

function roles() {
  return {
    planners: [planner.address],
    executors: [executor.address],
    approvers: [approver.address, other.address],
  };
}

async function expiry() {
  return (await api.rpc.chain.getHeader()).number.toNumber() + 150;
}

/** Submits a command with the planner's next nonce and returns the event. */
async function ask(command, signer = planner, nonce) {
  const next = nonce ?? (await api.rpc.cust.nextNonce(TARGET, signer.address)).toNumber();
  const result = await submit(api.tx.cust.submit(onChain(command), next, await expiry()), signer);
  const refused = result.findRecord('cust', 'SubmissionRefused');
  return refused ? refused.event.data : onlyEvent(result, 'cust', 'Submitted');
}

async function command(id) {
  return (await api.rpc.cust.command(id)).unwrap().toJSON();
}

async function receipt(id) {
  return (await api.rpc.receipts.get(id)).unwrap().toJSON().receipt;
}

check('polkadot-js reads the target and its policy', async () => {
  const target = (await api.rpc.cust.target(TARGET)).unwrap().toJSON();
  assert.equal(target.name, TARGET);
  assert.deepEqual(target.owner, { kind: 'operator', account: owner.address });
  assert.equal(target.policyVersion, 1);
  const read = (await api.rpc.cust.policy(TARGET)).unwrap().toJSON();
  assert.deepEqual(read.planners, [planner.address]);
  assert.deepEqual(read.operations, [
    { operation: 'git/commit_and_push', branches: ['main'], messagePrefixes: ['feat: ', 'fix: '] },
  ]);
});

check('an approved command is claimed once, and its end is on the chain with its receipts', async () => {
  const submitted = await ask(push(TARGET));
  const { id } = submitted;
  assert.equal(submitted.verdict.type, 'NeedsApproval');
  const pending = (await api.rpc.cust.pending(TARGET, 0, 10)).toJSON();
  assert.deepEqual(
    pending.items.map((item) => item.id),
    [id.toNumber()],
  );

  await assert.rejects(submit(api.tx.cust.claim(id), executor), { message: /^cust\./ });
  await assert.rejects(submit(api.tx.cust.approve(id), planner), { message: 'cust.NotApprover' });
  await submit(api.tx.cust.approve(id), approver);
  await assert.rejects(submit(api.tx.cust.claim(id), stranger), { message: 'cust.NotExecutor' });
  await submit(api.tx.cust.claim(id), executor);
  await assert.rejects(submit(api.tx.cust.claim(id), executor), { message: /^cust\./ });
  await submit(api.tx.cust.complete(id, 'Succeeded', EVIDENCE, LOG), executor);

  const done = await command(id);
  assert.equal(done.state.state, 'succeeded');
  assert.equal(done.state.executor, executor.address);
  assert.deepEqual(done.approvals, [approver.address]);
  const first = await receipt(done.receipt);
  assert.equal(first.kind, 'decision');
  assert.equal(first.issuer, planner.address);
  assert.equal(first.digest, done.digest);
  const last = await receipt(done.lastReceipt);
  assert.equal(last.kind, 'action');
  assert.equal(last.issuer, executor.address);
  assert.equal(last.parent, done.receipt);
});

check('what the policy refuses is recorded with its reason and a Refusal receipt', async () => {
  const refused = await ask(push(TARGET, { branch: 'release' }));
  assert.equal(refused.verdict.type, 'Refused');
  const { state, receipt: id } = await command(refused.id);
  assert.equal(state.state, 'refused');
  assert.equal(state.reason, 'branch_not_allowed');
  assert.equal((await receipt(id)).kind, 'refusal');

  const denied = await ask(push(TARGET, { constraints: { paths: ['src/key.pem'] } }));
  assert.equal((await command(denied.id)).state.reason, 'path_denied');
});

check('who is not listed leaves an event and a counter, no receipt', async () => {
  const written = await api.query.receipts.nextId();
  const refused = await ask(push(TARGET), stranger, 0);
  assert.equal(refused.reason.type, 'PlannerNotListed');
  assert.equal((await api.rpc.cust.target(TARGET)).unwrap().toJSON().unlistedRefusals, 1);
  assert.ok((await api.query.receipts.nextId()).eq(written));
});

check('one denial is final', async () => {
  const { id } = await ask(push(TARGET));
  await submit(api.tx.cust.deny(id), other);
  assert.equal((await command(id)).state.by, other.address);
  await assert.rejects(submit(api.tx.cust.approve(id), approver), { message: /^cust\./ });
});

check('a proxy cannot set the policy of its operator', async () => {
  await submit(api.tx.proxy.addProxy(stranger.address, 'Agent', 0), owner);
  const set = api.tx.cust.setPolicy(TARGET, policy(roles(), { approvals: 0 }));
  const result = await submit(api.tx.proxy.proxy(owner.address, null, set), stranger);
  assert.ok(onlyEvent(result, 'proxy', 'ProxyExecuted').result.isErr);
  await assert.rejects(submit(set, stranger), { message: 'cust.NotOwner' });
  assert.equal((await api.rpc.cust.target(TARGET)).unwrap().toJSON().policyVersion, 1);
});

check('a dry run says what the chain says, and changes nothing', async () => {
  const at = (await api.rpc.cust.nextNonce(TARGET, planner.address)).toNumber();
  const verdict = async (text) =>
    (await api.rpc.cust.evaluate(text, planner.address, null, null)).toJSON().verdict;
  assert.deepEqual(await verdict(JSON.stringify(push(TARGET))), { verdict: 'needs_approval', detail: 1 });
  assert.deepEqual(await verdict(JSON.stringify(push(TARGET, { message: 'wip' }))), {
    verdict: 'refused',
    detail: 'message_not_allowed',
  });
  assert.equal((await api.rpc.cust.nextNonce(TARGET, planner.address)).toNumber(), at);
});

check('what is no command has its code', async () => {
  for (const [text, code] of [
    ['', 'json_unexpected_end'],
    ['{"version":"cust-1.0","version":"cust-1.0"}', 'json_duplicate_key'],
    [JSON.stringify({ ...push(TARGET), sudo: true }), 'unknown_field'],
    ['['.repeat(5_000), 'json_too_deep'],
    [' '.repeat(20_000), 'json_too_long'],
  ]) {
    await assert.rejects(node.send('cust_evaluate', [text, planner.address]), (error) => {
      assert.equal(error.code, 7009);
      assert.equal(error.data.code, code);
      return true;
    });
  }
});
