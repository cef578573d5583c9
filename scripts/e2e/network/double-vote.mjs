// SPDX-License-Identifier: Apache-2.0
//
// A validator's two votes in one round, whose they are, and what the chain writes down about it.

import assert from 'node:assert/strict';

import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { encodeAddress } from '@polkadot/util-crypto';

import { runtimeCall } from '../chain.mjs';
import { CONTEXT, DEFAULT_SS58_PREFIX, PUBLIC_KEY_LENGTH } from '../pq-signer.mjs';
import { digestOf, subjectOf } from '../receipts.mjs';
import { decodeWhole, Reader, u32, u64 } from '../scale.mjs';

// `finality_grandpa::Message::Precommit` and `sp_consensus_grandpa::Equivocation::Precommit`.
const PRECOMMIT = Uint8Array.of(1);

// What names the offence, and whose receipts tell of it: `PalletId` of the pallet, as `into_account` pads it.
const OFFENCE = 'grandpa:equivoca';
const ISSUER = 'modltnz/rcpt';

/**
 * Proof that a validator voted for two blocks in one round: SCALE of an `EquivocationProof`.
 *
 * @param {import('../pq-signer.mjs').FalconSigner} voter its session key
 * @param {{ hash: string, number: number }[]} blocks two
 */
export function doubleVote(voter, setId, round, blocks) {
  const votes = blocks.map(({ hash, number }) => {
    const vote = u8aConcat(hexToU8a(hash), u32(number));
    const signature = voter.sign(CONTEXT, u8aConcat(PRECOMMIT, vote, u64(round), u64(setId)));
    return u8aConcat(vote, signature);
  });
  return u8aConcat(u64(setId), PRECOMMIT, u64(round), voter.publicKey, ...votes);
}

/** Proof of whose a session key is: SCALE of a `MembershipProof`, and the session that it is of. */
export async function keyOwnership(node, hash, setId, publicKey) {
  assert.equal(publicKey.length, PUBLIC_KEY_LENGTH);
  const argument = u8aToHex(u8aConcat(u64(setId), publicKey));
  const answer = await runtimeCall(node, 'GrandpaApi_generate_key_ownership_proof', hash, argument);
  const proof = decodeWhole(answer, (reader) => reader.option((some) => some.bytes()));
  assert.ok(proof, 'the key is one of the session');
  return { proof, session: new Reader(proof).u32() };
}

/** What the receipt of such an offence says. */
export function equivocationReceipt(name, offender, session, setId, round) {
  // Canonical: the members are in their order.
  const payload = {
    event: 'equivocation',
    kind: u8aToHex(stringToU8a(OFFENCE)),
    offender: u8aToHex(offender),
    session,
    slot: u8aToHex(u8aConcat(u64(setId), u64(round))),
  };
  const issuer = new Uint8Array(32);
  issuer.set(stringToU8a(ISSUER));
  return {
    kind: 'action',
    issuer: encodeAddress(issuer, DEFAULT_SS58_PREFIX),
    subject: subjectOf(name),
    digest: digestOf(JSON.stringify(payload)),
  };
}
