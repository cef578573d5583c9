// SPDX-License-Identifier: Apache-2.0

//! Operators through the real `Executive`: double votes, recovery, validators by the governor, and what
//! the other pallets learn of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use codec::{Decode, Encode};
use common::*;
use finality_grandpa::{Message, Precommit};
use frame_support::traits::{GetCallMetadata, KeyOwnerProofSystem};
use pallet_operators::{Call, Error};
use sp_consensus_grandpa::{
	localized_payload, AuthorityId as GrandpaId, Equivocation, EquivocationProof, KEY_TYPE,
};
use sp_core::Pair as _;
use sp_runtime::{traits::TrailingZeroInput, DispatchError, FixedU128};
use sp_session::runtime_decl_for_session_keys::SessionKeysV2;
use tonnetz_core::{
	cust::Owner,
	operators::PayoutRail,
	receipt::Kind,
	signals::StreamKind,
	traits::{IsOperator, OperatorRecord},
	units::{DAYS, MINUTES},
};
use tonnetz_crypto::{falcon512, AnyPair};
use tonnetz_runtime::{
	constants::{currency::REGISTRATION_DEPOSIT, time::SESSION},
	AccountId, Balances, Cust, Grandpa, Hash, Historical, Operators, Receipts, Runtime,
	RuntimeCall, Session, SessionKeys, Signals, System,
};

fn error(error: Error<Runtime>) -> Result<(), DispatchError> {
	Err(error.into())
}

fn register(name: &str) -> Call<Runtime> {
	Call::register { name: name.into(), payout: PayoutRail::OnChain, invite: None }
}

/// Gives an account session keys of its own.
fn set_keys(owner: &AnyPair) {
	let account = owner.account_id().encode();
	let generated = Runtime::generate_session_keys(account, None);
	let keys = SessionKeys::decode(&mut generated.keys.as_slice()).unwrap();
	let call = pallet_session::Call::set_keys { keys, proof: generated.proof };
	apply_ok(owner, RuntimeCall::Session(call));
}

/// Proof that a validator signed two votes in one round.
fn double_vote(voter: &str) -> RuntimeCall {
	let pair = falcon512::Pair::from_string(&format!("//{voter}"), None).unwrap();
	let vote = |byte| {
		let precommit = Precommit { target_hash: Hash::repeat_byte(byte), target_number: 1u32 };
		let payload = localized_payload(1, 0, &Message::Precommit(precommit.clone()));
		(precommit, pair.sign(&payload).into())
	};
	let identity = GrandpaId::from(pair.public());
	let proof = EquivocationProof::new(
		0,
		Equivocation::Precommit(finality_grandpa::Equivocation {
			round_number: 1,
			identity: identity.clone(),
			first: vote(1),
			second: vote(2),
		}),
	);
	RuntimeCall::Grandpa(pallet_grandpa::Call::report_equivocation {
		equivocation_proof: Box::new(proof),
		key_owner_proof: Historical::prove((KEY_TYPE, identity)).unwrap(),
	})
}

#[test]
fn founders_validate_and_hold_the_deposit() {
	for (preset, count) in [("development", 1), ("local_testnet", 4)] {
		chain(preset).execute_with(|| {
			next_block();
			let listed = Operators::list(0, 256).items;
			assert_eq!(listed.len(), count);
			assert!(listed.iter().all(|it| it.founding && it.validator));
			let mut accounts: Vec<_> = listed.into_iter().map(|it| it.account).collect();
			accounts.sort();
			assert_eq!(accounts, Session::validators());
			assert!(accounts.iter().all(Operators::is_operator));
			assert!(!Operators::is_operator(&account("Eve")));
			let held = Balances::reserved_balance(account("Alice"));
			assert!(held >= REGISTRATION_DEPOSIT, "{held}");
		});
	}
}

#[test]
fn a_replayed_double_vote_disables_the_validator_with_a_receipt() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let bob = account("Bob");
		let before = Receipts::head(autonomous()).next;
		let report = double_vote("Bob");
		apply_ok(&falcon("Eve"), report.clone());

		let index = Session::validators().iter().position(|who| *who == bob).unwrap();
		assert_eq!(Session::disabled_validators(), [u32::try_from(index).unwrap()]);
		let written = Receipts::by_issuer(autonomous(), before, 10).items;
		assert_eq!(written.len(), 1);
		assert_eq!(written[0].receipt.as_ref().unwrap().kind, Kind::Action);
		// Four are the fewest there may be: it is disabled, and stays on the list.
		assert!(Operators::is_validator(&bob));
		// The same proof is worth nothing the second time.
		assert!(outcome(&falcon("Eve"), report).is_err());
		assert_eq!(Receipts::head(autonomous()).next, before + 1);
	});
}

fn autonomous() -> tonnetz_runtime::AccountId {
	Receipts::autonomous_account()
}

#[test]
fn the_governor_adds_and_removes_a_validator_and_the_set_changes_once() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let [governor, eve] = ["Alice", "Eve"].map(falcon);
		let add = || Call::add_validator { operator: eve.account_id() };
		assert_eq!(outcome(&governor, add()), error(Error::NotOperator));
		apply_ok(&eve, register("eve"));
		assert_eq!(outcome(&governor, add()), error(Error::NoSessionKeys));
		set_keys(&eve);
		assert_eq!(outcome(&eve, add()), Err(DispatchError::BadOrigin));
		let remove = |operator| Call::remove_validator { operator };
		assert_eq!(outcome(&governor, remove(account("Bob"))), error(Error::TooFewValidators));
		apply_ok(&governor, add());

		run_to(SESSION + 1);
		assert_eq!(Grandpa::grandpa_authorities().len(), 4, "one session is not enough");
		run_to(2 * SESSION);
		finish_block();
		assert_eq!(Grandpa::grandpa_authorities().len(), 5);
		assert!(Session::validators().contains(&eve.account_id()));
		assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 1);
	});
}

