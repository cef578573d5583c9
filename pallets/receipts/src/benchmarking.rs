// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of `pallet-receipts`.

use super::*;
use alloc::{boxed::Box, vec, vec::Vec};
use codec::Decode;
use frame_benchmarking::v2::*;
use frame_support::{
	assert_ok,
	traits::{fungible::Mutate, Get},
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Bounded, Hash, One, Saturating, Zero};
use tonnetz_core::{ordered::Ordered, units::TNZ, Balance};

/// What a runtime must be able to do for the benchmarks.
pub trait Helper<AccountId> {
	/// Makes `who` an operator.
	fn make_operator(who: &AccountId);
}

/// Signed statements, since a runtime cannot sign, with a uri of full length: the weight does not
/// depend on its length. `examples/statement_vectors.rs` writes them.
const FALCON_STATEMENT: &[u8] = include_bytes!("../vectors/statement.falcon512");
const SPHINCS_STATEMENT: &[u8] = include_bytes!("../vectors/statement.sphincs-shake-128s");

/// Whatever the deposits of a runtime are, this affords them.
const FUNDS: Balance = 1_000_000_000 * TNZ;

fn funded<T: Config>(who: T::AccountId) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	T::Currency::set_balance(&who, FUNDS);
	who
}

/// The longest attestation with a uri of `uri_len` bytes, about a subject and a payload of its own.
fn attestation<T: Config>(n: u32, uri_len: u32) -> AttestationOf<T> {
	Attestation {
		kind: Kind::Custom(n),
		subject: BlakeTwo256::hash_of(&(b"subject", n)),
		digest: BlakeTwo256::hash_of(&(b"payload", n)),
		parent: Some(0),
		uri: vec![b'u'; uri_len as usize],
		expires: Some(Bounded::max_value()),
	}
}

/// The receipt that the others have as their parent.
fn attest_root<T: Config>(issuer: &T::AccountId) {
	let attestation = Attestation { parent: None, ..attestation::<T>(0, MAX_URI_LEN) };
	assert_ok!(Pallet::<T>::do_attest(issuer.clone(), Source::Call, vec![attestation]));
}

/// Sets the scene for a statement of [`FALCON_STATEMENT`] or [`SPHINCS_STATEMENT`]: the chain that
/// it is for, and its parent.
fn prepare_statement<T: Config>(
	vector: &[u8],
	relayer: &T::AccountId,
) -> Result<(StatementOf<T>, T::Signature), BenchmarkError> {
	let (genesis_hash, statement, signature) =
		<(H256, StatementOf<T>, T::Signature)>::decode(&mut &*vector)
			.map_err(|_| BenchmarkError::Stop("the statement is for other types: make it anew"))?;
	frame_system::BlockHash::<T>::insert(BlockNumberFor::<T>::zero(), genesis_hash);
	attest_root::<T>(relayer);
	Ok((statement, signature))
}

#[benchmarks(where T::Currency: Mutate<T::AccountId, Balance = Balance>)]
mod benchmarks {
	use super::*;

