// SPDX-License-Identifier: Apache-2.0

//! What is stored under the number of a receipt.

use crate::{Deposit, Receipt, Source};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;

/// A receipt in state. Append-only.
// Index 1 is set aside for the form that pruning leaves: the link, the source, and who paid what
// stays on hold.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Entry<AccountId, BlockNumber> {
	/// The whole receipt.
	#[codec(index = 0)]
	Full {
		/// The receipt.
		receipt: Receipt<AccountId, BlockNumber>,
		/// How it came to be written.
		source: Source,
		/// What is held for it in the account of [`Receipt::payer`].
		deposit: Deposit,
	},
}

/// An [`Entry`] of the runtime `T`.
pub type EntryOf<T> = Entry<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
