// SPDX-License-Identifier: Apache-2.0
//
// The agents of operators, each beside a node of its own.

import { Agent } from '../agent-process.mjs';
import { submitFinalized } from '../chain.mjs';
import { writeScratch } from '../harness.mjs';
import { AGENT_SECRETS, secretOf } from './founders.mjs';

/**
 * Starts the agent of an operator, locked.
 *
 * @param {string} name
 * @param {object} operator
 * @param {object} key signs for it: the one that it bound, or its own
 */
export async function startAgent(name, operator, key, node) {
  const config = `
data-dir = "data"

[node]
url = "${node.url}"

[status]
listen = "127.0.0.1:0"

[operator]
account = "${operator.address}"
allow-private-probes = true

[operator.key]
account = "${key.address}"
`;
  return Agent.start(writeScratch(`${name}/agent.toml`, config, 0o600));
}

/** Tells the chain that an operator answers where its agent does. */
export async function announce(api, operator, agent) {
  const { status } = await agent.status();
  await submitFinalized(api.tx.operators.setEndpoint(`http://${status}`), operator);
}

/** Unlocks the agent of an operator. */
export async function unlock(name, agent) {
  const secret = AGENT_SECRETS.get(name) ?? secretOf(name);
  const { code, stderr } = await agent.unlock(writeScratch(`${name}/agent.suri`, `${secret}\n`, 0o600));
  if (code !== 0) {
    throw new Error(`the agent of ${name} stays locked: ${stderr}`);
  }
}
