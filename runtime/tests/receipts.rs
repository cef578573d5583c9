// SPDX-License-Identifier: Apache-2.0

//! Receipts through the real `Executive`: statements with real signatures, what they weigh, and who
//! is an operator.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use frame_support::traits::fungible::InspectHold;
use pallet_receipts::{Error, HoldReason};
use sp_runtime::DispatchError;
use tonnetz_core::{units::MILLI_TNZ, Balance};
use tonnetz_crypto::{context, AnyPair, Scheme};
use tonnetz_runtime::{
	constants::{
		currency::COUNTERSIGNATURE_DEPOSIT, signature::SPHINCS_SURCHARGE, time::RECEIPT_RETENTION,
	},
	AccountId, Balances, Hash, Receipts, Runtime, RuntimeCall, System,
};

/// A chain at block 1 whose genesis hash is not all zeros.
fn at_block_1(test: impl FnOnce()) {
	chain("development").execute_with(|| {
		next_block();
		frame_system::BlockHash::<Runtime>::insert(0, Hash::repeat_byte(7));
		test();
	});
}

fn error(error: Error<Runtime>) -> Result<(), DispatchError> {
	Err(error.into())
}

fn held(reason: HoldReason, who: &AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), who)
}

/// Has `signer` sign its next statement and Alice bring it.
fn sign_and_relay(signer: &AnyPair) -> Result<(), DispatchError> {
	let statement = statement(signer, Receipts::statement_nonce(signer.account_id()));
	let signature = sign_statement(signer, &statement);
	outcome(&falcon("Alice"), relay(statement, signature))
}

fn attest(who: &AnyPair) {
	apply_ok(
		who,
		RuntimeCall::Receipts(pallet_receipts::Call::attest_many {
			items: vec![statement(who, 0).into_attestation()],
		}),
	);
}

#[test]
fn statements_of_both_schemes_are_accepted_from_accounts_without_funds() {
	at_block_1(|| {
		for (n, scheme) in (1u128..).zip(Scheme::ALL) {
			let signer = pair(scheme, "Nobody");
			assert_eq!(sign_and_relay(&signer), Ok(()));
			assert_eq!(Receipts::head(signer.account_id()).next, 1);
			assert_eq!(System::account(signer.account_id()), Default::default());
			// The base and 122 + 32 bytes.
			assert_eq!(held(HoldReason::Receipt, &account("Alice")), n * 254 * MILLI_TNZ);
		}
		finish_block();
	});
}

#[test]
fn a_statement_for_another_chain_is_refused() {
	at_block_1(|| {
		let signer = falcon("Nobody");
		let statement = statement(&signer, 0);
		let bytes = statement.signing_bytes(&Hash::repeat_byte(8));
		let signature = signer.sign(context::STATEMENT, &bytes).unwrap();
		let result = outcome(&falcon("Alice"), relay(statement, signature));
		assert_eq!(result, error(Error::BadStatementSignature));
	});
}

#[test]
fn a_statement_signed_in_another_context_or_by_another_is_refused() {
	at_block_1(|| {
		let signer = falcon("Nobody");
		let statement = statement(&signer, 0);
		let bytes = statement.signing_bytes(&System::block_hash(0));
		for context in [context::DEFAULT, context::INVITE, context::REGISTER] {
			let signature = signer.sign(context, &bytes).unwrap();
			let result = outcome(&falcon("Alice"), relay(statement.clone(), signature));
			assert_eq!(result, error(Error::BadStatementSignature));
		}
		let signature = sign_statement(&falcon("Alice"), &statement);
		let result = outcome(&falcon("Alice"), relay(statement, signature));
		assert_eq!(result, error(Error::BadStatementSignature));
	});
}

#[test]
fn a_statement_is_accepted_once_whoever_brings_it() {
	at_block_1(|| {
		let signer = falcon("Nobody");
		let statement = statement(&signer, 0);
		let signature = sign_statement(&signer, &statement);
		let call = relay(statement, signature);
		assert_eq!(outcome(&falcon("Alice"), call.clone()), Ok(()));
		for relayer in [falcon("Alice"), falcon("Bob")] {
			assert_eq!(outcome(&relayer, call.clone()), error(Error::NonceTooLow));
		}
		assert_eq!(Receipts::head(signer.account_id()).next, 1);
	});
}

