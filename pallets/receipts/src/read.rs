// SPDX-License-Identifier: Apache-2.0

//! What the runtime API answers. Read-only, and every answer is bounded by [`MAX_PAGE`].

use crate::{
	ByIssuer, Config, Entry, Head, IndexKey, Page, PageOf, Pallet, ReceiptId, ReceiptInfo,
	ReceiptInfoOf, Receipts, Revocations, Witness, WitnessPage, WitnessPageOf, Witnesses, MAX_PAGE,
};
use alloc::vec::Vec;
use sp_core::H256;
use tonnetz_core::ordered::Ordered;

/// A position in a list, with the receipt that stands there.
type Item = (u64, ReceiptId);

impl<T: Config> Pallet<T> {
	/// All that the chain knows of the receipt with this number.
	pub(crate) fn info(id: ReceiptId) -> Option<ReceiptInfoOf<T>> {
		let entry = Receipts::<T>::get(Ordered(id))?;
		let link = entry.link();
		let (source, receipt) = match entry {
			Entry::Full { receipt, source, .. } => (source, Some(receipt)),
			Entry::Pruned { source, .. } => (source, None),
		};
		Some(ReceiptInfo { id, link, source, receipt, revoked: Revocations::<T>::get(Ordered(id)) })
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

	/// The receipt `id`, its parent, the parent of that and so on: child first, at most
	/// [`MAX_PAGE`] of them. `next` is the number of the ancestor after the last.
	///
	/// The line ends at a receipt without a parent, or whose body is pruned, which knows its parent
	/// no more. Empty if there is no receipt with this number.
	pub fn lineage(id: ReceiptId) -> PageOf<T> {
		let mut items = Vec::new();
		let mut next = Some(id);
		while let Some(info) = next.filter(|_| items.len() < MAX_PAGE as usize).and_then(Self::info)
		{
			next = info.receipt.as_ref().and_then(|receipt| receipt.parent);
			items.push(info);
		}
		let next = next.filter(|_| !items.is_empty());
		Page { items, next }
	}

	/// The countersignatures of the receipt `id` that stand, from the position `from` on, at most
	/// `limit` and [`MAX_PAGE`] of them. `next` is a position too.
	///
	/// With a `limit` of 0 there are no items, and `next` tells where there would be.
	pub fn witnesses(id: ReceiptId, from: u64, limit: u32) -> WitnessPageOf<T> {
		// The trie is walked from behind a key, so an inclusive start is behind its predecessor.
		let mut entries = match from.checked_sub(1) {
			None => Witnesses::<T>::iter_prefix(Ordered(id)),
			Some(previous) => Witnesses::<T>::iter_prefix_from(
				Ordered(id),
				Witnesses::<T>::hashed_key_for(Ordered(id), Ordered(previous)),
			),
		};
		let items = entries
			.by_ref()
			.take(limit.min(MAX_PAGE) as usize)
			.map(|(Ordered(position), countersignature)| Witness {
				position,
				witness: countersignature.witness,
				at: countersignature.at,
				time: countersignature.time,
			})
			.collect();
		WitnessPage { items, next: entries.next().map(|(Ordered(position), _)| position) }
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
