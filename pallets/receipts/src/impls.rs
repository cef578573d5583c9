// SPDX-License-Identifier: Apache-2.0

//! What the calls that attest and revoke do, and what other pallets may ask for.

use crate::{
	draft::Draft, AttestationOf, Batch, Config, Entry, Error, Event, Pallet, Reason, ReceiptId,
	Receipts, Revocation, Revocations, Source, Volumes, WeightInfo, MAX_LEAVES, MAX_URI_LEN,
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
			draft.push(attestation, None)?;
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

	pub(crate) fn do_attest_batch(
		issuer: T::AccountId,
		attestation: AttestationOf<T>,
		batch: Batch,
	) -> DispatchResult {
		ensure!(batch.leaves > 0, Error::<T>::EmptyBatch);
		ensure!(batch.leaves <= MAX_LEAVES, Error::<T>::TooManyLeaves);
		let mut draft = Draft::<T>::new(issuer, Source::Call);
		draft.push(attestation, Some(batch))?;
		draft.commit().map(|_| ())
	}

	pub(crate) fn do_revoke(who: T::AccountId, id: ReceiptId, reason: Vec<u8>) -> DispatchResult {
		let reason = Reason::try_from(reason).map_err(|_| Error::<T>::ReasonTooLong)?;
		let entry = Receipts::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownReceipt)?;
		let Entry::Full { receipt, counted, .. } = entry else {
			return Err(Error::<T>::AlreadyPruned.into());
		};
		ensure!(receipt.issuer == who, Error::<T>::NotIssuer);
		ensure!(!Revocations::<T>::contains_key(Ordered(id)), Error::<T>::AlreadyRevoked);

		let at = frame_system::Pallet::<T>::block_number();
		let revocation = Revocation { at, time: T::Time::now(), reason };
		Revocations::<T>::insert(Ordered(id), revocation);
		if counted {
			Volumes::<T>::mutate(receipt.payer(), |volume| volume.discount());
		}
		Self::deposit_event(Event::Revoked { id, issuer: who });
		Ok(())
	}

	/// The issuer of autonomous receipts.
	pub fn autonomous_account() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
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