#[test]
fn a_cancelled_statement_is_refused() {
	at_block_1(|| {
		let signer = falcon("Bob");
		let cancelled = statement(&signer, 0);
		let signature = sign_statement(&signer, &cancelled);
		apply_ok(
			&signer,
			RuntimeCall::Receipts(pallet_receipts::Call::cancel_statements { up_to: 1 }),
		);
		let result = outcome(&falcon("Alice"), relay(cancelled, signature));
		assert_eq!(result, error(Error::NonceTooLow));
		assert_eq!(sign_and_relay(&signer), Ok(()));
	});
}

#[test]
fn a_statement_past_its_deadline_is_refused() {
	at_block_1(|| {
		let signer = falcon("Nobody");
		let mut statement = statement(&signer, 0);
		statement.valid_until = 2;
		let signature = sign_statement(&signer, &statement);
		run_to(3);
		let result = outcome(&falcon("Alice"), relay(statement, signature));
		assert_eq!(result, error(Error::StatementExpired));
	});
}

#[test]
fn statements_weigh_what_their_signature_takes_to_verify() {
	at_block_1(|| {
		let weight_of = |scheme| {
			let before = System::block_weight().total();
			assert_eq!(sign_and_relay(&pair(scheme, "Nobody")), Ok(()));
			System::block_weight().total().saturating_sub(before).ref_time()
		};
		let falcon = weight_of(Scheme::Falcon512);
		let sphincs = weight_of(Scheme::SphincsShake128s);
		assert!(sphincs > falcon + SPHINCS_SURCHARGE.ref_time() / 2, "{falcon} {sphincs}");
		// It is the statement's, not the extrinsic's, signature that is charged for: refused before
		// it is verified, it is charged for all the same.
		let before = System::block_weight().total();
		let signer = pair(Scheme::SphincsShake128s, "Nobody");
		let stale = statement(&signer, 0);
		let signature = sign_statement(&signer, &stale);
		let result = outcome(&pair(Scheme::Falcon512, "Alice"), relay(stale, signature));
		assert_eq!(result, error(Error::NonceTooLow));
		let refused = System::block_weight().total().saturating_sub(before).ref_time();
		assert_eq!(refused, sphincs);
	});
}

#[test]
fn validators_and_nobody_else_countersign() {
	chain("local_testnet").execute_with(|| {
		next_block();
		attest(&falcon("Alice"));
		let countersign = RuntimeCall::Receipts(pallet_receipts::Call::countersign { receipt: 0 });
		assert_eq!(outcome(&falcon("Alice"), countersign.clone()), error(Error::WitnessIsIssuer));
		assert_eq!(outcome(&falcon("Eve"), countersign.clone()), error(Error::NotOperator));
		assert_eq!(outcome(&falcon("Bob"), countersign.clone()), Ok(()));
		assert_eq!(outcome(&falcon("Bob"), countersign), error(Error::AlreadyWitness));
		assert_eq!(held(HoldReason::Countersignature, &account("Bob")), COUNTERSIGNATURE_DEPOSIT);
		assert_eq!(Receipts::witnesses(0, 0, 10).items.len(), 1);

		let call = pallet_receipts::Call::withdraw_countersignature { receipt: 0 };
		assert_eq!(outcome(&falcon("Bob"), RuntimeCall::Receipts(call)), Ok(()));
		assert_eq!(held(HoldReason::Countersignature, &account("Bob")), 0);
	});
}

#[test]
fn bodies_are_pruned_90_days_after_their_expiry() {
	assert_eq!(RECEIPT_RETENTION, 90 * 24 * 60 * 20);
	at_block_1(|| {
		let mut item = statement(&falcon("Alice"), 0).into_attestation();
		item.expires = Some(2);
		let call = pallet_receipts::Call::attest_many { items: vec![item] };
		apply_ok(&falcon("Alice"), RuntimeCall::Receipts(call));
		let head = Receipts::head(account("Alice"));
		let prune = RuntimeCall::Receipts(pallet_receipts::Call::prune { receipts: vec![0] });

		System::set_block_number(2 + RECEIPT_RETENTION);
		assert_eq!(outcome(&falcon("Bob"), prune.clone()), error(Error::PruneTooEarly));
		System::set_block_number(2 + RECEIPT_RETENTION + 1);
		let before = held(HoldReason::Receipt, &account("Alice"));
		assert_eq!(outcome(&falcon("Bob"), prune), Ok(()));
		let third = before / 3;
		assert_eq!(held(HoldReason::Receipt, &account("Alice")), third);
		assert_eq!(Receipts::head(account("Alice")), head);
	});
}