	// Every optional field is there, so that the record is as long as it can be, and subject and
	// digest are new, so that every index entry opens a path of its own in the trie.
	#[benchmark]
	fn attest(u: Linear<0, MAX_URI_LEN>) {
		let issuer = funded::<T>(whitelisted_caller());
		attest_root::<T>(&issuer);
		let Attestation { kind, subject, digest, parent, uri, expires } = attestation::<T>(1, u);

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer.clone()), kind, subject, digest, parent, uri, expires);

		assert_eq!(Head::<T>::get(issuer).next, 2);
	}

	// As above for each item: no two share a subject or a payload.
	#[benchmark]
	fn attest_many(n: Linear<1, { T::MaxItems::get() }>, u: Linear<0, MAX_URI_LEN>) {
		let issuer = funded::<T>(whitelisted_caller());
		attest_root::<T>(&issuer);
		let items: Vec<_> = (1..=n).map(|item| attestation::<T>(item, u)).collect();

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer.clone()), items);

		assert_eq!(Head::<T>::get(issuer).next, u64::from(n) + 1);
	}

	#[benchmark]
	fn attest_batch(u: Linear<0, MAX_URI_LEN>) {
		let issuer = funded::<T>(whitelisted_caller());
		attest_root::<T>(&issuer);
		let Attestation { kind, subject, digest, uri, expires, .. } = attestation::<T>(1, u);

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer.clone()), kind, subject, digest, MAX_LEAVES, uri, expires);

		assert_eq!(Head::<T>::get(issuer).next, 2);
	}

	#[benchmark]
	fn attest_statement_falcon() -> Result<(), BenchmarkError> {
		let relayer = funded::<T>(whitelisted_caller());
		let (statement, signature) = prepare_statement::<T>(FALCON_STATEMENT, &relayer)?;
		let issuer = statement.issuer.clone();

		#[extrinsic_call]
		attest_statement(RawOrigin::Signed(relayer), Box::new(statement), Box::new(signature));

		assert_eq!(StatementNonce::<T>::get(issuer), 1);
		Ok(())
	}

	#[benchmark]
	fn attest_statement_sphincs() -> Result<(), BenchmarkError> {
		let relayer = funded::<T>(whitelisted_caller());
		let (statement, signature) = prepare_statement::<T>(SPHINCS_STATEMENT, &relayer)?;
		let issuer = statement.issuer.clone();

		#[extrinsic_call]
		attest_statement(RawOrigin::Signed(relayer), Box::new(statement), Box::new(signature));

		assert_eq!(StatementNonce::<T>::get(issuer), 1);
		Ok(())
	}

	// The first time, when the account is referenced.
	#[benchmark]
	fn cancel_statements() {
		let issuer = funded::<T>(whitelisted_caller());

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer.clone()), 7);

		assert_eq!(StatementNonce::<T>::get(issuer), 7);
	}

	// The receipt is as long as one can be, since it is read and decoded.
	#[benchmark]
	fn countersign() {
		attest_root::<T>(&funded::<T>(account("issuer", 0, 0)));
		let witness = funded::<T>(whitelisted_caller());
		T::BenchmarkHelper::make_operator(&witness);

		#[extrinsic_call]
		_(RawOrigin::Signed(witness.clone()), 0);

		assert!(WitnessPosition::<T>::contains_key(Ordered(0), witness));
	}

	#[benchmark]
	fn withdraw_countersignature() {
		attest_root::<T>(&funded::<T>(account("issuer", 0, 0)));
		let witness = funded::<T>(whitelisted_caller());
		T::BenchmarkHelper::make_operator(&witness);
		assert_ok!(Pallet::<T>::do_countersign(witness.clone(), 0));

		#[extrinsic_call]
		_(RawOrigin::Signed(witness.clone()), 0);

		assert!(!WitnessPosition::<T>::contains_key(Ordered(0), witness));
	}

	// The receipt is as long as one can be, and counts.
	#[benchmark]
	fn revoke(r: Linear<0, MAX_REASON_LEN>) {
		let issuer = funded::<T>(whitelisted_caller());
		attest_root::<T>(&issuer);

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), 0, vec![b'r'; r as usize]);

		assert!(Revocations::<T>::contains_key(Ordered(0)));
	}

	// Each receipt is as long as one can be, and of another payer.
	#[benchmark]
	fn prune(n: Linear<1, { T::MaxItems::get() }>) {
		let now = frame_system::Pallet::<T>::block_number();
		let expires = now.saturating_add(One::one());
		attest_root::<T>(&funded::<T>(account("issuer", 0, 0)));
		for receipt in 1..=n {
			let issuer = funded::<T>(account("issuer", receipt, 0));
			let attestation =
				Attestation { expires: Some(expires), ..attestation::<T>(receipt, MAX_URI_LEN) };
			assert_ok!(Pallet::<T>::do_attest(issuer, Source::Call, vec![attestation]));
		}
		let retained_to = expires.saturating_add(T::RetentionPeriod::get());
		frame_system::Pallet::<T>::set_block_number(retained_to.saturating_add(One::one()));

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), (1..=u64::from(n)).collect());

		assert!(Receipts::<T>::get(Ordered(n.into()))
			.is_some_and(|entry| matches!(entry, Entry::Pruned { .. })));
	}

	impl_benchmark_test_suite!(Pallet, mock::ExtBuilder::default().build(), mock::Test,);
}
