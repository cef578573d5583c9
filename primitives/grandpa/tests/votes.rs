// SPDX-License-Identifier: Apache-2.0

//! Votes: what they sign, who signed them, double votes, and the encodings that headers, proofs
//! and other nodes rely on.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

use codec::{Decode, Encode};
use finality_grandpa::{Message, Precommit, Prevote};
use sp_consensus_grandpa::{
	check_equivocation_proof, check_message_signature, localized_payload, sign_message,
	AuthorityId, ConsensusLog, Equivocation, EquivocationProof, ScheduledChange, SignatureResult,
	GRANDPA_ENGINE_ID, KEY_TYPE,
};
use sp_core::{crypto::ByteArray, H256};
use sp_keystore::KeystorePtr;
use std::sync::Arc;
use tonnetz_crypto::{context, falcon512};
use tonnetz_keystore::FalconKeystore;

type Vote = finality_grandpa::SignedMessage<
	H256,
	u32,
	sp_consensus_grandpa::AuthoritySignature,
	AuthorityId,
>;

const ROUND: u64 = 7;
const SET: u64 = 3;

fn keystore(name: &str) -> (KeystorePtr, AuthorityId) {
	let keystore = FalconKeystore::in_memory();
	let public = keystore.insert_suri(KEY_TYPE, &format!("//{name}")).unwrap();
	(Arc::new(keystore), public.into())
}

fn precommit(byte: u8) -> Message<H256, u32> {
	Message::Precommit(Precommit { target_hash: H256::repeat_byte(byte), target_number: 5 })
}

fn signed(name: &str, message: Message<H256, u32>) -> Vote {
	let (keystore, id) = keystore(name);
	sign_message(keystore, message, id, ROUND, SET).expect("the key is there")
}

fn check(vote: &Vote, round: u64, set: u64) -> SignatureResult {
	check_message_signature(&vote.message, &vote.id, &vote.signature, round, set)
}

#[test]
fn vote_is_valid_in_its_round_and_set_alone() {
	let vote = signed("Alice", precommit(1));
	assert_eq!(check(&vote, ROUND, SET), SignatureResult::Valid);
	assert_eq!(check(&vote, ROUND, SET + 1), SignatureResult::OutdatedSet);
	for (round, set) in [(ROUND + 1, SET), (ROUND, SET - 1), (ROUND, SET + 2), (ROUND, 0)] {
		assert_eq!(check(&vote, round, set), SignatureResult::Invalid, "{round} {set}");
	}
}

#[test]
fn vote_of_another_key_block_or_stage_is_invalid() {
	let vote = signed("Alice", precommit(1));
	let other = signed("Bob", precommit(1));
	for forged in [
		Vote { id: other.id.clone(), ..vote.clone() },
		Vote { message: precommit(2), ..vote.clone() },
		Vote {
			message: Message::Prevote(Prevote {
				target_hash: H256::repeat_byte(1),
				target_number: 5,
			}),
			..vote.clone()
		},
		Vote { signature: other.signature, ..vote },
	] {
		assert_eq!(check(&forged, ROUND, SET), SignatureResult::Invalid);
	}
}

#[test]
fn vote_is_a_falcon_signature_over_message_round_and_set() {
	let vote = signed("Alice", precommit(1));
	let payload = localized_payload(ROUND, SET, &vote.message);
	let expected = [
		vec![1],
		vec![1; 32],
		5u32.to_le_bytes().to_vec(),
		ROUND.to_le_bytes().to_vec(),
		SET.to_le_bytes().to_vec(),
	]
	.concat();
	assert_eq!(payload, expected);
	let signature = falcon512::Signature::try_from(&*vote.signature).unwrap();
	let public = falcon512::Public::try_from(vote.id.as_slice()).unwrap();
	assert!(falcon512::verify(&public, context::DEFAULT, &payload, &signature));
}

#[test]
fn key_that_is_not_in_the_keystore_signs_nothing() {
	let (keystore, _) = keystore("Alice");
	let (_, bob) = self::keystore("Bob");
	assert!(sign_message(keystore, precommit(1), bob, ROUND, SET).is_none());
}

