// SPDX-License-Identifier: Apache-2.0

//! What other pallets read of the record.

use crate::{ByIssuer, Config, Entry, Head, Pallet, ReceiptId, Receipts, Revocations};
use frame_support::{traits::Get, weights::Weight};
use tonnetz_core::{
	certification::{ReadReceipt, ReceiptFacts},
	operators::LastReceipt,
	ordered::Ordered,
};

impl<T: Config> LastReceipt<T::AccountId> for Pallet<T> {
	fn last_receipt(issuer: &T::AccountId) -> Option<ReceiptId> {
		let last = Head::<T>::get(issuer).next.checked_sub(1)?;
		ByIssuer::<T>::get(issuer, Ordered(last))
	}

	fn last_receipt_weight() -> Weight {
		T::DbWeight::get().reads(2)
	}
}

impl<T: Config> ReadReceipt<T::AccountId> for Pallet<T> {
	fn read_receipt(id: ReceiptId) -> Option<ReceiptFacts<T::AccountId>> {
		let Entry::Full { receipt, .. } = Receipts::<T>::get(Ordered(id))? else {
			return None;
		};
		let revoked = Revocations::<T>::contains_key(Ordered(id));
		Some(ReceiptFacts { issuer: receipt.issuer, kind: receipt.kind, revoked })
	}

	fn read_receipt_weight() -> Weight {
		T::DbWeight::get().reads(2)
	}
}
