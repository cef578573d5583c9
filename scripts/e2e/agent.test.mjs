// SPDX-License-Identifier: Apache-2.0
//
// From a planner to a pushed commit: planners in Node.js and in Python sign as people do, a person approves with
// polkadot-js, the agent pushes with real git, and everything has its receipt.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Agent, Workshop } from './agent-process.mjs';
import { freshSigner, submit, submitFinalized, TNZ } from './chain.mjs';
import { policy, push } from './commands.mjs';
import { BLOCK, check, devSigner, startDev, until } from './harness.mjs';

const TARGET = 'resona-mycelial';
const PLANNERS = {
  'Node.js': ['node', 'planners/planner.mjs'],
  Python: ['python3', 'planners/planner.py'],
};
const EXECUTION_DEADLINE = 60 * BLOCK;

let node;
let api;
let owner;
let planner;
let approver;
let workshop;
let agent;
let gate;
let secret;
let keys;

before(async () => {
  node = await startDev();
  ({ api } = node);
  [owner, planner, approver] = await Promise.all(['//Alice', '//Bob', '//Dave'].map((name) => devSigner(api, name)));
  const [gateKey, executorKey] = await Promise.all(['//Eve', '//Ferdie'].map((name) => devSigner(api, name)));
  const operator = await devSigner(api, '//Charlie');
  await Promise.all([
    submit(api.tx.proxy.addProxy(gateKey.address, 'Planner', 0), planner),
    submit(api.tx.proxy.addProxy(executorKey.address, 'Agent', 0), operator),
    submitFinalized(
      api.tx.utility.batchAll([
        api.tx.cust.createTarget(TARGET),
        api.tx.cust.setPolicy(
          TARGET,
          policy(
            { planners: [planner.address], executors: [operator.address], approvers: [approver.address] },
            { pathAllow: ['src/**', 'README.md'], pathDeny: ['**/*.pem', 'src/secret/**'] },
          ),
        ),
      ]),
      owner,
    ),
  ]);

  workshop = new Workshop();
  secret = workshop.secret('ci.secret');
  keys = [
    workshop.write('gate.suri', '//Eve\n', 0o600),
    workshop.write('agent.suri', '//Ferdie\n', 0o600),
  ];
  const config = workshop.write(
    'agent.toml',
    `
data-dir = "data"

[node]
url = "${node.url}"

[status]
listen = "127.0.0.1:0"

[gate]
listen = "127.0.0.1:0"
key = { account = "${gateKey.address}" }

[[gate.secrets]]
name = "ci"
planner = "${planner.address}"
file = "ci.secret"

[executor]
operator = "${operator.address}"
key = { account = "${executorKey.address}" }

[executor.targets.${TARGET}]
checkout = "${workshop.file('checkout')}"
path = "${process.env.PATH}"

[executor.targets.${TARGET}.git]
url = "${workshop.file('remote.git')}"
author-name = "Tonnetz agent"
author-email = "agent@example.org"
`,
    0o600,
  );
  agent = await Agent.start(config);
  gate = await agent.gate();
});

after(async () => {
  await agent?.stop();
  await node?.stop();
  workshop?.remove();
});

/** Hands a command to a planner's program, and returns the gate's answer with its status. */
function plan(program, command, secretFile = secret) {
  const [runtime, script] = PLANNERS[program];
  const args = [fileURLToPath(new URL(script, import.meta.url)), secretFile, gate];
  return new Promise((resolve, reject) => {
    const child = execFile(runtime, args, (error, stdout, stderr) =>
      error ? reject(new Error(stderr)) : resolve(JSON.parse(stdout)),
    );
    child.stdin.end(JSON.stringify(command));
  });
}

let nonces = 0;

/** A command with everything by which a gate tells requests apart. */
function fresh(options) {
  nonces += 1;
  return push(TARGET, { meta: { timestamp: Date.now(), nonce: `n${nonces}`, note: 'für Ünïcode' }, ...options });
}

async function info(id) {
  return (await api.rpc.cust.command(id)).unwrap().toJSON();
}

/** Waits until a command is closed. */
async function closed(id) {
  const open = ['pending', 'approved', 'claimed'];
  return until(`command ${id} to be closed\n${agent.log}`, EXECUTION_DEADLINE, async () => {
    const command = await info(id);
    return open.includes(command.state.state) ? null : command;
  });
}

async function receipt(id) {
  return (await api.rpc.receipts.get(id)).unwrap().toJSON().receipt;
}

check('a locked agent watches and refuses', async () => {
  assert.equal((await agent.status()).mode, 'watch-only');
  assert.equal((await agent.get('/health')).status, 200);
  const { status, answer } = await plan('Node.js', fresh());
  assert.equal(status, 503);
  assert.equal(answer.error.code, 'locked');
});

check('a wrong key unlocks nothing', async () => {
  const wrong = workshop.write('wrong.suri', '//Alice\n', 0o600);
  const { code } = await agent.unlock(wrong, keys[1]);
  assert.notEqual(code, 0);
  assert.equal((await agent.status()).mode, 'watch-only');
});

