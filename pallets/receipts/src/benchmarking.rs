// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of `pallet-receipts`.

use super::*;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	assert_ok,
	traits::{fungible::Mutate, Get},
};
use frame_system::RawOrigin;
use sp_runtime::traits::{BlakeTwo256, Bounded, Hash};
use tonnetz_core::{ordered::Ordered, units::TNZ, Balance};

/// Whatever the deposits of a runtime are, this affords them.
const FUNDS: Balance = 1_000_000_000 * TNZ;

fn funded_issuer<T: Config>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	let issuer: T::AccountId = whitelisted_caller();
	T::Currency::set_balance(&issuer, FUNDS);
	issuer
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

#[benchmarks(where T::Currency: Mutate<T::AccountId, Balance = Balance>)]
mod benchmarks {
	use super::*;

	// Every optional field is there, so that the record is as long as it can be, and subject and
	// digest are new, so that every index entry opens a path of its own in the trie.
	#[benchmark]
	fn attest(u: Linear<0, MAX_URI_LEN>) {
		let issuer = funded_issuer::<T>();
		attest_root::<T>(&issuer);
		let Attestation { kind, subject, digest, parent, uri, expires } = attestation::<T>(1, u);

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer.clone()), kind, subject, digest, parent, uri, expires);

		assert_eq!(Head::<T>::get(issuer).next, 2);
	}

	// As above for each item: no two share a subject or a payload.
	#[benchmark]
	fn attest_many(n: Linear<1, { T::MaxItems::get() }>, u: Linear<0, MAX_URI_LEN>) {
		let issuer = funded_issuer::<T>();
		attest_root::<T>(&issuer);
		let items: Vec<_> = (1..=n).map(|item| attestation::<T>(item, u)).collect();

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer.clone()), items);

		assert_eq!(Head::<T>::get(issuer).next, u64::from(n) + 1);
	}

	// The receipt is as long as one can be, since it is read and decoded.
	#[benchmark]
	fn revoke(r: Linear<0, MAX_REASON_LEN>) {
		let issuer = funded_issuer::<T>();
		attest_root::<T>(&issuer);

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), 0, vec![b'r'; r as usize]);

		assert!(Revocations::<T>::contains_key(Ordered(0)));
	}

	impl_benchmark_test_suite!(Pallet, mock::ExtBuilder::default().build(), mock::Test,);
}
