// SPDX-License-Identifier: Apache-2.0

//! What the runtime API answers. Read-only, and every answer is bounded by [`MAX_PAGE`].

use crate::{
	ByIssuer, Config, Entry, Head, IndexKey, Page, PageOf, Pallet, ReceiptId, ReceiptInfo,
	ReceiptInfoOf, Receipts, Revocations, MAX_PAGE,
};
use sp_core::H256;
use tonnetz_core::ordered::Ordered;

/// A position in a list, with the receipt that stands there.
type Item = (u64, ReceiptId);

impl<T: Config> Pallet<T> {
	/// All that the chain knows of the receipt with this number.
	pub(crate) fn info(id: ReceiptId) -> Option<ReceiptInfoOf<T>> {
		let Entry::Full { receipt, source, .. } = Receipts::<T>::get(Ordered(id))?;
		Some(ReceiptInfo {
			id,
			link: receipt.link(),
			source,
			receipt: Some(receipt),
			revoked: Revocations::<T>::get(Ordered(id)),
		})
	}

	/// The receipts of `issuer` from position `from` of its chain on, at most `limit` and
	/// [`MAX_PAGE`] of them. `next` is a position too.
	///
	/// With a `limit` of 0 there are no items, and `next` tells where there would be.
	pub fn by_issuer(issuer: T::AccountId, from: u64, limit: u32) -> PageOf<T> {
		let positions = from..Head::<T>::get(&issuer).next;
		let items = positions.map_while(|sequence| {
			ByIssuer::<T>::get(&issuer, Ordered(sequence)).map(|id| (sequence, id))
		});
		Self::page(items, limit)
	}

	/// The receipts about `subject`, of all issuers or of one, from the number `from` on, at most
	/// `limit` and [`MAX_PAGE`] of them. `next` is the number of a receipt too.
	///
	/// With a `limit` of 0 there are no items, and `next` tells where there would be.
	pub fn by_subject(
		subject: H256,
		issuer: Option<T::AccountId>,
		from: ReceiptId,
		limit: u32,
	) -> PageOf<T> {
		Self::by_index(&IndexKey::subject(subject, issuer), from, limit)
	}

	/// The receipts of a payload with this SHA-256 `digest`, of all issuers or of one, from the
	/// number `from` on, at most `limit` and [`MAX_PAGE`] of them. `next` is the number of a
	/// receipt too.
	///
	/// With a `limit` of 0 there are no items, and `next` tells where there would be.
	pub fn by_digest(
		digest: H256,
		issuer: Option<T::AccountId>,
		from: ReceiptId,
		limit: u32,
	) -> PageOf<T> {
		Self::by_index(&IndexKey::digest(digest, issuer), from, limit)
	}

	fn by_index(key: &IndexKey<T::AccountId>, from: ReceiptId, limit: u32) -> PageOf<T> {
		let numbers = Self::indexed_from(key, from).map(|Ordered(id)| (id, id));
		let mut page = Self::page(numbers, limit);
		// Keys are stored as hashes of 128 bits, and an attacker with 2^64 hashes to spend finds
		// two with the same: an answer does not depend on that.
		page.items.retain(|info| info.receipt.as_ref().is_none_or(|receipt| key.is_of(receipt)));
		page
	}

	fn page(mut items: impl Iterator<Item = Item>, limit: u32) -> PageOf<T> {
		let limit = limit.min(MAX_PAGE) as usize;
		Page {
			items: items.by_ref().take(limit).filter_map(|(_, id)| Self::info(id)).collect(),
			next: items.next().map(|(position, _)| position),
		}
	}
}
