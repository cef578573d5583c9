// SPDX-License-Identifier: Apache-2.0

//! Receipts of what is done.

use crate::{Config, Pallet, ReceiptId};
use alloc::vec::Vec;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::SaturatedConversion, DispatchError};
use tonnetz_core::{
	certification::Act, ordered::Ordered, receipt::Attestation, traits::AttestReceipt, BlockNumber,
};

impl<T: Config> Pallet<T> {
	/// Writes the receipt of an act: of the account that acted, or autonomous if governance or nobody
	/// did.
	pub(crate) fn record(
		act: Act<'_, T::AccountId>,
		actor: Option<&T::AccountId>,
		parent: Option<ReceiptId>,
	) -> Result<ReceiptId, DispatchError> {
		let attestation = Attestation {
			kind: act.kind(),
			subject: act.subject(),
			digest: act.digest(),
			parent,
			uri: Vec::new(),
			expires: None,
		};
		match actor {
			Some(actor) => T::Receipts::attest_as(actor, attestation),
			None => T::Receipts::attest_autonomous(attestation),
		}
	}
}

/// A block as the key of `Deadlines`.
pub(crate) fn key<T: Config>(block: BlockNumberFor<T>) -> Ordered {
	Ordered(block.saturated_into())
}

/// A block as receipts state it.
pub(crate) fn stated<T: Config>(block: BlockNumberFor<T>) -> BlockNumber {
	block.saturated_into()
}

/// This block.
pub(crate) fn now<T: Config>() -> BlockNumberFor<T> {
	frame_system::Pallet::<T>::block_number()
}
