// SPDX-License-Identifier: Apache-2.0
//
// Who is on the chain, and where. Genesis places founders in their order: the one of index x + 8y + 64z at (x, y, z).
//
//   y = 1   dave   eve   charlie        those next to each other here
//   y = 0   alice  bob   liar           observe each other
//   x =     3      4     5
//
// Alice to Dave validate from the beginning, Eve from era 2 on. These five have agents. The sleeper stands at (0, 0, 0),
// with five observers, all far from the rest; nobody of the others ever gives a sign of life.

import { inspectKey, rawChainSpec, writeScratch } from '../harness.mjs';
import { FalconSigner } from '../pq-signer.mjs';

/** As many as give the sleeper five observers, the fifth of which stands above it, at index 64. */
const FOUNDERS = 65;

const NAMES = new Map([
  [0, 'sleeper'],
  [3, 'alice'],
  [4, 'bob'],
  [5, 'liar'],
  [11, 'dave'],
  [12, 'eve'],
  [13, 'charlie'],
]);

// The keys of the nodes, and the governor's, are those of `--alice` to `--eve`.
const SECRETS = new Map([
  ['alice', '//Alice'],
  ['bob', '//Bob'],
  ['charlie', '//Charlie'],
  ['dave', '//Dave'],
  ['eve', '//Eve'],
]);

/** The secrets of the keys that are bound as `ProxyType::Agent`, by the names of their operators. */
export const AGENT_SECRETS = new Map([
  ['alice', '//Alice//agent'],
  ['bob', '//Bob//agent'],
  ['eve', '//Eve//agent'],
  ['liar', '//Liar//agent'],
]);

// 1,000,000 TNZ, of which a founder's deposit is 10,000.
const ENDOWMENT = 1e18;

// One fewer than there are, so that one who voted twice can be removed.
const MIN_VALIDATORS = 3;

/** The secret of an operator. */
export function secretOf(name) {
  return SECRETS.get(name) ?? `//Founder//${name}`;
}

/** The founders' signers by their names, in their order; none is connected to a chain yet. */
export async function founders() {
  const names = Array.from({ length: FOUNDERS }, (_, index) => NAMES.get(index) ?? `founder-${index}`);
  const signers = new Map();
  for (const name of names) {
    signers.set(name, await signer(secretOf(name)));
  }
  return signers;
}

/** The signers of the bound keys, by the names of their operators. */
export async function agentKeys() {
  const signers = new Map();
  for (const [name, secret] of AGENT_SECRETS) {
    signers.set(name, await signer(secret));
  }
  return signers;
}

/** The raw specification of the chain `local` with these founders. */
export async function specification(operators, agents) {
  const accounts = [...operators.values(), ...agents.values()];
  const patch = {
    name: 'Tonnetz Network Run',
    id: 'tonnetz_network_run',
    chainType: 'Local',
    preset: 'local_testnet',
    genesis: {
      balances: { balances: accounts.map(({ address }) => [address, ENDOWMENT]) },
      operators: {
        founders: [...operators].map(([name, { address }]) => [address, name]),
        minValidators: MIN_VALIDATORS,
      },
    },
  };
  return rawChainSpec(writeScratch('network.patch.json', JSON.stringify(patch)));
}

async function signer(secret) {
  return FalconSigner.fromKeyJson(await inspectKey(secret));
}