check('unlocked, it is ready', async () => {
  const { code, stderr } = await agent.unlock(...keys);
  assert.equal(code, 0, stderr);
  assert.equal((await agent.status()).mode, 'self-heal');
  await until('the agent to be ready', 20 * BLOCK, async () => (await agent.get('/ready')).status === 200);
  assert.match(await (await agent.get('/metrics')).text(), /^tonnetz_/m);
});

for (const program of Object.keys(PLANNERS)) {
  check(`a command of a planner in ${program} is approved with polkadot-js, executed, pushed and receipted`, async () => {
    const before = workshop.remoteHead();
    const name = `src/${program.toLowerCase().replace('.', '')}.txt`;
    workshop.write(`checkout/${name}`, `written for ${program}\n`);
    const message = `feat: by ${program}, größer`;

    const { status, answer } = await plan(program, fresh({ message, constraints: { paths: [name] } }));
    assert.equal(status, 202, JSON.stringify(answer));
    assert.equal(answer.verdict, 'needs_approval');
    assert.equal(answer.planner, planner.address);
    const pending = (await api.rpc.cust.pending(TARGET, 0, 64)).toJSON().items;
    assert.deepEqual(
      pending.map(({ id }) => id),
      [answer.id],
    );
    assert.equal(workshop.remoteHead(), before);

    await submit(api.tx.cust.approve(answer.id), approver);
    const { state, ...command } = await closed(answer.id);
    assert.equal(state.state, 'succeeded', agent.log);

    assert.equal(workshop.git('remote.git', 'rev-parse', 'main~1'), before);
    assert.equal(workshop.git('remote.git', 'log', '-1', '--format=%B', 'main'), message);
    assert.equal(workshop.git('remote.git', 'log', '-1', '--format=%an', 'main'), 'Tonnetz agent');
    assert.equal(workshop.git('remote.git', 'show', `main:${name}`), `written for ${program}`);

    const first = await receipt(command.receipt);
    assert.deepEqual([first.kind, first.issuer, first.digest], ['decision', planner.address, command.digest]);
    assert.equal(first.digest, answer.digest);
    const last = await receipt(command.lastReceipt);
    assert.deepEqual([last.kind, last.issuer, last.parent], ['action', state.executor, command.receipt]);
  });
}

check('what the policy refuses is refused with its reason, and receipted', async () => {
  const { status, answer } = await plan('Python', fresh({ branch: 'release' }));
  assert.equal(status, 403);
  assert.equal(answer.reason, 'branch_not_allowed');
  assert.equal((await receipt(answer.receipt)).kind, 'refusal');
  assert.equal((await info(answer.id)).state.reason, 'branch_not_allowed');
});

check('what the gate refuses reaches no chain', async () => {
  const commands = await api.query.cust.nextCommand();
  const stranger = workshop.secret('other.secret');
  const refused = async (program, command, file) => {
    const { status, answer } = await plan(program, command, file);
    return [status, answer.error.code];
  };
  assert.deepEqual(await refused('Node.js', fresh(), stranger), [401, 'bad_signature']);
  assert.deepEqual(await refused('Python', { ...fresh(), sudo: true }), [400, 'unknown_field']);
  const stale = { timestamp: Date.now() - 10 * 60_000, nonce: 'stale' };
  assert.deepEqual(await refused('Node.js', push(TARGET, { meta: stale })), [403, 'stale_timestamp']);
  const once = fresh({ branch: 'release' });
  assert.equal((await plan('Node.js', once)).status, 403);
  assert.equal((await refused('Node.js', once))[0], 409);
  assert.ok((await api.query.cust.nextCommand()).eq(commands.addn(1)));
});

check('a denied file in the checkout is not pushed, whatever the command says', async () => {
  const before = workshop.remoteHead();
  workshop.write('checkout/src/fine.txt', 'fine\n');
  workshop.write('checkout/src/secret/key.txt', 'no planner named this file\n');
  const { answer } = await plan('Node.js', fresh({ message: 'fix: something' }));
  await submit(api.tx.cust.approve(answer.id), approver);
  const { state } = await closed(answer.id);
  assert.equal(state.state, 'failed');
  assert.equal(workshop.remoteHead(), before);
});

check('one denial is final, and the agent leaves the command alone', async () => {
  const { answer } = await plan('Python', fresh());
  await submit(api.tx.cust.deny(answer.id), approver);
  const { state } = await closed(answer.id);
  assert.deepEqual([state.state, state.by], ['denied', approver.address]);
});

check('who is not bound cannot submit for the planner', async () => {
  const stranger = freshSigner(api);
  await submit(api.tx.balances.transferKeepAlive(stranger.address, 10n * TNZ), owner);
  const call = api.tx.cust.approve(0);
  await assert.rejects(submit(api.tx.proxy.proxy(planner.address, null, call), stranger), { message: 'proxy.NotProxy' });
});

check('locked again, it executes nothing; SIGTERM ends it in good order', async () => {
  await agent.lock();
  assert.equal((await agent.status()).mode, 'watch-only');
  assert.equal((await plan('Python', fresh())).answer.error.code, 'locked');
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
});