fn double_vote(first: &Vote, second: &Vote) -> EquivocationProof<H256, u32> {
	let part = |vote: &Vote| match &vote.message {
		Message::Precommit(precommit) => (precommit.clone(), vote.signature.clone()),
		_ => unreachable!("the tests make precommits"),
	};
	EquivocationProof::new(
		SET,
		Equivocation::from(finality_grandpa::Equivocation {
			round_number: ROUND,
			identity: first.id.clone(),
			first: part(first),
			second: part(second),
		}),
	)
}

#[test]
fn double_vote_is_proven() {
	let (first, second) = (signed("Alice", precommit(1)), signed("Alice", precommit(2)));
	let proof = double_vote(&first, &second);
	assert_eq!((proof.round(), proof.set_id()), (ROUND, SET));
	assert_eq!(proof.offender(), &first.id);
	let decoded = EquivocationProof::decode(&mut proof.encode().as_slice()).unwrap();
	assert_eq!(decoded, proof);
	assert!(check_equivocation_proof(proof));
}

#[test]
fn what_is_no_double_vote_is_not_proven() {
	let alice = signed("Alice", precommit(1));
	let again = signed("Alice", precommit(1));
	assert!(!check_equivocation_proof(double_vote(&alice, &again)), "one block, signed twice");
	let bob = signed("Bob", precommit(2));
	assert!(!check_equivocation_proof(double_vote(&alice, &bob)), "two voters");
	let (keystore, id) = keystore("Alice");
	let later = sign_message(keystore, precommit(2), id, ROUND + 1, SET).unwrap();
	assert!(!check_equivocation_proof(double_vote(&alice, &later)), "two rounds");
}

#[test]
fn digests_keep_their_encoding() {
	assert_eq!(&GRANDPA_ENGINE_ID, b"FRNK");
	assert_eq!(&KEY_TYPE.0, b"gran");
	let change = ScheduledChange { next_authorities: vec![], delay: 9u32 };
	for (log, encoded) in [
		(ConsensusLog::ScheduledChange(change.clone()), "010009000000"),
		(ConsensusLog::ForcedChange(4, change), "02040000000009000000"),
		(ConsensusLog::OnDisabled(2), "030200000000000000"),
		(ConsensusLog::Pause(1), "0401000000"),
		(ConsensusLog::Resume(1), "0501000000"),
	] {
		assert_eq!(hex::encode(log.encode()), encoded);
		assert_eq!(ConsensusLog::<u32>::decode(&mut log.encode().as_slice()).unwrap(), log);
	}
}

#[test]
fn digest_signals_are_told_apart() {
	let change = ScheduledChange { next_authorities: vec![], delay: 9u32 };
	let logs = [
		ConsensusLog::ScheduledChange(change.clone()),
		ConsensusLog::ForcedChange(4, change.clone()),
		ConsensusLog::Pause(1),
		ConsensusLog::Resume(2),
	];
	let each = |f: fn(ConsensusLog<u32>) -> bool| logs.clone().map(f);
	assert_eq!(each(|log| log.try_into_change().is_some()), [true, false, false, false]);
	assert_eq!(each(|log| log.try_into_forced_change().is_some()), [false, true, false, false]);
	assert_eq!(each(|log| log.try_into_pause() == Some(1)), [false, false, true, false]);
	assert_eq!(each(|log| log.try_into_resume() == Some(2)), [false, false, false, true]);
}

#[test]
fn a_hundred_authorities_fit_in_network_messages() {
	let (_, id) = keystore("Alice");
	let authorities: Vec<_> = (0..100).map(|_| (id.clone(), 1u64)).collect();
	let change = ConsensusLog::ScheduledChange(ScheduledChange {
		next_authorities: authorities.clone(),
		delay: 0u32,
	});
	let aura: Vec<_> = authorities.into_iter().map(|(id, _)| id).collect();
	let header = change.encoded_size() + aura.encoded_size() + 1_024;
	let vote = signed("Alice", precommit(1));
	let justification = 100 * (vote.message.encoded_size() + 666 + 897) + 1_024;
	println!("at 100 authorities: header {header} bytes, justification {justification} bytes");
	assert!(header < 1024 * 1024 && justification < 1024 * 1024);
}
