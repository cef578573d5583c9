// SPDX-License-Identifier: Apache-2.0
//
// What operators say of each other in an era, and what the chain makes of it.

import { errorName, onlyEvent, submit } from '../chain.mjs';
import { ERA } from './chain-watch.mjs';

/**
 * How an operator was seen in an era that is over: what its last block knew of it, and whether it counted.
 *
 * @param {import('./chain-watch.mjs').ChainWatch} chain
 * @returns {Promise<{ heartbeat: boolean, authored: boolean, up: number, down: number, counted: number }>}
 */
export async function seenIn(era, account, chain) {
  const uptime = (number) => chain.ask('operators_uptime', [account], number);
  const next = await uptime((era + 1) * ERA);
  const last = await uptime((era + 1) * ERA - 1);
  if (last.era !== era || next.era !== era + 1) {
    throw new Error(`the nodes take blocks of the eras ${era} and ${era + 1} for those of ${last.era} and ${next.era}`);
  }
  const { heartbeat, authored, up, down } = last;
  return { heartbeat, authored, up, down, counted: next.healthyEras - last.healthyEras };
}

/** Sends an operator's heartbeat by its own key: `observed` are pairs of an account and whether it is up. */
export async function heartbeat(api, operator, era, observed = []) {
  return submit(api.tx.operators.heartbeat(era, observed), operator);
}

/**
 * Makes a call in the name of an operator, by a key that it bound.
 *
 * @throws also when only the call itself fails: the message is the chain's name for the error
 */
export async function submitAs(api, operator, agent, call) {
  const proxied = await submit(api.tx.proxy.proxy(operator.address, null, call), agent);
  const { result } = onlyEvent(proxied, 'proxy', 'ProxyExecuted');
  if (result.isErr) {
    throw new Error(errorName(api.registry, result.asErr));
  }
}
