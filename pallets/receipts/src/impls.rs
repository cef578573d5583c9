// SPDX-License-Identifier: Apache-2.0

//! What the calls do, and what other pallets may ask for.

use crate::{
	draft::Draft, AttestationOf, Config, Entry, Error, Event, Pallet, Reason, ReceiptId, Receipts,
	Revocation, Revocations, Source, WeightInfo, MAX_REASON_LEN, MAX_URI_LEN,
};
use alloc::{vec, vec::Vec};
use frame_support::{
	ensure,
	traits::{Get, Time},
	weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::AccountIdConversion, DispatchError, DispatchResult};
use tonnetz_core::{ordered::Ordered, traits::AttestReceipt};

impl<T: Config> Pallet<T> {
	/// Writes a receipt for each of `attestations`, all or none. Returns the number of the first.
	pub(crate) fn do_attest(
		issuer: T::AccountId,
		source: Source,
		attestations: Vec<AttestationOf<T>>,
	) -> Result<ReceiptId, DispatchError> {
		let mut draft = Draft::<T>::new(issuer, source);
		for attestation in attestations {
			draft.push(attestation)?;
		}
		draft.commit()
	}

	pub(crate) fn do_attest_many(
		issuer: T::AccountId,
		items: Vec<AttestationOf<T>>,
	) -> DispatchResult {
		ensure!(!items.is_empty(), Error::<T>::NoItems);
		ensure!(items.len() <= T::MaxItems::get() as usize, Error::<T>::TooManyItems);
		Self::do_attest(issuer, Source::Call, items).map(|_| ())
	}

	pub(crate) fn do_revoke(who: T::AccountId, id: ReceiptId, reason: Vec<u8>) -> DispatchResult {
		let reason = Reason::try_from(reason).map_err(|_| Error::<T>::ReasonTooLong)?;
		let Entry::Full { receipt, .. } =
			Receipts::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownReceipt)?;
		ensure!(receipt.issuer == who, Error::<T>::NotIssuer);
		ensure!(!Revocations::<T>::contains_key(Ordered(id)), Error::<T>::AlreadyRevoked);

		let at = frame_system::Pallet::<T>::block_number();
		let revocation = Revocation { at, time: T::Time::now(), reason };
		Revocations::<T>::insert(Ordered(id), revocation);
		Self::deposit_event(Event::Revoked { id, issuer: who });
		Ok(())
	}

	/// The issuer of autonomous receipts.
	pub fn autonomous_account() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The weight of an `attest` with a uri of so many bytes. What is too long is refused before it
	/// costs more.
	pub(crate) fn weight_of_attest(uri_len: usize) -> Weight {
		T::WeightInfo::attest(at_most(uri_len, MAX_URI_LEN))
	}

	/// The weight of an `attest_many` of these items, each counted with the longest uri among them.
	pub(crate) fn weight_of_attest_many(items: &[AttestationOf<T>]) -> Weight {
		let longest = items.iter().map(|item| item.uri.len()).max().unwrap_or_default();
		T::WeightInfo::attest_many(
			at_most(items.len(), T::MaxItems::get()),
			at_most(longest, MAX_URI_LEN),
		)
	}

	/// The weight of a `revoke` with a reason of so many bytes.
	pub(crate) fn weight_of_revoke(reason_len: usize) -> Weight {
		T::WeightInfo::revoke(at_most(reason_len, MAX_REASON_LEN))
	}

	/// Asserts that the runtime configures the pallet sensibly.
	#[cfg(feature = "std")]
	pub(crate) fn check_integrity() {
		let max_items = T::MaxItems::get();
		assert!(max_items > 0, "`MaxItems` is 0: `attest_many` would always fail");
		let max_extrinsic = T::BlockWeights::get()
			.get(frame_support::dispatch::DispatchClass::Normal)
			.max_extrinsic
			.unwrap_or(Weight::MAX);
		assert!(
			T::WeightInfo::attest_many(max_items, MAX_URI_LEN).all_lte(max_extrinsic),
			"an `attest_many` of `MaxItems` items does not fit into a block",
		);
	}
}

impl<T: Config> AttestReceipt<T::AccountId, BlockNumberFor<T>> for Pallet<T> {
	fn attest_as(
		issuer: &T::AccountId,
		attestation: AttestationOf<T>,
	) -> Result<ReceiptId, DispatchError> {
		Self::do_attest(issuer.clone(), Source::Pallet, vec![attestation])
	}

	fn attest_autonomous(attestation: AttestationOf<T>) -> Result<ReceiptId, DispatchError> {
		Self::do_attest(Self::autonomous_account(), Source::Autonomous, vec![attestation])
	}

	fn autonomous_issuer() -> T::AccountId {
		Self::autonomous_account()
	}

	fn attest_weight(uri_len: u32) -> Weight {
		T::WeightInfo::attest(uri_len.min(MAX_URI_LEN))
	}
}

fn at_most(len: usize, max: u32) -> u32 {
	u32::try_from(len).unwrap_or(max).min(max)
}
