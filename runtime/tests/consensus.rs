// SPDX-License-Identifier: Apache-2.0

//! Session keys, their rotation, and reports of double votes, with real Falcon-512 signatures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use codec::{Decode, Encode};
use common::*;
use finality_grandpa::{Message, Precommit};
use frame_support::traits::KeyOwnerProofSystem;
use sp_consensus_grandpa::{
	localized_payload, AuthorityId as GrandpaId, Equivocation, EquivocationProof, KEY_TYPE,
};
use sp_core::{crypto::ByteArray, Pair as _};
use sp_runtime::{traits::OpaqueKeys, DispatchError};
use sp_session::runtime_decl_for_session_keys::SessionKeysV2;
use tonnetz_crypto::falcon512;
use tonnetz_runtime::{
	constants::time::SESSION, Grandpa, Hash, Historical, Runtime, RuntimeCall, Session, SessionKeys,
};

/// What `author_rotateKeysWithOwner` answers for `owner`.
fn rotate(owner: &[u8], seed: Option<&str>) -> (SessionKeys, Vec<u8>) {
	let generated =
		Runtime::generate_session_keys(owner.to_vec(), seed.map(|seed| seed.as_bytes().to_vec()));
	(SessionKeys::decode(&mut generated.keys.as_slice()).unwrap(), generated.proof)
}

fn set_keys(keys: SessionKeys, proof: Vec<u8>) -> RuntimeCall {
	RuntimeCall::Session(pallet_session::Call::set_keys { keys, proof })
}

#[test]
fn rotated_keys_take_effect_after_two_sessions() {
	chain("development").execute_with(|| {
		next_block();
		let alice = falcon("Alice");
		let (keys, proof) = rotate(&alice.account_id().encode(), None);
		apply_ok(&alice, set_keys(keys.clone(), proof));

		let old = Grandpa::grandpa_authorities();
		run_to(SESSION + 1);
		assert_eq!(Grandpa::grandpa_authorities(), old, "one session is not enough");
		let set = pallet_grandpa::CurrentSetId::<Runtime>::get();
		// The new authorities must author from here on, so blocks are no longer made as before.
		run_to(2 * SESSION);
		finish_block();
		assert_eq!(Grandpa::grandpa_authorities(), vec![(keys.grandpa.clone(), 1)]);
		assert_eq!(
			pallet_aura::Authorities::<Runtime>::get().into_inner(),
			vec![keys.aura.clone()]
		);
		assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), set + 1);
	});
}

#[test]
fn set_does_not_change_while_the_keys_do_not() {
	chain("local_testnet").execute_with(|| {
		run_to(3 * SESSION);
		assert_eq!(Session::current_index(), 3);
		assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 0);
	});
}

#[test]
fn keys_without_proof_of_possession_are_refused() {
	chain("development").execute_with(|| {
		next_block();
		let alice = falcon("Alice");
		let invalid = || -> DispatchError { pallet_session::Error::<Runtime>::InvalidProof.into() };
		let (keys, proof) = rotate(&alice.account_id().encode(), None);

		// Made for another account, for nobody (`author_rotateKeys`), damaged, cut short, missing.
		let (others, of_another) = rotate(&account("Bob").encode(), None);
		let (nobodys, of_nobody) = rotate(b"", None);
		let mut damaged = proof.clone();
		damaged[700] ^= 1;
		let cut = proof[..proof.len() - 1].to_vec();
		for (keys, proof) in [
			(others, of_another),
			(nobodys, of_nobody),
			(keys.clone(), damaged),
			(keys.clone(), cut),
			(keys.clone(), Vec::new()),
		] {
			let nonce = tonnetz_runtime::System::account_nonce(alice.account_id());
			let result = apply(signed(&alice, nonce, set_keys(keys, proof))).unwrap();
			assert_eq!(result, Err(invalid()));
		}
		apply_ok(&alice, set_keys(keys, proof));
	});
}

#[test]
fn proof_is_one_signature_per_key_over_pop_and_owner() {
	chain("development").execute_with(|| {
		let owner = account("Alice").encode();
		let (keys, proof) = rotate(&owner, Some("//Test"));
		assert_eq!(proof.len(), 2 * falcon512::SIGNATURE_LEN);
		let statement = [b"POP_".as_slice(), &owner].concat();
		let public = falcon512::Pair::from_string("//Test", None).unwrap().public();
		for signature in proof.chunks(falcon512::SIGNATURE_LEN) {
			let signature = falcon512::Signature::try_from(signature).unwrap();
			assert!(falcon512::Pair::verify(&signature, &statement, &public));
		}
		assert_eq!(keys.aura.to_raw_vec(), public.to_raw_vec());
		assert!(keys.ownership_proof_is_valid(&owner, &proof));
		let decoded = Runtime::decode_session_keys(keys.encode()).unwrap();
		assert_eq!(decoded.len(), 2);
		assert!(Runtime::decode_session_keys(vec![1, 2, 3]).is_none());
	});
}

fn double_vote(voter: &str, second_signed_by: &str) -> EquivocationProof<Hash, u32> {
	let pair = |name: &str| falcon512::Pair::from_string(&format!("//{name}"), None).unwrap();
	let (round, set_id) = (1, 0);
	let vote = |byte, signer: &str| {
		let precommit = Precommit { target_hash: Hash::repeat_byte(byte), target_number: 1u32 };
		let payload = localized_payload(round, set_id, &Message::Precommit(precommit.clone()));
		(precommit, pair(signer).sign(&payload).into())
	};
	EquivocationProof::new(
		set_id,
		Equivocation::Precommit(finality_grandpa::Equivocation {
			round_number: round,
			identity: GrandpaId::from(pair(voter).public()),
			first: vote(1, voter),
			second: vote(2, second_signed_by),
		}),
	)
}

fn report(proof: EquivocationProof<Hash, u32>, voter: &str) -> Result<(), DispatchError> {
	let id = GrandpaId::from(
		falcon512::Pair::from_string(&format!("//{voter}"), None).unwrap().public(),
	);
	let key_owner_proof = Historical::prove((KEY_TYPE, id)).unwrap();
	let reporter = falcon("Eve");
	let nonce = tonnetz_runtime::System::account_nonce(reporter.account_id());
	let call = RuntimeCall::Grandpa(pallet_grandpa::Call::report_equivocation {
		equivocation_proof: Box::new(proof),
		key_owner_proof,
	});
	apply(signed(&reporter, nonce, call)).unwrap()
}

#[test]
fn double_vote_of_a_validator_is_proven() {
	chain("local_testnet").execute_with(|| {
		next_block();
		assert!(sp_consensus_grandpa::check_equivocation_proof(double_vote("Bob", "Bob")));
		assert_eq!(report(double_vote("Bob", "Bob"), "Bob"), Ok(()));
	});
}

#[test]
fn forged_double_vote_is_refused() {
	chain("local_testnet").execute_with(|| {
		next_block();
		assert_eq!(
			report(double_vote("Bob", "Charlie"), "Bob"),
			Err(pallet_grandpa::Error::<Runtime>::InvalidEquivocationProof.into())
		);
		// Proof of another's key.
		assert_eq!(
			report(double_vote("Bob", "Bob"), "Charlie"),
			Err(pallet_grandpa::Error::<Runtime>::InvalidKeyOwnershipProof.into())
		);
	});
}