#[test]
fn a_leaked_key_is_stopped_by_the_recovery_account() {
	chain("local_testnet").execute_with(|| {
		next_block();
		let [operator, cold, new] = ["Eve", "Ferdie", "Dave"].map(falcon);
		apply_ok(&operator, register("eve"));
		let account = operator.account_id();
		let (name, kind) = (b"prices".to_vec(), StreamKind::Market);
		apply_ok(
			&operator,
			pallet_signals::Call::register_stream { name, kind, interval: MINUTES },
		);
		let report = || pallet_signals::Call::report_coherence {
			session: Hash::zero(),
			samples: vec![FixedU128::from_rational(62, 100)],
			sampling_rate: FixedU128::default(),
		};
		apply_ok(&operator, report());
		apply_ok(&operator, pallet_cust::Call::create_target { name: b"web".to_vec() });
		apply_ok(
			&operator,
			Call::set_recovery { operator: account.clone(), recovery: cold.account_id() },
		);
		// The thief cannot take the recovery over.
		let steal = Call::set_recovery { operator: account.clone(), recovery: new.account_id() };
		assert_eq!(outcome(&operator, steal), error(Error::NotRecovery));

		apply_ok(&cold, Call::suspend { operator: account.clone() });
		assert!(!Operators::is_operator(&account));
		assert_eq!(
			<Operators as OperatorRecord<_, _>>::suspended_since(&account),
			Some(System::block_number())
		);
		let heartbeat = Call::heartbeat { era: 0, observed: vec![] };
		assert_eq!(outcome(&operator, heartbeat), error(Error::Suspended));
		let target = pallet_cust::Call::create_target { name: b"stolen".to_vec() };
		assert_eq!(
			outcome(&operator, target),
			Err(pallet_cust::Error::<Runtime>::NotOperator.into())
		);

		let nothing_of_its = |call: RuntimeCall, expected: DispatchError| {
			assert_eq!(outcome(&operator, call), Err(expected));
		};
		let no_operator = pallet_signals::Error::<Runtime>::NotOperator.into();
		nothing_of_its(pallet_signals::Call::retire_stream { stream: 0 }.into(), no_operator);
		let no_operator = pallet_cust::Error::<Runtime>::NotOperator.into();
		nothing_of_its(
			pallet_cust::Call::remove_target { target: b"web".to_vec() }.into(),
			no_operator,
		);

		let stopped = pallet_cust::Error::<Runtime>::Suspended.into();
		nothing_of_its(pallet_cust::Call::approve { id: 0 }.into(), stopped);

		let heir = falcon("Heir");
		apply_ok(&cold, transfer(heir.account_id(), 20_000 * tonnetz_core::units::TNZ));
		apply_ok(
			&cold,
			Call::replace_account { operator: account.clone(), new: heir.account_id() },
		);
		let take_over = || Call::take_over { operator: account.clone() };
		assert_eq!(outcome(&heir, take_over()), error(Error::ReplacementTooEarly));
		System::set_block_number(System::block_number() + 3 * DAYS);
		apply_ok(&heir, take_over());
		assert!(Operators::is_operator(&heir.account_id()));
		assert!(!Operators::is_operator(&account));
		let stopped = Operators::suspension(&account).unwrap();
		assert_eq!((stopped.since, stopped.successor), (1, Some(heir.account_id())));
		assert_eq!(outcome(&operator, register("again")), error(Error::Suspended));
		let heir_account = heir.account_id();
		let streams = |who: &AccountId| Signals::streams(who.clone()).len();
		assert_eq!((streams(&account), streams(&heir_account)), (0, 1));
		let readings = |who: &AccountId| Signals::coherence_history(who.clone(), 0, 9).items.len();
		assert_eq!((readings(&account), readings(&heir_account)), (0, 1));
		let target = Cust::target(b"web".to_vec()).unwrap();
		assert_eq!(target.owner, Owner::Operator(heir_account));
		// The operator counts once in the session, whichever of its accounts reported it.
		apply_ok(&heir, report());
		assert_eq!(Signals::session_coherence(Hash::zero()).unwrap().reports.len(), 1);
		let opening = Receipts::by_issuer(heir.account_id(), 0, 1).items.remove(0);
		assert_eq!(opening.receipt.unwrap().kind, Kind::Custom(0));
	});
}

#[test]
fn an_operator_with_a_target_does_not_leave() {
	chain("development").execute_with(|| {
		next_block();
		let eve = falcon("Eve");
		apply_ok(&eve, register("eve"));
		apply_ok(&eve, pallet_cust::Call::create_target { name: b"eves".to_vec() });
		assert_eq!(outcome(&eve, Call::deregister {}), error(Error::HasDuties));
		apply_ok(&eve, pallet_cust::Call::remove_target { target: b"eves".to_vec() });
		apply_ok(&eve, Call::deregister {});
	});
}

#[test]
fn calls_keep_their_index() {
	let names = [
		"register",
		"deregister",
		"withdraw_deposit",
		"set_payout",
		"heartbeat",
		"set_recovery",
		"suspend",
		"confirm_suspension",
		"replace_account",
		"take_over",
		"add_validator",
		"remove_validator",
		"purge_keys",
		"set_endpoint",
	];
	for (byte, name) in (0u8..).zip(names) {
		let call = RuntimeCall::decode(&mut TrailingZeroInput::new(&[51, byte])).unwrap();
		assert_eq!(call.get_call_metadata().function_name, name);
	}
}
