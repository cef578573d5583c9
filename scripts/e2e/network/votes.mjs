// SPDX-License-Identifier: Apache-2.0
//
// Who makes blocks, and who votes for them.

import assert from 'node:assert/strict';

import { u8aToHex } from '@polkadot/util';

import { nextJustification, runtimeCall } from '../chain.mjs';
import { decodeAuraAuthorities, decodeGrandpaAuthorities, decodeSeal, sealIsValid } from '../consensus.mjs';
import { decodeJustification, precommitIsValid } from '../justification.mjs';
import { Reader } from '../scale.mjs';

/** The accounts that authored a block among these, whose seals are verified. */
export async function authors(node, chain, first, last) {
  const accounts = new Set();
  for (let number = first; number <= last; number += 1) {
    const header = await node.send('chain_getHeader', [await chain.hashAt(number)]);
    const authorities = decodeAuraAuthorities(await runtimeCall(node, 'AuraApi_authorities', header.parentHash));
    assert.ok(sealIsValid(header, authorities), `the seal of block ${number}`);
    const validators = await validatorsAt(node.api, header.parentHash);
    const { slot } = decodeSeal(header);
    accounts.add(validators[Number(slot % BigInt(validators.length))]);
  }
  return accounts;
}

/** The validators of the session that runs at a block. */
export async function validatorsAt(api, hash) {
  const at = await api.at(hash);
  return (await at.query.session.validators()).map(String);
}

/** The accounts whose precommits, all verified, finalise a block from `number` on. */
export async function voters(node, number) {
  for (;;) {
    const { round, targetHash, targetNumber, precommits } = decodeJustification(await nextJustification(node.api));
    if (targetNumber < number) {
      continue;
    }
    const authorities = decodeGrandpaAuthorities(await runtimeCall(node, 'GrandpaApi_grandpa_authorities', targetHash));
    const setId = await currentSet(node, targetHash);
    const validators = await validatorsAt(node.api, targetHash);
    const accounts = precommits.map((precommit) => {
      assert.ok(precommitIsValid(precommit, round, setId), `a vote of round ${round} of set ${setId}`);
      return validators[authorities.findIndex(({ key }) => u8aToHex(key) === u8aToHex(precommit.id))];
    });
    return new Set(accounts);
  }
}

/** The number of the authority set at a block. */
export async function currentSet(node, hash) {
  return new Reader(await runtimeCall(node, 'GrandpaApi_current_set_id', hash)).u64();
}
