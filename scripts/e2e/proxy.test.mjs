// SPDX-License-Identifier: Apache-2.0
//
// An operator binds an agent's key: the agent attests in the operator's name and can do nothing else in it.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { errorName, freshSigner, onlyEvent, submit, TNZ } from './chain.mjs';
import { check, devSigner, startDev } from './harness.mjs';
import { attestation } from './receipts.mjs';

let node;
let api;
let operator;
let agent;
let stranger;

before(async () => {
  node = await startDev();
  api = node.api;
  operator = await devSigner(api, '//Alice');
  stranger = await devSigner(api, '//Bob');
  agent = freshSigner(api);
  // The agent pays the fees of what it does.
  await submit(
    api.tx.utility.batchAll([
      api.tx.balances.transferKeepAlive(agent.address, 100n * TNZ),
      api.tx.proxy.addProxy(agent.address, 'Agent', 0),
    ]),
    operator,
  );
});

after(() => node?.stop());

/** Submits a call in the operator's name; the call's own result, which the proxy pallet reports in an event. */
async function throughProxy(call, signer) {
  const result = await submit(api.tx.proxy.proxy(operator.address, null, call), signer);
  const inner = onlyEvent(result, 'proxy', 'ProxyExecuted').result;
  return { result, error: inner.isErr ? errorName(api.registry, inner.asErr) : null };
}

check("the operator's proxies name the agent and its type", async () => {
  const [proxies] = await api.query.proxy.proxies(operator.address);
  assert.deepEqual(
    proxies.map(({ delegate, proxyType }) => [delegate.toString(), proxyType.type]),
    [[agent.address, 'Agent']],
  );
});

check('the agent attests in the name of the operator', async () => {
  const { result, error } = await throughProxy(attestation(api, 'the agent decided'), agent);
  assert.equal(error, null);
  const { id, issuer } = onlyEvent(result, 'receipts', 'Attested');
  assert.equal(issuer.toString(), operator.address);
  const { receipt } = (await api.rpc.receipts.get(id)).unwrap().toJSON();
  assert.equal(receipt.issuer, operator.address);
});

check('the agent cannot transfer, nor bind another key, in the name of the operator', async () => {
  const forbidden = [
    api.tx.balances.transferKeepAlive(agent.address, TNZ),
    api.tx.proxy.addProxy(stranger.address, 'Agent', 0),
    api.tx.utility.batch([api.tx.balances.transferKeepAlive(agent.address, TNZ)]),
  ];
  for (const call of forbidden) {
    const { error } = await throughProxy(call, agent);
    assert.equal(error, 'system.CallFiltered', call.method.method);
  }
});

check('a key that is not bound attests for nobody else', async () => {
  await assert.rejects(throughProxy(attestation(api, 'a stranger'), stranger), { message: 'proxy.NotProxy' });
});

check('a key that is no longer bound attests for nobody else', async () => {
  await submit(api.tx.proxy.removeProxy(agent.address, 'Agent', 0), operator);
  await assert.rejects(throughProxy(attestation(api, 'too late'), agent), { message: 'proxy.NotProxy' });
});
