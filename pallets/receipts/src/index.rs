// SPDX-License-Identifier: Apache-2.0

//! The indices through which receipts are found.

use crate::{ByIssuer, Config, Index, Pallet, Receipt, ReceiptId, ReceiptOf};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::storage::{generator::StorageDoubleMap, KeyPrefixIterator};
use scale_info::TypeInfo;
use sp_core::H256;
use tonnetz_core::ordered::Ordered;

/// What receipts are indexed by. Append-only.
///
/// Subject and digest each come alone and with the issuer. The second form is what keeps a query
/// about one issuer independent of how many others wrote about the same thing.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, Ord, PartialEq, PartialOrd, TypeInfo)]
pub enum IndexKey<AccountId> {
	/// The receipts about this subject.
	#[codec(index = 0)]
	Subject(H256),
	/// The receipts about this subject by this issuer.
	#[codec(index = 1)]
	SubjectAndIssuer(H256, AccountId),
	/// The receipts of a payload with this digest.
	#[codec(index = 2)]
	Digest(H256),
	/// The receipts of a payload with this digest by this issuer.
	#[codec(index = 3)]
	DigestAndIssuer(H256, AccountId),
}

impl<AccountId: Clone> IndexKey<AccountId> {
	/// The key of the receipts about `subject`, of all issuers or of one.
	pub fn subject(subject: H256, issuer: Option<AccountId>) -> Self {
		match issuer {
			None => Self::Subject(subject),
			Some(issuer) => Self::SubjectAndIssuer(subject, issuer),
		}
	}

	/// The key of the receipts of `digest`, of all issuers or of one.
	pub fn digest(digest: H256, issuer: Option<AccountId>) -> Self {
		match issuer {
			None => Self::Digest(digest),
			Some(issuer) => Self::DigestAndIssuer(digest, issuer),
		}
	}

	/// Whether `receipt` is to be found under this key.
	pub fn is_of<BlockNumber>(&self, receipt: &Receipt<AccountId, BlockNumber>) -> bool
	where
		AccountId: PartialEq,
	{
		Self::all_of(receipt).contains(self)
	}

	/// The keys that `receipt` is found under.
	pub fn all_of<BlockNumber>(receipt: &Receipt<AccountId, BlockNumber>) -> [Self; 4] {
		let issuer = || Some(receipt.issuer.clone());
		[
			Self::subject(receipt.subject, None),
			Self::subject(receipt.subject, issuer()),
			Self::digest(receipt.digest, None),
			Self::digest(receipt.digest, issuer()),
		]
	}
}

impl<T: Config> Pallet<T> {
	/// Enters `receipt` in all indices.
	pub(crate) fn insert_into_indices(id: ReceiptId, receipt: &ReceiptOf<T>) {
		ByIssuer::<T>::insert(&receipt.issuer, Ordered(receipt.sequence), id);
		for key in IndexKey::all_of(receipt) {
			Index::<T>::insert(key, Ordered(id), ());
		}
	}

	/// The numbers of the receipts under `key`, ascending, from `from` on. Each step is one lookup
	/// in the trie.
	pub(crate) fn indexed_from(
		key: &IndexKey<T::AccountId>,
		from: ReceiptId,
	) -> KeyPrefixIterator<Ordered> {
		let prefix = Index::<T>::storage_double_map_final_key1(key);
		// The trie is walked from behind a key, so an inclusive start is behind its predecessor.
		let start = match from.checked_sub(1) {
			None => prefix.clone(),
			Some(previous) => Index::<T>::hashed_key_for(key, Ordered(previous)),
		};
		KeyPrefixIterator::new(prefix, start, |mut raw| Ordered::decode(&mut raw))
	}
}
